using System.Runtime.CompilerServices;
using GroupResults.Application.Caching;

namespace GroupResults.Api.Admission;

/// <summary>Sends bytes that are already there.</summary>
internal static class AnswerBody
{
    /// <summary>
    /// Asked for in this size the server's buffers come from a pool of larger ones than its own of 4 KiB, which takes a
    /// third off the time of a large answer; and a reader that is slow holds no more than one of them.
    /// </summary>
    private const int BlockBytes = 2 * 1024 * 1024;

    /// <summary>Where the larger ones are all taken: by readers that do not read, most likely.</summary>
    private const int SpareBlockBytes = 16 * 1024;

    private const int SmallBytes = AnswerMemory.FreeBytes;

    /// <summary>Sets Content-Length, and sends the body unless it is a HEAD that asks.</summary>
    internal static Task WriteAsync(HttpContext context, ReadOnlyMemory<byte> bytes) => WriteAsync(context, bytes, default);

    /// <summary>An answer with the ending that is meant for whoever waited for it.</summary>
    internal static Task WriteAsync(HttpContext context, PushAnswer answer) => answer.Ending is { } ending
        ? WriteAsync(context, answer.Bytes[..ending.At], ending.Bytes)
        : WriteAsync(context, answer.Bytes, default);

    /// <param name="end">What comes behind the bytes.</param>
    internal static Task WriteAsync(HttpContext context, ReadOnlyMemory<byte> bytes, ReadOnlyMemory<byte> end)
    {
        context.Response.ContentLength = bytes.Length + end.Length;
        if (HttpMethods.IsHead(context.Request.Method)) return Task.CompletedTask;
        return bytes.Length + end.Length <= SmallBytes
            ? WriteSmallAsync(context, bytes, end)
            : WriteLargeAsync(context, bytes, end);
    }

    private static async Task WriteSmallAsync(HttpContext context, ReadOnlyMemory<byte> bytes, ReadOnlyMemory<byte> end)
    {
        if (!bytes.IsEmpty) await context.Response.Body.WriteAsync(bytes, context.RequestAborted);
        if (!end.IsEmpty) await context.Response.Body.WriteAsync(end, context.RequestAborted);
    }

    private static async Task WriteLargeAsync(HttpContext context, ReadOnlyMemory<byte> bytes, ReadOnlyMemory<byte> end)
    {
        var memory = context.RequestServices.GetRequiredService<AnswerMemory>();
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
            context.Abort(); // The client has gone.
            return;
        }
    }

    /// <summary>Pooled: a large answer takes several.</summary>
    /// <returns>When most of it is on its way.</returns>
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
