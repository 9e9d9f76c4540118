using System.Runtime.CompilerServices;
using GroupResults.Application.Caching;

namespace GroupResults.Api.Admission;

/// <summary>Sends complete answers.</summary>
internal sealed class AnswerBody(AnswerMemory memory)
{
    /// <summary>
    /// The size of the buffers that a large answer is copied to. They come from a shared pool instead of the server's own, whose buffers
    /// have 4 KiB; that takes a third off the time of a large answer. A slow reader holds one of them.
    /// </summary>
    private const int BlockBytes = 2 * 1024 * 1024;

    /// <summary>The size of the buffers when the memory for answers is used up, most likely by readers that do not read.</summary>
    private const int SpareBlockBytes = 16 * 1024;

    private const int SmallBytes = AnswerMemory.FreeBytes;

    /// <summary>Sets Content-Length, and sends the body unless the request is a HEAD.</summary>
    internal ValueTask WriteAsync(HttpContext context, ReadOnlyMemory<byte> bytes) => WriteAsync(context, bytes, default);

    /// <summary>Sends an answer with the ending for the requests that waited for it.</summary>
    internal ValueTask WriteAsync(HttpContext context, PushAnswer answer) => answer.Ending is { } ending
        ? WriteAsync(context, answer.Bytes[..ending.At], ending.Bytes)
        : WriteAsync(context, answer.Bytes, default);

    /// <param name="end">Follows the bytes.</param>
    internal ValueTask WriteAsync(HttpContext context, ReadOnlyMemory<byte> bytes, ReadOnlyMemory<byte> end)
    {
        context.Response.ContentLength = bytes.Length + end.Length;
        if (HttpMethods.IsHead(context.Request.Method)) return default;
        return bytes.Length + end.Length <= SmallBytes
            ? WriteSmallAsync(context, bytes, end)
            : WriteLargeAsync(context, bytes, end);
    }

    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder))]
    private static async ValueTask WriteSmallAsync(HttpContext context, ReadOnlyMemory<byte> bytes, ReadOnlyMemory<byte> end)
    {
        if (!bytes.IsEmpty) await context.Response.Body.WriteAsync(bytes, context.RequestAborted);
        if (!end.IsEmpty) await context.Response.Body.WriteAsync(end, context.RequestAborted);
    }

    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder))]
    private async ValueTask WriteLargeAsync(HttpContext context, ReadOnlyMemory<byte> bytes, ReadOnlyMemory<byte> end)
    {
        await context.Response.StartAsync(context.RequestAborted);
        while (!bytes.IsEmpty)
        {
            var size = Math.Min(BlockBytes, bytes.Length);
            var isCounted = memory.TryTake(size);
            bool isOver;
            int written;
            try
            {
                (written, isOver) = await WriteBlockAsync(context, bytes, isCounted ? size : Math.Min(SpareBlockBytes, size));
            }
            finally
            {
                if (isCounted) memory.Return(size);
            }

            bytes = bytes[written..];
            if (bytes.IsEmpty) (bytes, end) = (end, default);
            if (!isOver) continue;
            context.Abort(); // The client is gone.
            return;
        }
    }

    /// <summary>Pools its state machines: a large answer takes several.</summary>
    /// <returns>Completes when the server takes more.</returns>
    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    private static async ValueTask<(int Written, bool IsOver)> WriteBlockAsync(HttpContext context, ReadOnlyMemory<byte> bytes, int size)
    {
        var writer = context.Response.BodyWriter;
        var block = writer.GetMemory(size);
        var part = bytes[..Math.Min(block.Length, bytes.Length)];
        part.CopyTo(block);
        writer.Advance(part.Length);
        return (part.Length, (await writer.FlushAsync(CancellationToken.None)).IsCompleted);
    }
}
