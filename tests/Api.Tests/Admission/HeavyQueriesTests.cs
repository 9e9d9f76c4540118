using GroupResults.Api.Admission;
using GroupResults.Api.Settings;
using GroupResults.Api.Tests.Access;
using GroupResults.Api.Tests.Hosting;
using GroupResults.Application;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;
using static GroupResults.Api.Tests.Hosting.GraphQLRequests;

namespace GroupResults.Api.Tests.Admission;

/// <summary>The turns of costly queries.</summary>
public sealed class HeavyQueriesTests : IDisposable
{
    private readonly FakeTimeProvider _time = new();
    private readonly HeavyQueries _heavy;

    public HeavyQueriesTests() => _heavy = new HeavyQueries(QueryLimits.Default, _time);

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public void Dispose() => _heavy.Dispose();

    [Theory]
    [InlineData(20, 0, 60)]
    [InlineData(20, 3_200_000, 60)]
    [InlineData(1, 6_400_000, 50)]
    [InlineData(5000, 0, 100)]
    [InlineData(1, 32_000_000, 100)]
    public async Task Turn_AfterOne_ComesAfterARestByItsTimeAndItsBytes(int takenMs, int bytes, int restMs)
    {
        var turns = await TakeAllAsync();
        turns[0]!.Bytes = bytes;

        _time.Advance(TimeSpan.FromMilliseconds(takenMs));
        turns[0]!.Dispose();
        turns[0]!.Dispose(); // Ends it once.
        Assert.Equal(0, _heavy.Free);
        _time.Advance(TimeSpan.FromMilliseconds(restMs - 1));
        Assert.Equal(0, _heavy.Free);
        _time.Advance(TimeSpan.FromMilliseconds(1));
        Assert.Equal(1, _heavy.Free);

        Assert.NotNull(await TurnAsync(cost: 100));
    }

    [Fact]
    public async Task Query_OfALowCost_NeedsNone()
    {
        await TakeAllAsync();

        Assert.Null(await TurnAsync(cost: 99.9));
    }

    [Fact]
    public async Task Query_ThatHasWaitedForTheTimeOfAQuery_IsUnavailable()
    {
        using var heavy = new HeavyQueries(QueryLimits.Default with { Timeout = TimeSpan.FromMilliseconds(1) }, _time);
        for (var i = 0; i < HeavyQueries.Most; i++) await heavy.TurnAsync(100, Cancellation);

        await Assert.ThrowsAsync<UnavailableException>(() => heavy.TurnAsync(100, Cancellation).AsTask());
    }

    /// <summary>Otherwise it could begin any number of them by going again and again.</summary>
    [Fact]
    public async Task Client_GoesAway_KeepsItsTurnUntilItsQueryIsExecuted()
    {
        using var gone = new SemaphoreSlim(0);
        await using var service = new TestService(services => services.AddSingleton<IStartupFilter>(new DepartureWatch(gone)));
        await service.InitializeAsync();
        var heavy = service.Services.GetRequiredService<HeavyQueries>();
        var release = new TaskCompletionSource();
        for (var i = 0; i < HeavyQueries.Most; i++)
        {
            var reading = new TaskCompletionSource();
            var revision = NewRevision();
            await service.StoreAsync("autoland", revision);
            service.AfterNextSnapshot = () =>
            {
                reading.SetResult();
                return release.Task;
            };
            using var connection = await RawConnection.SendAsync(service.Address, "GET", $"/graphql?query={Uri.EscapeDataString(Map(revision))}");
            await reading.Task;
            connection.Reset();
        }

        var last = NewRevision();
        await service.StoreAsync("autoland", last);
        var asking = service.GraphQLAsync(Map(last));
        await Eventually.TrueAsync(() => heavy.Waiting == 1, "the next query waits");
        for (var i = 0; i < HeavyQueries.Most; i++) Assert.True(await gone.WaitAsync(Eventually.Limit, Cancellation), "The service has not seen that a client is gone.");
        Assert.Equal(1, heavy.Waiting);
        release.SetResult();

        Assert.Equal("""{"T":{"a":true}}""", (await asking).Json.GetProperty("data").GetProperty("push").GetProperty("resultMap").GetRawText());
    }

    /// <summary>Tells of each request that has ended since its client is gone.</summary>
    private sealed class DepartureWatch(SemaphoreSlim gone) : IStartupFilter
    {
        public Action<IApplicationBuilder> Configure(Action<IApplicationBuilder> next) => app =>
        {
            app.Use(async (context, rest) =>
            {
                try
                {
                    await rest(context);
                }
                finally
                {
                    if (context.RequestAborted.IsCancellationRequested) gone.Release();
                }
            });
            next(app);
        };
    }

    private static string Map(string revision) => $$"""{ push(repository: "autoland", revision: "{{revision}}") { resultMap } }""";

    private Task<HeavyTurn?> TurnAsync(double cost) => _heavy.TurnAsync(cost, Cancellation).AsTask();

    private async Task<List<HeavyTurn?>> TakeAllAsync()
    {
        List<HeavyTurn?> turns = [];
        for (var i = 0; i < HeavyQueries.Most; i++) turns.Add(await TurnAsync(cost: 100));
        return turns;
    }
}
