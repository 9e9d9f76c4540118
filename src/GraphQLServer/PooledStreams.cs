using Microsoft.IO;

namespace GraphQLServer;

/// <summary>Streams in memory that reuse their blocks: large arrays that live for one request are costly to collect.</summary>
internal static class PooledStreams
{
    private static readonly RecyclableMemoryStreamManager Manager = new(new RecyclableMemoryStreamManager.Options
    {
        BlockSize = 16 * 1024, // Most bodies and responses fit into one, and a slow body holds one at least.
        MaximumSmallPoolFreeBytes = 32 * 1024 * 1024, // Blocks returned beyond this go to the collector.
    });

    internal static RecyclableMemoryStream Create() => Manager.GetStream();

    /// <summary>Copies the whole stream, whatever its position.</summary>
    internal static byte[] ToExactArray(this RecyclableMemoryStream stream)
    {
        var bytes = GC.AllocateUninitializedArray<byte>(checked((int)stream.Length));
        stream.Position = 0;
        stream.ReadExactly(bytes);
        return bytes;
    }
}
