using System.Text.Json;
using GroupResults.EndToEnd.Tests.Clients;
using GroupResults.EndToEnd.Tests.Processes;

namespace GroupResults.EndToEnd.Tests.Documents;

/// <summary>Runs every block of docs/graphql.md as it stands there.</summary>
public sealed class GuideTests
{
    private const string Guide = "docs/graphql.md";
    private const string Revision = "4d6a4d5ad1c0f5b8d7f1a9e2b3c4d5e6f7a8b9c0";

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task TheBlocksOfCurl_OneAfterTheOther_AnswerWhatThePageSays()
    {
        using var directory = new TestDirectory();
        await using var service = await ServiceProcess.StartAsync(directory, Cancellation);
        var blocks = await BlocksAsync("bash");

        var answers = new List<JsonElement>();
        foreach (var block in blocks.Where(block => !GoesOn(block) && !Polls(block)))
        {
            var output = (await Command.BashAsync(directory.Path, block.At(service.Address), Cancellation)).Succeeded();
            using var answer = JsonDocument.Parse(output);
            answers.Add(answer.RootElement.Clone());
        }

        Assert.Equal(9, answers.Count);
        Assert.Equal("""{"changed":true,"accepted":2,"push":{"version":1}}""", DataOf(answers[0], "recordGroupResults"));
        Assert.Equal(
            """{"version":1,"counts":{"ok":1,"error":1},"resultMap":{"Kq2gSvZrTpm8ueQlrJ1a5A":{"netwerk/test/unit/xpcshell.toml":true,"dom/workers/test/xpcshell.toml":false}}}""",
            DataOf(answers[1], "push"));
        Assert.Equal($$"""{"nodes":[{"revision":"{{Revision}}","stability":"ACTIVE"}]}""", DataOf(answers[2], "pushes"));
        Assert.Equal(
            $$$$"""{"push":{"revision":"{{{{Revision}}}}"},"pushes":{"totalCount":1,"nodes":[{"revision":"{{{{Revision}}}}","position":null,"stability":"ACTIVE"}]}}""",
            answers[3].GetProperty("data").GetRawText());
        Assert.Equal(
            """{"recordPush":{"changed":true},"recordTaskStates":[{"changed":true}],"classifyFailures":{"changed":true}}""",
            answers[4].GetProperty("data").GetRawText());
        Assert.Equal((true, 2, 1), (answers[5].GetProperty("changed").GetBoolean(), answers[5].GetProperty("tasks").GetInt32(), answers[5].GetProperty("groups").GetInt32()));
        Assert.Equal(
            """{"position":214001,"author":"ada@example.org","completion":{"expected":2,"reported":1,"pending":1,"noGroups":0,"complete":false},"classifications":[{"kind":"INTERMITTENT","group":"dom/workers/test/xpcshell.toml","bug":1900214}],"tasks":{"nodes":[{"taskId":"fT8z3nKxQeO1sP0uXwVb2A","state":"PENDING","configuration":"test-windows11-64/opt-xpcshell"}]}}""",
            DataOf(answers[6], "push"));
        Assert.Contains($"`{answers[7].GetRawText()}`", await File.ReadAllTextAsync(Repository.Combine(Guide), Cancellation), StringComparison.Ordinal);
        var error = Assert.Single(answers[8].GetProperty("errors").EnumerateArray());
        Assert.Equal("""{"code":"INVALID_INPUT","field":"first"}""", error.GetProperty("extensions").GetRawText());
    }

    [Fact]
    public async Task ThePollingOfCurl_UntilAReportComes_Is304()
    {
        using var directory = new TestDirectory();
        await using var service = await ServiceProcess.StartAsync(directory, Cancellation);
        var block = Assert.Single(await BlocksAsync("bash"), Polls).At(service.Address);
        await ReportAsync(service.Address, "first", "OK");

        Assert.Equal(("200\n", "304\n", "304\n"), (await PollAsync(), await PollAsync(), await PollAsync()));
        await ReportAsync(service.Address, "second", "ERROR");
        Assert.Equal(("200\n", "304\n"), (await PollAsync(), await PollAsync()));
        Assert.Contains("""{"ok":1,"error":1}""", await File.ReadAllTextAsync(directory.Combine("push.json"), Cancellation), StringComparison.Ordinal);

        async Task<string> PollAsync() => (await Command.BashAsync(directory.Path, block, Cancellation)).Succeeded();
    }

    [Fact]
    public async Task TheStreamOfCurl_WhenAReportComes_PrintsTheDifference()
    {
        using var directory = new TestDirectory();
        await using var service = await ServiceProcess.StartAsync(directory, Cancellation);
        var block = Assert.Single(await BlocksAsync("bash"), GoesOn);
        await ReportAsync(service.Address, "first", "OK");

        await using var curl = RunningCommand.Start(directory.Path, "bash", ["-c", $"exec {block.At(service.Address)}"]);
        await curl.PrintsAsync(line => line.Contains("""{"first":{"group.toml":true}}""", StringComparison.Ordinal), Cancellation);
        await ReportAsync(service.Address, "second", "ERROR");
        await curl.PrintsAsync(line => line.Contains("""reset":false,"counts":{"ok":1,"error":1},"resultMap":{"second":{"group.toml":false}}""", StringComparison.Ordinal), Cancellation);
    }

    /// <summary>All at once, since most of the time is spent on waiting for clients to come back.</summary>
    [Fact]
    public async Task TheBlocksThatFollow_WhileTheServiceIsKilledAndStoppedAndStartedAgain_MissNothing()
    {
        await NpmProject.InstallAsync(Cancellation);
        using var directory = new TestDirectory();
        var service = await ServiceProcess.StartAsync(directory, Cancellation);
        var address = service.Address;
        var clients = new List<RunningCommand>();
        try
        {
            await ReportAsync(address, "first", "OK");
            foreach (var block in await BlocksAsync("js"))
                clients.Add(RunningCommand.Start(NpmProject.Folder, "node", ["--input-type=module", "--eval", block.At(address)]));
            foreach (var block in await BlocksAsync("python"))
                clients.Add(RunningCommand.Start(directory.Path, "python3", ["-c", block.At(address)]));
            Assert.Equal(5, clients.Count);
            await AllPrintAsync(clients, "1 of 1 passed");
            await ReportAsync(address, "second", "ERROR");
            await AllPrintAsync(clients, "1 of 2 passed");

            await service.KillAsync(Cancellation);
            service = await StartAgainAsync(service, directory);
            await ReportAsync(address, "second", "SKIP");
            await ReportAsync(address, "third", "OK");
            await AllPrintAsync(clients, "2 of 2 passed");

            Assert.Equal(0, await service.StopAsync(Cancellation));
            service = await StartAgainAsync(service, directory);
            await ReportAsync(address, "first", "ERROR");
            await AllPrintAsync(clients, "1 of 2 passed");
        }
        finally
        {
            foreach (var client in clients) await client.DisposeAsync();
            await service.DisposeAsync();
        }
    }

    [Fact]
    public async Task TheGuide_HasNoBlocksButThoseThatAreRun()
    {
        var languages = (await FencedBlock.ReadAllAsync(Guide, Cancellation)).Select(block => block.Language);

        Assert.Equal(["bash", "js", "python"], languages.Distinct().Order(StringComparer.Ordinal));
    }

    private static async Task<IReadOnlyList<FencedBlock>> BlocksAsync(string language) =>
        [.. (await FencedBlock.ReadAllAsync(Guide, Cancellation)).Where(block => block.Language == language)];

    private static bool GoesOn(FencedBlock block) => block.Text.Contains("text/event-stream", StringComparison.Ordinal);

    private static bool Polls(FencedBlock block) => block.Text.Contains("--etag-save", StringComparison.Ordinal);

    private static string DataOf(JsonElement answer, string field) => answer.GetProperty("data").GetProperty(field).GetRawText();

    /// <summary>At the same address, where its clients look for it.</summary>
    private static async Task<ServiceProcess> StartAgainAsync(ServiceProcess ended, TestDirectory directory)
    {
        var started = await ServiceProcess.StartAsync(directory, Cancellation, "--urls", ended.Address.GetLeftPart(UriPartial.Authority));
        await ended.DisposeAsync();
        return started;
    }

    private static async Task ReportAsync(Uri address, string taskId, string status)
    {
        using var client = new ServiceClient(address);
        await client.ReportAsync(
            new Report(Push.Autoland(Revision), taskId, "test-linux2404-64/opt-xpcshell", [new Result("group.toml", status, 10)]), Cancellation);
    }

    private static Task AllPrintAsync(IEnumerable<RunningCommand> clients, string expected) =>
        Task.WhenAll(clients.Select(client => client.PrintsAsync(line => line == expected, Cancellation)));
}
