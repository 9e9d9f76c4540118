using System.Text.Json;
using GroupResults.EndToEnd.Tests.Clients;
using GroupResults.EndToEnd.Tests.Processes;

namespace GroupResults.EndToEnd.Tests.FirstRun;

/// <summary>What a newcomer does in the first minutes, with the tools a newcomer has.</summary>
public sealed class FirstRunTests
{
    private const string Revision = "4d6a4d5ad1c0f5b8d7f1a9e2b3c4d5e6f7a8b9c0";
    private const string TaskId = "VRzn3vi6RvSNaKTaT5u83A";
    private const string SampleLog = "browser-chrome_errorsummary.log";
    private const string FailuresLog = "webgl-500-failures_errorsummary.log";

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Start_WithoutSettings_ServesAtTheDefaultAddress()
    {
        using var directory = new TestDirectory();
        await using var service = ServiceProcess.Launch(directory);

        // Where another program has the port, the service must say so, and of this address.
        if (await service.ListensAsync(Cancellation))
        {
            Assert.Equal(new Uri("http://127.0.0.1:5080"), service.Address);
        }
        else
        {
            Assert.Equal(1, await service.ExitCodeAsync(Cancellation));
            Assert.Contains("http://127.0.0.1:5080", Assert.Single(service.Error), StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task Start_InAnEmptyDirectory_MakesTheDatabaseAndNothingElse()
    {
        using var directory = new TestDirectory();
        await using var service = await ServiceProcess.StartAsync(directory, Cancellation);

        Assert.True(File.Exists(directory.Combine("data/groupresults.db")));
        Assert.Equal([directory.Combine("data")], Directory.GetFileSystemEntries(directory.Path));
        var ready = await Command.CurlAsync(directory.Path, Cancellation, new Uri(service.Address, "/readyz").AbsoluteUri);
        Assert.Equal("Healthy", ready.Succeeded());
        Assert.Empty(service.Error);
    }

    [Fact]
    public async Task Upload_SampleLog_IsReadBackInEveryWay()
    {
        using var directory = new TestDirectory();
        await using var service = await ServiceProcess.StartAsync(directory, Cancellation);

        using var answer = await UploadAsync(directory, service, SampleLog);
        Assert.True(answer.RootElement.GetProperty("changed").GetBoolean());
        Assert.Equal(29, answer.RootElement.GetProperty("accepted").GetInt32());
        Assert.Empty(answer.RootElement.GetProperty("rejected").EnumerateArray());

        var readAddress = new Uri(service.Address, ServiceClient.ReadPath(Push.Autoland(Revision))).AbsoluteUri;
        var plain = (await Command.CurlAsync(directory.Path, Cancellation, readAddress)).Succeeded();
        var groups = Assert.Single(ResultMap.Parse(plain).Tasks, task => task.Key == TaskId).Value;
        Assert.Equal(29, groups.Count);
        Assert.Equal(26, groups.Values.Count(passed => passed));
        Assert.True(groups["dom/indexedDB/test/browser.toml"]);
        Assert.False(groups["dom/fetch/tests/browser/browser.toml"]);

        var compressed = (await Command.CurlAsync(
            directory.Path, Cancellation, "--compressed", "--dump-header", "headers.txt", readAddress)).Succeeded();
        Assert.Equal(plain, compressed);
        var headers = await File.ReadAllTextAsync(directory.Combine("headers.txt"), Cancellation);
        Assert.Contains("Content-Encoding:", headers, StringComparison.OrdinalIgnoreCase);

        const string Query = $$"""
            {"query": "{ push(repository: \"autoland\", revision: \"{{Revision}}\") { counts { taskRuns ok error } resultMap } }"}
            """;
        var queried = (await Command.CurlAsync(
            directory.Path, Cancellation, "-H", "Content-Type: application/json", "-d", Query, new Uri(service.Address, "/graphql").AbsoluteUri)).Succeeded();
        using var document = JsonDocument.Parse(queried);
        var push = document.RootElement.GetProperty("data").GetProperty("push");
        Assert.Equal("""{"taskRuns":1,"ok":26,"error":3}""", push.GetProperty("counts").GetRawText());
        Assert.Equal(plain, push.GetProperty("resultMap").GetRawText());
    }

    [Fact]
    public async Task Upload_GroupResultsAfter500FailureLines_AreAllKept()
    {
        using var directory = new TestDirectory();
        await using var service = await ServiceProcess.StartAsync(directory, Cancellation);

        using var answer = await UploadAsync(directory, service, FailuresLog);
        Assert.Equal(3, answer.RootElement.GetProperty("accepted").GetInt32());

        var readAddress = new Uri(service.Address, ServiceClient.ReadPath(Push.Autoland(Revision))).AbsoluteUri;
        var map = ResultMap.Parse((await Command.CurlAsync(directory.Path, Cancellation, readAddress)).Succeeded());
        Assert.Equal(
            new Dictionary<string, bool>(StringComparer.Ordinal)
            {
                ["dom/canvas/test/webgl-conf/generated-mochitest.toml"] = false,
                ["dom/canvas/test/mochitest.toml"] = true,
                ["dom/canvas/test/reftest/mochitest.toml"] = true,
            },
            map.Tasks[TaskId]);
    }

    private static async Task<JsonDocument> UploadAsync(TestDirectory directory, ServiceProcess service, string log)
    {
        File.Copy(Path.Combine(AppContext.BaseDirectory, "Samples", log), directory.Combine(log));
        var path = ServiceClient.UploadPath(Push.Autoland(Revision), TaskId, "test-linux2404-64/opt-mochitest-browser-chrome-1");
        var result = await Command.CurlAsync(directory.Path, Cancellation, "-T", log, new Uri(service.Address, path).AbsoluteUri);
        return JsonDocument.Parse(result.Succeeded());
    }
}
