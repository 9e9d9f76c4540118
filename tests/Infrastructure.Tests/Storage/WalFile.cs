using System.Buffers.Binary;

namespace GroupResults.Infrastructure.Tests.Storage;

/// <summary>What SQLite's write-ahead log says of the commits since it was last begun anew (sqlite.org/fileformat2.html#walformat).</summary>
internal static class WalFile
{
    private const int HeaderLength = 32;
    private const int FrameHeaderLength = 24;

    internal static int CountCommits(string databasePath)
    {
        using var file = new FileStream(databasePath + "-wal", FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
        var log = new byte[file.Length];
        file.ReadExactly(log);
        var pageSize = BinaryPrimitives.ReadInt32BigEndian(log.AsSpan(8));
        var salts = log.AsSpan(16, 8);
        var commits = 0;
        for (var start = HeaderLength; start + FrameHeaderLength + pageSize <= log.Length; start += FrameHeaderLength + pageSize)
        {
            var frame = log.AsSpan(start, FrameHeaderLength);
            if (!frame[8..16].SequenceEqual(salts)) break; // Left over from before.
            if (BinaryPrimitives.ReadInt32BigEndian(frame[4..]) > 0) commits++; // The last frame of a commit has the size of the database.
        }

        return commits;
    }
}
