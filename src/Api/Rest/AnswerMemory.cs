using GroupResults.Api.Settings;

namespace GroupResults.Api.Rest;

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
}
