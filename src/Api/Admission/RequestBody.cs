using System.Security.Cryptography;
using GroupResults.Api.Http;
using GroupResults.Application;
using Microsoft.AspNetCore.Connections;

namespace GroupResults.Api.Admission;

/// <summary>
/// A request's body behind the decompression. Its reads fail with a <see cref="BadHttpRequestException"/> where it is not what its
/// coding says: so that this is told from the same exceptions thrown further in, which are no fault of the client's. What was read is
/// held against <see cref="RequestMemory"/> until the body is disposed of.
/// </summary>
internal sealed class RequestBody : BodyStream
{
    internal const string UnknownCoding = "The Content-Encoding must be gzip or none.";
    internal const string BrokenCoding = "The body is not gzip, although its Content-Encoding says so.";

    /// <summary>Logs and JSON come to a tenth or a fiftieth of their size; what comes to less than that was made to.</summary>
    internal const int MaxRatio = 200;

    /// <summary>So much may come out of any body, however small.</summary>
    internal const int UnratedBytes = 1024 * 1024;

    /// <summary>After so much read in one go others have their turn.</summary>
    private const int YieldBytes = 64 * 1024;

    private const int TooSlowSpreadMs = 1000;

    private readonly HttpContext _context;
    private readonly Stream _inner;
    private readonly HeldBytes _held;
    private readonly CompressedBody? _compressed;
    private long _yieldAt = YieldBytes;

    private RequestBody(HttpRequest request, RequestMemory memory, MemoryClient client)
    {
        _context = request.HttpContext;
        _inner = request.Body;
        _held = new HeldBytes(memory, client, RequestMemory.FreeBytes);
        _compressed = request.HttpContext.Features.Get<CompressedBody>();
    }

    /// <summary>What the decompression knows, it has decompressed, and taken the header away.</summary>
    internal static bool HasUnknownCoding(HttpRequest request) =>
        request.Headers.ContentEncoding is [{ Length: > 0 } coding, ..] && !coding.Equals("identity", StringComparison.OrdinalIgnoreCase);

    /// <summary>To be disposed of when nothing of what was read is held any more.</summary>
    internal static RequestBody Open(HttpRequest request, RequestMemory memory, MemoryClient client) => new(request, memory, client);

    /// <exception cref="TooLargeException">It was compressed to burst.</exception>
    /// <exception cref="UnavailableException">There is no memory left.</exception>
    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        var read = await ReadInnerAsync(buffer, cancellationToken);
        BytesRead += read;
        _held.Hold(BytesRead);
        if (_compressed is not null && BytesRead > UnratedBytes && BytesRead > MaxRatio * _compressed.BytesRead)
            throw new TooLargeException("body", $"comes to more than {MaxRatio} times its compressed size, which is the most");
        if (BytesRead < _yieldAt) return read;
        _yieldAt = BytesRead + YieldBytes;
        await Task.Yield();
        return read;
    }

    protected override void Dispose(bool disposing)
    {
        _held.Dispose();
        base.Dispose(disposing);
    }

    private async ValueTask<int> ReadInnerAsync(Memory<byte> buffer, CancellationToken cancellationToken)
    {
        try
        {
            var read = await _inner.ReadAsync(buffer, cancellationToken);
            if (read == 0 && !buffer.IsEmpty && _compressed?.Fault is { } fault) throw Broken(fault, new InvalidDataException(fault));
            return read;
        }
        catch (BadHttpRequestException exception) when (exception.StatusCode == StatusCodes.Status408RequestTimeout)
        {
            // The server ends all that are too slow at one moment of a second; others would have to wait for the answers to all of them.
            await Task.Delay(TimeSpan.FromMilliseconds(RandomNumberGenerator.GetInt32(TooSlowSpreadMs)), TimeProvider.System, CancellationToken.None);

            // It ends with the answer. Otherwise the server tries to read the rest, fails, and logs that as an error of its own each time.
            _context.Response.Headers.Connection = "close";
            throw;
        }
        catch (ConnectionResetException)
        {
            // The same, where nobody is left to be answered.
            _context.Abort();
            throw;
        }
        catch (InvalidDataException exception)
        {
            throw Broken(BrokenCoding, exception);
        }
    }

    private static BadHttpRequestException Broken(string message, InvalidDataException inner) => new(message, StatusCodes.Status400BadRequest, inner);
}
