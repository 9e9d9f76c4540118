namespace GraphQLServer.Execution;

/// <summary>
/// Approximates the set of recent texts. A text's hash, which .NET seeds per process, selects one of a fixed number of slots, and the
/// latest text wins. A wrong answer is rare and harmless: it only decides whether a text is cached.
/// </summary>
internal sealed class SeenTexts
{
    private const int Slots = 4096;

    private readonly int[] _hashes = new int[Slots];

    /// <summary>Records a text, and returns whether it was recorded before.</summary>
    internal bool CheckAndRecord(string text)
    {
        var hash = text.GetHashCode(StringComparison.Ordinal);
        return Interlocked.Exchange(ref _hashes[(uint)hash % Slots], hash) == hash;
    }
}
