using System.Net.Sockets;
using System.Text;

namespace GroupResults.Benchmarks.Hostile;

/// <summary>Reads answers with as little work as it takes to tell them apart, into the same buffer again and again.</summary>
/// <param name="bufferBytes">Enough for an answer's head and its first error.</param>
internal sealed class AnswerReader(int bufferBytes = AnswerReader.BufferBytes)
{
    internal const int BufferBytes = 64 * 1024;
    private const int ScratchBytes = 256 * 1024;

    private readonly byte[] _buffer = new byte[bufferBytes];
    private byte[]? _scratch;
    private byte[] _lastCode = [];
    private int _lastStatus = -1;
    private string _lastOutcome = "";

    /// <summary>Whether the connection takes another request.</summary>
    internal bool IsKeptAlive { get; private set; }

    /// <returns>The outcome.</returns>
    /// <exception cref="SocketException">The service ended the connection before the answer.</exception>
    internal async Task<string> ReadAsync(Socket socket, CancellationToken cancellationToken)
    {
        IsKeptAlive = false;
        var filled = 0;
        int headEnd;
        while ((headEnd = _buffer.AsSpan(0, filled).IndexOf(HttpText.HeadEnd)) < 0)
        {
            var read = filled == _buffer.Length ? 0 : await socket.ReceiveAsync(_buffer.AsMemory(filled), cancellationToken);
            if (read == 0) throw new SocketException((int)SocketError.ConnectionReset);
            filled += read;
        }

        var bodyAt = headEnd + HttpText.HeadEnd.Length;
        var head = _buffer.AsMemory(0, headEnd + 2);
        var length = HttpText.ContentLength(head.Span);
        if (length >= 0) filled = await ReadBodyAsync(socket, filled, length - (filled - bodyAt), cancellationToken);
        else if (HttpText.IsChunked(head.Span)) filled = await ReadChunksAsync(socket, bodyAt, filled, cancellationToken);
        IsKeptAlive = !HttpText.Closes(head.Span);
        return Outcome(HttpText.Status(_buffer), HttpText.Code(_buffer.AsSpan(bodyAt, filled - bodyAt)));
    }

    /// <summary>The first of it stays in the buffer.</summary>
    private async Task<int> ReadBodyAsync(Socket socket, int filled, long rest, CancellationToken cancellationToken)
    {
        while (rest > 0)
        {
            var isKept = filled < _buffer.Length;
            var read = await socket.ReceiveAsync(isKept ? _buffer.AsMemory(filled) : _scratch ??= new byte[ScratchBytes], cancellationToken);
            if (read == 0) throw new SocketException((int)SocketError.ConnectionReset);
            if (isKept) filled += read;
            rest -= read;
        }

        return filled;
    }

    /// <summary>To the last chunk, whose bytes no answer of the service has within it. Chunked answers are short ones.</summary>
    private async Task<int> ReadChunksAsync(Socket socket, int bodyAt, int filled, CancellationToken cancellationToken)
    {
        while (!_buffer.AsSpan(bodyAt, filled - bodyAt).EndsWith("0\r\n\r\n"u8))
        {
            var read = filled == _buffer.Length ? 0 : await socket.ReceiveAsync(_buffer.AsMemory(filled), cancellationToken);
            if (read == 0) throw new SocketException((int)SocketError.ConnectionReset);
            filled += read;
        }

        return filled;
    }

    private string Outcome(int status, ReadOnlySpan<byte> code)
    {
        if (status == _lastStatus && code.SequenceEqual(_lastCode)) return _lastOutcome;
        (_lastStatus, _lastCode) = (status, code.ToArray());
        return _lastOutcome = code.IsEmpty ? HttpText.Text(status) : $"{HttpText.Text(status)} {Encoding.ASCII.GetString(code)}";
    }
}
