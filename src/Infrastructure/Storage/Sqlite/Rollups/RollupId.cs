namespace GroupResults.Infrastructure.Storage.Sqlite.Rollups;

/// <summary>
/// Builds a roll-up's id from 12 bits of repository, 20 bits of chunk and 31 bits of push. So the rows of one chunk in one repository are
/// adjacent.
/// </summary>
internal static class RollupId
{
    private const int PushBits = 31;
    private const int ChunkBits = 20;
    private const int RepositoryBits = 12;

    internal static long For(long repositoryId, int chunk, long pushId) => Fits(repositoryId, chunk, pushId)
        ? (((repositoryId << ChunkBits) | (uint)chunk) << PushBits) | pushId
        : throw new NotSupportedException($"Repository {repositoryId}, chunk {chunk} and push {pushId} are more than roll-ups have numbers for.");

    /// <summary>Without an id, a push is read from its task runs.</summary>
    internal static bool Fits(long repositoryId, int chunk, long pushId) =>
        repositoryId < 1L << RepositoryBits && chunk < 1 << ChunkBits && pushId < 1L << PushBits;

    internal static int ChunkOf(long id) => (int)(id >> PushBits) & ((1 << ChunkBits) - 1);

    internal static long PushOf(long id) => id & ((1L << PushBits) - 1);
}
