using Microsoft.IO;

namespace GraphQLServer;

/// <summary>In-memory streams that reuse their blocks: large arrays that live for one request are expensive to collect.</summary>
internal static class PooledStreams
{
    private static readonly RecyclableMemoryStreamManager Manager = new(new RecyclableMemoryStreamManager.Options
    {
        BlockSize = 16 * 1024, // Most bodies and responses fit into one block, and a slow body holds at least one.
        MaximumSmallPoolFreeBytes = 32 * 1024 * 1024, // Blocks returned beyond this limit are left to the garbage collector.
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
