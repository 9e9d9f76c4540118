using System.Globalization;
using GraphQLServer;
using GroupResults.Api.Settings;
using GroupResults.Application;

namespace GroupResults.Api.Admission;

/// <summary>
/// What all requests' bodies may take together while they are read and worked on, and what the large ones were parsed to while they wait
/// for the disk. What would not fit is refused at once: a client that comes again does no harm, where one that waits holds what it has sent.
/// </summary>
internal sealed class BodyMemory(HttpSettings settings) : IDisposable
{
    /// <summary>Of each body: as much is not counted. The number of connections bounds it.</summary>
    internal const int FreeBytes = 64 * 1024;

    /// <summary>Bodies that are larger wait for their turn to be worked on.</summary>
    internal const int LargeBytes = 1024 * 1024;

    private const int AnonymousPart = 4;

    private static readonly TimeSpan RetryAfter = TimeSpan.FromSeconds(2);

    private long _taken;
    private long _takenAnonymously;

    /// <summary>One at a time for each two cores: reading what is inside takes a core for a while, and many times the memory of the text.</summary>
    private readonly SemaphoreSlim _large = new(Math.Max(1, Environment.ProcessorCount / 2));

    internal long TakenBytes => Interlocked.Read(ref _taken);

    /// <param name="isAnonymous">All who ask without a token may have a quarter only: reports are to find room whatever they do.</param>
    internal bool TryTake(long bytes, bool isAnonymous)
    {
        var isThere = Interlocked.Add(ref _taken, bytes) <= settings.BodyMemoryBytes;
        if (isAnonymous) isThere &= Interlocked.Add(ref _takenAnonymously, bytes) <= settings.BodyMemoryBytes / AnonymousPart;
        if (!isThere) Return(bytes, isAnonymous);
        return isThere;
    }

    internal UnavailableException Full() => new(
        string.Create(
            CultureInfo.InvariantCulture,
            $"The bodies of all requests take {settings.BodyMemoryBytes} bytes already, the most that is held. Send it again."),
        retryAfter: RetryAfter);

    internal void Return(long bytes, bool isAnonymous)
    {
        Interlocked.Add(ref _taken, -bytes);
        if (isAnonymous) Interlocked.Add(ref _takenAnonymously, -bytes);
    }

    internal Task WaitForTurnAsync(CancellationToken cancellationToken) => _large.WaitAsync(cancellationToken);

    internal void EndTurn() => _large.Release();

    public void Dispose() => _large.Dispose();
}

/// <summary>What one body that grows has taken of the memory for all.</summary>
internal sealed class HeldBytes(BodyMemory memory, bool isAnonymous) : IMessageMemory
{
    private long _taken;

    public bool TryHold(long bytes)
    {
        var more = bytes - BodyMemory.FreeBytes - _taken;
        if (more <= 0) return true;
        if (!memory.TryTake(more, isAnonymous)) return false;
        _taken += more;
        return true;
    }

    /// <exception cref="UnavailableException">There is no more.</exception>
    internal void Hold(long bytes)
    {
        if (!TryHold(bytes)) throw memory.Full();
    }

    public void Dispose()
    {
        memory.Return(_taken, isAnonymous);
        _taken = 0;
    }
}

/// <summary>The turn of one body to be worked on. Small ones need none.</summary>
internal sealed class LargeBodyTurn(BodyMemory memory, bool isAnonymous) : IDisposable
{
    private readonly HeldBytes _parsed = new(memory, isAnonymous);
    private bool _isNeeded;
    private int _isTaken;

    internal bool IsTaken => _isTaken == 1;

    /// <param name="bytes">Of the body.</param>
    internal ValueTask WaitAsync(long bytes, CancellationToken cancellationToken)
    {
        _isNeeded = bytes > BodyMemory.LargeBytes;
        return ResumeAsync(cancellationToken);
    }

    /// <summary>
    /// To be called when the request waits, such as for the disk: another body is worked on meanwhile. Where there is no room for what
    /// this one was parsed to, the turn lasts on, so that the parsed bodies that wait are bounded, too.
    /// </summary>
    /// <param name="parsedBytes">What the body was parsed to.</param>
    internal void Yield(long parsedBytes)
    {
        if (IsTaken && _parsed.TryHold(parsedBytes)) End();
    }

    internal async ValueTask ResumeAsync(CancellationToken cancellationToken)
    {
        if (!_isNeeded || IsTaken) return;
        await memory.WaitForTurnAsync(cancellationToken);
        _isTaken = 1;
    }

    /// <summary>To be called before an answer is sent, whose reader may be slow.</summary>
    internal void End()
    {
        if (Interlocked.Exchange(ref _isTaken, 0) == 1) memory.EndTurn();
    }

    public void Dispose()
    {
        End();
        _parsed.Dispose();
    }
}
