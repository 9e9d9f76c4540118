namespace GroupResults.Application.Tests.Fakes;

/// <summary>Holds up who comes to it until the test opens it, and lets the test see that someone has come.</summary>
internal sealed class Gate
{
    private readonly TaskCompletionSource _entered = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource _opened = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Ends when someone has come.</summary>
    internal Task Entered => _entered.Task.WaitAsync(TestContext.Current.CancellationToken);

    internal void Open() => _opened.TrySetResult();

    internal Task PassAsync()
    {
        _entered.TrySetResult();
        return _opened.Task;
    }
}
