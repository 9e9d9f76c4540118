using GroupResults.EndToEnd.Tests.Processes;

namespace GroupResults.EndToEnd.Tests.Security;

/// <summary>The service in Production, with a token that may do everything.</summary>
public sealed class ProductionService : IAsyncLifetime
{
    private readonly TestDirectory _directory = new();
    private ServiceProcess? _service;

    internal Uri Address => _service!.Address;

    internal string Secret { get; private set; } = "";

    public async ValueTask InitializeAsync()
    {
        Secret = await Tokens.CreateAsync(_directory, "all", "read,ingest,admin", CancellationToken.None);
        _service = await ServiceProcess.StartAsync(_directory, CancellationToken.None, "--environment", "Production");
    }

    public async ValueTask DisposeAsync()
    {
        if (_service is not null) await _service.DisposeAsync();
        _directory.Dispose();
    }
}
