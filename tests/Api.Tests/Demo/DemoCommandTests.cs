using GroupResults.Api.Demo;
using GroupResults.Application;
using GroupResults.Application.Pushes;
using GroupResults.Application.Results;
using GroupResults.Domain.Classifications;
using GroupResults.Domain.Pushes;
using GroupResults.Domain.Runs;
using GroupResults.Domain.Stability;
using GroupResults.Infrastructure;
using GroupResults.Infrastructure.Caching;
using GroupResults.Infrastructure.Storage;
using GroupResults.Infrastructure.Warming;
using MediatR;
using Microsoft.Extensions.DependencyInjection;

namespace GroupResults.Api.Tests.Demo;

public sealed class DemoCommandTests : IAsyncLifetime
{
    private static readonly Uri Address = new("http://127.0.0.1:5080/");

    private readonly string _directory = Directory.CreateTempSubdirectory("demo").FullName;
    private readonly ServiceProvider _services;

    public DemoCommandTests()
    {
        var services = new ServiceCollection().AddLogging().AddMetrics();
        services.AddSingleton(TimeProvider.System);
        services.AddSingleton(new StabilityPolicy(
            StabilityPolicy.DefaultIdleThreshold, StabilityPolicy.DefaultActiveTtl, StabilityPolicy.DefaultStableTtl));
        services.AddApplication();
        services.AddInfrastructure(
            new StorageSettings($"Data Source={Path.Combine(_directory, "demo.db")}"),
            new CacheSettings(16 * 1024 * 1024, null),
            new WarmingSettings(WarmingSettings.DefaultPollInterval));
        _services = services.BuildServiceProvider();
    }

    public async ValueTask InitializeAsync() =>
        await _services.StartInfrastructureAsync(TestContext.Current.CancellationToken);

    public async ValueTask DisposeAsync()
    {
        await _services.DisposeAsync();
        Microsoft.Data.Sqlite.SqliteConnection.ClearAllPools();
        Directory.Delete(_directory, recursive: true);
    }

    [Fact]
    public async Task RunAsync_Twice_ChangesNothingTheSecondTime()
    {
        var first = await RunAsync();
        var before = await HeadsAsync();
        var second = await RunAsync();

        Assert.Equal(20, before.Count);
        Assert.All(before, head => Assert.NotNull(head));
        Assert.Contains(" reports changed something, and ", first, StringComparison.Ordinal);
        Assert.Contains(" facts were stored already; nothing changed.", second, StringComparison.Ordinal);
        Assert.Equal(before, await HeadsAsync());
    }

    [Fact]
    public async Task RunAsync_Facts_CompleteAllPushesButTheNewestOfEachRepository()
    {
        await RunAsync();

        var heads = await HeadsAsync();
        Assert.Equal(
            ["autoland", "mozilla-central", "try"],
            heads.Where(head => !head!.IsComplete).Select(head => head!.Push.Repository).Order(StringComparer.Ordinal));
        Assert.All(heads, head => Assert.Contains("@", head!.Recorded.Author, StringComparison.Ordinal));
        foreach (var ofRepository in heads.Select(head => head!).GroupBy(head => head.Push.Repository, StringComparer.Ordinal))
        {
            var newestFirst = ofRepository.OrderByDescending(head => head.Recorded.Position).ToList();
            Assert.False(newestFirst[0].IsComplete);
            Assert.Equal(
                newestFirst.Skip(1).Select(head => ofRepository.Key == "try" ? null : head.Push.Revision).Append(null),
                newestFirst.Select(head => head.Recorded.ParentRevision));
        }
    }

    [Fact]
    public async Task RunAsync_Facts_AreOfTheKindsThatClientsTell()
    {
        var pushes = DemoCommand.CreatePushes();
        await RunAsync();

        var newest = (await ReadAsync(pushes[0].Key)).Facts;
        var older = (await ReadAsync(pushes[1].Key)).Facts;
        Assert.All(
            [TaskRunState.Unscheduled, TaskRunState.Pending, TaskRunState.Running, TaskRunState.Failed],
            state => Assert.Contains(newest.States, told => told.State == state));
        Assert.Contains(older.States, told => told.State is TaskRunState.Exception);
        Assert.False(newest.Expected!.IsFinal);
        Assert.True(older.Expected!.IsFinal);
        Assert.Contains(older.Classifications, each => each.Kind is ClassificationKind.FixedBy && each.FixedBy == pushes[0].Key.Revision);
        Assert.Contains(older.Classifications, each => each.Kind is ClassificationKind.Intermittent);

        async Task<PushSnapshot> ReadAsync(PushKey push) =>
            (await _services.GetRequiredService<IPushSnapshots>().ReadAsync(push, TestContext.Current.CancellationToken))!;
    }

    [Fact]
    public async Task RunAsync_OutputNoTerminal_WritesALineForEachPushAndWhatToLookAt()
    {
        var big = DemoCommand.CreatePushes()[0].Key;

        var output = await RunAsync();

        Assert.DoesNotContain('\r', output);
        Assert.All(DemoCommand.CreatePushes(), push => Assert.Contains($"  {push.Key}: ", output, StringComparison.Ordinal));
        Assert.Contains("http://127.0.0.1:5080/graphql\n", output, StringComparison.Ordinal);
        Assert.Contains($"http://127.0.0.1:5080/api/project/autoland/push/group_results/?revision={big.Revision}'", output, StringComparison.Ordinal);
        Assert.Contains($$"""-d '{"query":"{ push(repository: \"autoland\", revision: \"{{big.Revision}}\")""", output, StringComparison.Ordinal);
        Assert.Contains("http://127.0.0.1:5080/metrics", output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task RunAsync_ServiceStopsHalfway_SaysSoAndEnds()
    {
        using var stopping = new CancellationTokenSource();
        await using var output = new StoppingWriter(stopping);

        await new DemoCommand(_services.GetRequiredService<IMediator>(), TimeProvider.System).RunAsync(Address, output, stopping.Token);

        Assert.EndsWith("Demo: stopped. The next start sends what remains.\n", output.ToString(), StringComparison.Ordinal);
        Assert.Single(await HeadsAsync(), head => head is not null);
    }

    [Fact]
    public void CreatePushes_Always_HasOneLargePushAndSeveralRepositories()
    {
        var pushes = DemoCommand.CreatePushes();

        Assert.Equal(20, pushes.Count);
        Assert.Single(pushes, push => push.ResultCount > 40_000);
        Assert.All(["autoland", "mozilla-central", "try"], name => Assert.Contains(pushes, push => push.Key.Repository == name));
    }

    private async Task<string> RunAsync()
    {
        using var output = new StringWriter { NewLine = "\n" };
        var command = new DemoCommand(_services.GetRequiredService<IMediator>(), TimeProvider.System);
        await command.RunAsync(Address, output, TestContext.Current.CancellationToken);
        return output.ToString();
    }

    private async Task<List<PushHead?>> HeadsAsync()
    {
        List<PushHead?> heads = [];
        foreach (var push in DemoCommand.CreatePushes())
            heads.Add(await _services.GetRequiredService<IPushHeads>().FindAsync(push.Key, TestContext.Current.CancellationToken));
        return heads;
    }

    /// <summary>Stops the service when the first push is reported as done.</summary>
    private sealed class StoppingWriter : StringWriter
    {
        private readonly CancellationTokenSource _stopping;

        internal StoppingWriter(CancellationTokenSource stopping)
        {
            _stopping = stopping;
            NewLine = "\n";
        }

        public override Task WriteLineAsync(string? value)
        {
            if (value!.Contains(" changed", StringComparison.Ordinal)) _stopping.Cancel();
            return base.WriteLineAsync(value);
        }
    }
}
