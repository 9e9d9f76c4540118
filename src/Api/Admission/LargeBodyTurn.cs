namespace GroupResults.Api.Admission;

/// <summary>
/// The turns of large bodies. One at a time for each two cores: reading what is inside takes a core for a while, and many times the
/// memory of the text.
/// </summary>
internal sealed class LargeBodyTurns : IDisposable
{
    private readonly SemaphoreSlim _turns = new(Math.Max(1, Environment.ProcessorCount / 2));

    internal Task WaitAsync(CancellationToken cancellationToken) => _turns.WaitAsync(cancellationToken);

    internal void End() => _turns.Release();

    public void Dispose() => _turns.Dispose();
}

/// <summary>The turn of one body to be worked on. Small ones need none.</summary>
/// <param name="parsed">The memory of what was parsed from it while it waits.</param>
internal sealed class LargeBodyTurn(LargeBodyTurns turns, HeldBytes parsed) : IDisposable
{
    /// <summary>Bodies that are larger wait for their turn.</summary>
    internal const int LargeBytes = 1024 * 1024;

    private bool _isNeeded;
    private int _isTaken;

    internal bool IsTaken => _isTaken == 1;

    /// <param name="bytes">Of the body.</param>
    internal ValueTask WaitAsync(long bytes, CancellationToken cancellationToken)
    {
        _isNeeded = bytes > LargeBytes;
        return ResumeAsync(cancellationToken);
    }

    /// <summary>
    /// To be called when the request waits, such as for the disk: another body is worked on meanwhile. Where there is no room for what
    /// this one was parsed to, the turn lasts on, so that the parsed bodies that wait are bounded, too.
    /// </summary>
    /// <param name="parsedBytes">What the body was parsed to.</param>
    internal void Yield(long parsedBytes)
    {
        if (IsTaken && parsed.TryHold(parsedBytes)) End();
    }

    internal async ValueTask ResumeAsync(CancellationToken cancellationToken)
    {
        if (!_isNeeded || IsTaken) return;
        await turns.WaitAsync(cancellationToken);
        _isTaken = 1;
    }

    /// <summary>To be called before an answer is sent, whose reader may be slow.</summary>
    internal void End()
    {
        if (Interlocked.Exchange(ref _isTaken, 0) == 1) turns.End();
    }

    public void Dispose()
    {
        End();
        parsed.Dispose();
    }
}
