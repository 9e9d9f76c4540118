namespace GroupResults.EndToEnd.Tests.Processes;

/// <summary>The service with all of the demo's pushes.</summary>
public sealed class DemoService : IAsyncLifetime
{
    private const string IsFilled = "What to try:";

    private readonly TestDirectory _directory = new();
    private ServiceProcess? _service;

    internal Uri Address => _service!.Address;

    public async ValueTask InitializeAsync()
    {
        _service = ServiceProcess.Launch(_directory, "demo", "--environment", "Development", "--urls", "http://127.0.0.1:0");
        await Eventually.TrueAsync(() => _service.HasExited || _service.Output.Contains(IsFilled), "the demo's pushes");
        Assert.False(_service.HasExited, _service.AllOutput());
    }

    public async ValueTask DisposeAsync()
    {
        if (_service is not null) await _service.DisposeAsync();
        _directory.Dispose();
    }
}
