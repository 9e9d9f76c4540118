namespace GroupResults.Infrastructure.Tests.Freshness;

/// <summary>A gate that stops the first who comes after it was closed; the others go on.</summary>
internal sealed class Hold
{
    private TaskCompletionSource _reached = new();
    private TaskCompletionSource _opened = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private int _closed;

    /// <summary>Ends when somebody stands at the gate.</summary>
    internal Task Reached => _reached.Task;

    internal void Close()
    {
        _reached = new(TaskCreationOptions.RunContinuationsAsynchronously);
        _opened = new(TaskCreationOptions.RunContinuationsAsynchronously);
        Volatile.Write(ref _closed, 1);
    }

    internal void Open() => _opened.SetResult();

    internal void Pass() => PassAsync().GetAwaiter().GetResult();

    internal void PassIf(bool concerned)
    {
        if (concerned) Pass();
    }

    internal Task PassAsync()
    {
        if (Interlocked.Exchange(ref _closed, 0) == 0) return Task.CompletedTask;
        _reached.SetResult();
        return _opened.Task;
    }
}
