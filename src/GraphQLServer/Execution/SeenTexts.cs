namespace GraphQLServer.Execution;

/// <summary>
/// Tells whether a text has come before, of late. It may say so wrongly, or forget: texts have one of few places by their hash, which
/// .NET seeds anew in each process, and the last to come has it. To be right in most cases is enough for what decides what to keep.
/// </summary>
internal sealed class SeenTexts
{
    private const int Places = 4096;

    private readonly int[] _hashes = new int[Places];

    /// <summary>From now on it has come.</summary>
    internal bool IsSeenAgain(string text)
    {
        var hash = text.GetHashCode(StringComparison.Ordinal);
        return Interlocked.Exchange(ref _hashes[(uint)hash % Places], hash) == hash;
    }
}
