using System.Text.Json;
using GroupResults.EndToEnd.Tests.Clients;
using GroupResults.EndToEnd.Tests.Processes;

namespace GroupResults.EndToEnd.Tests.GraphQLClients;

/// <summary>The classes of this collection share one service; each test has a push of its own.</summary>
[CollectionDefinition(nameof(ClientScripts))]
public sealed class ClientScriptsCollection : ICollectionFixture<ClientScripts>;

/// <summary>A service, and the npm project's scripts to talk to it.</summary>
public sealed class ClientScripts : IAsyncLifetime
{
    private readonly TestDirectory _directory = new();
    private ServiceProcess? _service;

    internal Uri Address => _service!.Address;

    /// <summary>As scripts and blocks of text write it: without a slash at its end.</summary>
    internal string Origin => Address.GetLeftPart(UriPartial.Authority);

    public async ValueTask InitializeAsync()
    {
        await NpmProject.InstallAsync(CancellationToken.None);
        _service = await ServiceProcess.StartAsync(_directory, CancellationToken.None);
    }

    public async ValueTask DisposeAsync()
    {
        if (_service is not null) await _service.DisposeAsync();
        _directory.Dispose();
    }

    /// <summary>Runs a script of the npm project to its end; each line that it prints is JSON.</summary>
    internal async Task<List<JsonElement>> RunAsync(string script, params IEnumerable<string> arguments)
    {
        var result = await Command.RunAsync(NpmProject.Folder, "node", [script, Origin, .. arguments], TestContext.Current.CancellationToken);
        return [.. result.Succeeded().Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(Parse)];
    }

    private static JsonElement Parse(string line)
    {
        using var document = JsonDocument.Parse(line);
        return document.RootElement.Clone();
    }
}
