using System.Security.Cryptography;
using GroupResults.Api.Http;
using GroupResults.Application;
using GroupResults.Application.Admission;
using Microsoft.AspNetCore.Connections;

namespace GroupResults.Api.Admission;

/// <summary>
/// A request's body after decompression. Reads fail with a <see cref="BadHttpRequestException"/> if the body does not match its coding:
/// later code may throw an <see cref="InvalidDataException"/>, too, which is not the client's fault. The bytes read count against
/// <see cref="RequestMemory"/> until the body is disposed.
/// </summary>
internal sealed class RequestBody : BodyStream
{
    internal const string UnknownCoding = "The Content-Encoding must be gzip or none.";
    internal const string BrokenCoding = "The body is not gzip, as its Content-Encoding says, or is damaged or incomplete.";

    /// <summary>The maximum decompression ratio. Logs and JSON compress 10 to 50 times; a higher ratio is a decompression bomb.</summary>
    internal const int MaxRatio = 200;

    /// <summary>Any body may decompress to this size, whatever its ratio.</summary>
    internal const int UnratedBytes = 1024 * 1024;

    /// <summary>The bytes read before the thread is yielded to other requests.</summary>
    private const int YieldBytes = 64 * 1024;

    private const int TooSlowSpreadMs = 1000;

    private readonly HttpContext _context;
    private readonly Stream _inner;
    private readonly HeldBytes _held;
    private readonly CompressedBody? _compressed;
    private long _yieldAt = YieldBytes;

    private RequestBody(HttpRequest request, RequestMemory memory, ClientId client)
    {
        _context = request.HttpContext;
        _inner = request.Body;
        _held = new HeldBytes(memory, client);
        _compressed = request.HttpContext.Features.Get<CompressedBody>();
    }

    /// <summary>Whether the coding is not supported. The decompression removes the header if it supports the coding.</summary>
    internal static bool HasUnknownCoding(HttpRequest request) =>
        request.Headers.ContentEncoding is [{ Length: > 0 } coding, ..] && !coding.Equals("identity", StringComparison.OrdinalIgnoreCase);

    /// <summary>Dispose the body when none of the bytes read are held any more.</summary>
    internal static RequestBody Open(HttpRequest request, RequestMemory memory, ClientId client) => new(request, memory, client);

    /// <exception cref="TooLargeException">The body exceeds <see cref="MaxRatio"/>.</exception>
    /// <exception cref="RequestRefusedException">No memory is left.</exception>
    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        var read = await ReadInnerAsync(buffer, cancellationToken);
        BytesRead += read;
        _held.Hold(BytesRead);
        if (_compressed is not null && BytesRead > UnratedBytes && BytesRead > MaxRatio * _compressed.BytesRead)
            throw new TooLargeException("body", $"decompresses to more than {MaxRatio} times its compressed size");
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
            // The server times out all slow requests at the same moment of a second. The delay spreads their answers, so that others can run.
            await Task.Delay(TimeSpan.FromMilliseconds(RandomNumberGenerator.GetInt32(TooSlowSpreadMs)), TimeProvider.System, CancellationToken.None);

            // Close the connection with the answer. Otherwise the server tries to read the rest, fails, and logs an error each time.
            _context.Response.Headers.Connection = "close";
            throw;
        }
        catch (ConnectionResetException)
        {
            // The client is gone. Aborting also keeps the server from reading the rest.
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
