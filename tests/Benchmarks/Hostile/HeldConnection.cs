using System.Diagnostics;
using System.Net.Sockets;

namespace GroupResults.Benchmarks.Hostile;

/// <summary>One connection that is to last, with no more than a few bytes now and then.</summary>
/// <param name="isDeaf">Nothing is read, so that the service cannot send.</param>
internal sealed class HeldConnection(Socket socket, bool isDeaf) : IDisposable
{
    private readonly byte[] _buffer = new byte[512];
    private readonly long _opened = Stopwatch.GetTimestamp();
    private int _status;

    internal TimeSpan Age => Stopwatch.GetElapsedTime(_opened);

    /// <summary>Sends a little.</summary>
    /// <returns>The outcome where it has ended; otherwise null.</returns>
    internal string? Drip(byte[] bytes)
    {
        try
        {
            if ((isDeaf ? Peek() : Read()) is { } outcome) return outcome;
            socket.Send(bytes);
            return null;
        }
        catch (SocketException exception) when (exception.SocketErrorCode is SocketError.WouldBlock)
        {
            return null;
        }
        catch (SocketException)
        {
            return _status == 0 ? Tally.Closed : Tally.Cut;
        }
    }

    public void Dispose() => socket.Dispose();

    private string? Read()
    {
        if (!socket.Poll(0, SelectMode.SelectRead)) return null;
        var read = socket.Receive(_buffer);
        return read == 0 ? Tally.Closed : HttpText.Text(HttpText.Status(_buffer.AsSpan(0, read)));
    }

    /// <summary>The head of the answer stays where it is, in the system's buffer.</summary>
    private string? Peek()
    {
        if (_status != 0 || !socket.Poll(0, SelectMode.SelectRead)) return null;
        var read = socket.Receive(_buffer, SocketFlags.Peek);
        if (read == 0) return Tally.Closed;
        _status = HttpText.Status(_buffer.AsSpan(0, read));
        return _status is 101 or 200 ? null : HttpText.Text(_status);
    }
}
