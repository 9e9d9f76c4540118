using System.Collections.Concurrent;
using GroupResults.EndToEnd.Tests.Clients;
using GroupResults.EndToEnd.Tests.Processes;

namespace GroupResults.EndToEnd.Tests.Flood;

/// <summary>G3, in the shape that was seen in the wild: 532 requests for a handful of revisions.</summary>
public sealed class FloodTests
{
    private const int Requests = 532;
    private const int Clients = 20;
    private const int TasksPerPush = 200;

    private static readonly Push[] Pushes =
        [Push.Autoland("a1"), Push.Autoland("b2"), Push.Autoland("c3"), Push.Autoland("d4"), Push.Autoland("e5")];

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Read_532TimesBy20ClientsOnAColdService_ComputesOncePerVersionAndAnswersAlike()
    {
        using var directory = new TestDirectory();
        await using (var seeded = await ServiceProcess.StartAsync(directory, Cancellation))
        {
            using var reporter = new ServiceClient(seeded.Address);
            foreach (var push in Pushes)
                await reporter.ReportBatchAsync(Enumerable.Range(0, TasksPerPush).Select(seed => Reports.Of(push, seed, groups: 25)), Cancellation);
            Assert.Equal(0, await seeded.StopAsync(Cancellation));
        }

        await using var service = await ServiceProcess.StartAsync(directory, Cancellation);
        var answers = new ConcurrentBag<(Push Push, string Text)>();
        var next = -1;
        var gate = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var running = Enumerable.Range(0, Clients).Select(_ => Task.Run(FloodAsync, Cancellation)).ToList();
        gate.SetResult();
        await Task.WhenAll(running);

        Assert.Equal(Requests, answers.Count);
        foreach (var push in Pushes)
        {
            var text = Assert.Single(answers.Where(answer => answer.Push == push).Select(answer => answer.Text).Distinct(StringComparer.Ordinal));
            var map = ResultMap.Parse(text);
            Assert.Equal(TasksPerPush, map.Tasks.Count);
            Assert.True(map.Holds(Reports.Of(push, seed: 11, groups: 25)));
        }

        using var client = new ServiceClient(service.Address);
        var statistics = (await client.QueryAsync("{ cacheStatistics { hits misses computations } }", variables: null, Cancellation)).GetProperty("cacheStatistics");
        Assert.Equal(Pushes.Length, statistics.GetProperty("computations").GetInt32());
        Assert.Equal(Requests, statistics.GetProperty("hits").GetInt32() + statistics.GetProperty("misses").GetInt32());

        async Task FloodAsync()
        {
            using var reader = new ServiceClient(service.Address);
            await gate.Task;
            while (Interlocked.Increment(ref next) is var number && number < Requests)
            {
                var push = Pushes[number % Pushes.Length];
                answers.Add((push, await reader.ReadAsync(push, (ReadBy)(number % 3), Cancellation)));
            }
        }
    }
}
