namespace GroupResults.Api.Operations;

internal static class Threads
{
    private const int WorkersPerCore = 4;

    /// <summary>
    /// Computing and compressing an answer keeps a thread busy for tens of milliseconds. With no more threads than cores, which is what
    /// the pool begins with, everything else would wait in its queue meanwhile; with more of them the system shares the cores out.
    /// </summary>
    internal static void LetTheSystemShareCores()
    {
        ThreadPool.GetMinThreads(out _, out var completions);
        ThreadPool.SetMinThreads(WorkersPerCore * Environment.ProcessorCount, completions);
    }
}
