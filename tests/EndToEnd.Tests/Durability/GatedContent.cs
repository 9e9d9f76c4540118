using System.Net;

namespace GroupResults.EndToEnd.Tests.Durability;

/// <summary>A body whose second half is sent when the test says so.</summary>
internal sealed class GatedContent(ReadOnlyMemory<byte> body, Task gate) : HttpContent
{
    protected override async Task SerializeToStreamAsync(Stream stream, TransportContext? context)
    {
        var half = body.Length / 2;
        await stream.WriteAsync(body[..half], CancellationToken.None);
        await stream.FlushAsync(CancellationToken.None);
        await gate;
        await stream.WriteAsync(body[half..], CancellationToken.None);
    }

    protected override bool TryComputeLength(out long length)
    {
        length = 0;
        return false;
    }
}
