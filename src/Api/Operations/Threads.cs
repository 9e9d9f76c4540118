namespace GroupResults.Api.Operations;

internal static class Threads
{
    private const int WorkersPerCore = 4;

    /// <summary>
    /// Computing and compressing an answer occupies a thread for tens of milliseconds. With one thread per core, the pool's default
    /// minimum, all other work would queue meanwhile; with more threads, the operating system shares the cores among them.
    /// </summary>
    internal static void RaiseMinimum()
    {
        ThreadPool.GetMinThreads(out _, out var completions);
        ThreadPool.SetMinThreads(WorkersPerCore * Environment.ProcessorCount, completions);
    }
}
