using GroupResults.Api.Settings;

namespace GroupResults.Api.Admission;

/// <summary>
/// Limits the memory that large answers take together while they are sent: a reader decides how long that lasts. Small answers are not
/// counted; the limit on connections bounds them.
/// </summary>
internal sealed class AnswerMemory(HttpSettings settings)
{
    internal const int FreeBytes = 64 * 1024;

    private long _taken;

    internal long TakenBytes => Interlocked.Read(ref _taken);

    /// <summary>Takes memory until <see cref="Return"/>.</summary>
    /// <returns>False if there is no room.</returns>
    internal bool TryTake(long bytes)
    {
        if (Interlocked.Add(ref _taken, bytes) <= settings.AnswerMemoryBytes) return true;
        Interlocked.Add(ref _taken, -bytes);
        return false;
    }

    internal void Return(long bytes) => Interlocked.Add(ref _taken, -bytes);

    /// <summary>Takes memory for an answer that is held as a whole until it is sent.</summary>
    /// <returns>Dispose it when the answer is sent. Null if there is no room.</returns>
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
