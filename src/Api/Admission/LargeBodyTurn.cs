using GroupResults.Application.Admission;

namespace GroupResults.Api.Admission;

/// <summary>
/// The turns of large bodies, one at a time per two cores: parsing one occupies a core for a while and takes many times the memory of
/// its text.
/// </summary>
internal sealed class LargeBodyTurns : IDisposable
{
    private readonly SemaphoreSlim _turns = new(Math.Max(1, Environment.ProcessorCount / 2));

    internal Task WaitAsync(CancellationToken cancellationToken) => _turns.WaitAsync(cancellationToken);

    internal void End() => _turns.Release();

    public void Dispose() => _turns.Dispose();
}

/// <summary>The turn in which one large body is processed. Small bodies need none.</summary>
/// <param name="memory">The memory that the parsed body takes while it waits.</param>
internal sealed class LargeBodyTurn(LargeBodyTurns turns, RequestMemory memory, ClientId client) : IDisposable
{
    /// <summary>Larger bodies wait for a turn.</summary>
    internal const int LargeBytes = 1024 * 1024;

    private HeldBytes? _parsed;
    private bool _isNeeded;
    private int _isTaken;

    internal bool IsTaken => _isTaken == 1;

    /// <param name="bytes">The size of the body.</param>
    internal ValueTask WaitAsync(long bytes, CancellationToken cancellationToken)
    {
        _isNeeded = bytes > LargeBytes;
        return ResumeAsync(cancellationToken);
    }

    /// <summary>
    /// Ends the turn while the request waits, for example for the disk. If there is no room for the parsed body, the request keeps its
    /// turn, so that the parsed bodies that wait are bounded, too.
    /// </summary>
    /// <param name="parsedBytes">The memory of the parsed body.</param>
    internal void Yield(long parsedBytes)
    {
        if (!IsTaken) return;
        _parsed ??= new HeldBytes(memory, client);
        if (_parsed.TryHold(parsedBytes)) End();
    }

    internal async ValueTask ResumeAsync(CancellationToken cancellationToken)
    {
        if (!_isNeeded || IsTaken) return;
        await turns.WaitAsync(cancellationToken);
        _isTaken = 1;
    }

    /// <summary>Call before an answer is sent: its reader may be slow.</summary>
    internal void End()
    {
        if (Interlocked.Exchange(ref _isTaken, 0) == 1) turns.End();
    }

    public void Dispose()
    {
        End();
        _parsed?.Dispose();
    }
}
