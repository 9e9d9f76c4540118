using GroupResults.Api.Settings;

namespace GroupResults.Api.Admission;

/// <summary>
/// What large answers take together while they are on their way: a reader decides how long. Small ones are not counted; the number of
/// connections bounds them.
/// </summary>
internal sealed class AnswerMemory(HttpSettings settings)
{
    internal const int FreeBytes = 64 * 1024;

    private long _taken;

    internal long TakenBytes => Interlocked.Read(ref _taken);

    /// <summary>To be given back with <see cref="Return"/> where it is there.</summary>
    internal bool TryTake(long bytes)
    {
        if (Interlocked.Add(ref _taken, bytes) <= settings.AnswerMemoryBytes) return true;
        Interlocked.Add(ref _taken, -bytes);
        return false;
    }

    internal void Return(long bytes) => Interlocked.Add(ref _taken, -bytes);

    /// <summary>For an answer that is held as a whole until it is sent.</summary>
    /// <returns>Null where there is no room.</returns>
    internal IDisposable? TryHold(long bytes)
    {
        if (bytes <= FreeBytes) return Held.Nothing;
        return TryTake(bytes) ? new Held(this, bytes) : null;
    }

    private sealed class Held(AnswerMemory? memory, long bytes) : IDisposable
    {
        internal static readonly Held Nothing = new(memory: null, 0);

        private int _isReturned;

        public void Dispose()
        {
            if (memory is not null && Interlocked.Exchange(ref _isReturned, 1) == 0) memory.Return(bytes);
        }
    }
}
