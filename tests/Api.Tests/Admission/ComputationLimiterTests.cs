using GraphQLServer;
using GroupResults.Api.Admission;
using GroupResults.Api.Tests.Access;
using GroupResults.Api.Tests.Hosting;
using GroupResults.Application;
using GroupResults.Application.Admission;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;
using static GroupResults.Api.Tests.Hosting.GraphQLRequests;

namespace GroupResults.Api.Tests.Admission;

public sealed class ComputationLimiterTests : IDisposable
{
    private static readonly ClientId Client = new(TokenId: null, Network: 1);
    private static readonly ClientId Other = new(TokenId: null, Network: 2);

    private readonly FakeTimeProvider _time = new();
    private readonly ComputationLimiter _limiter;

    public ComputationLimiterTests() => _limiter = Limiters.Create(OperationLimits.Default, _time);

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public void Dispose() => _limiter.Dispose();

    [Theory]
    [InlineData(20, 60)]
    [InlineData(5000, 100)]
    public async Task Client_AfterACostlyExecution_RestsByItsTime(int takenMs, int restMs)
    {
        var execution = await EnterAsync(Client, cost: 350);
        _time.Advance(TimeSpan.FromMilliseconds(takenMs));
        execution!.Dispose();
        execution.Dispose(); // Ends it once.
        var next = EnterAsync(Client, cost: 100);

        _time.Advance(TimeSpan.FromMilliseconds(restMs - 1));
        Assert.False(next.IsCompleted);
        (await EnterAsync(Other, cost: 350))!.Dispose(); // Another client has nothing to do with it.
        _time.Advance(TimeSpan.FromMilliseconds(1));

        (await next)!.Dispose();
    }

    [Fact]
    public async Task Client_AfterALightExecution_DoesNotRest()
    {
        var execution = await EnterAsync(Client, cost: 99);
        _time.Advance(TimeSpan.FromSeconds(1));
        execution!.Dispose();

        Assert.Equal(0, _limiter.RunningOf(Client));
    }

    [Fact]
    public async Task Execution_WithoutACost_NeedsNoAdmission() => Assert.Null(await EnterAsync(Client, cost: 0));

    [Fact]
    public async Task Client_RunsACostlyExecution_RoomIsLeftForLightOnes()
    {
        using var costly = await EnterAsync(Client, cost: 1000);

        using var own = await EnterAsync(Client, cost: 50);
        using var others = await EnterAsync(Other, cost: 40);
        Assert.False(EnterAsync(Other, cost: 100).IsCompleted); // Costly ones do not run at once.
    }

    [Fact]
    public async Task Request_WaitedForTheTimeOfAQuery_IsUnavailable()
    {
        using var costly = await EnterAsync(Client, cost: 100);
        var waiting = EnterAsync(Client, cost: 100);

        _time.Advance(OperationLimits.Default.Timeout);

        await Assert.ThrowsAsync<UnavailableException>(() => waiting);
        Assert.Equal(0, _limiter.Waiting);
    }

    /// <summary>Otherwise it could begin any number of them by going again and again.</summary>
    [Fact]
    public async Task Client_GoesAway_KeepsItsTurnUntilItsQueryIsExecuted()
    {
        using var gone = new SemaphoreSlim(0);
        await using var service = new TestService(services => services.AddSingleton<IStartupFilter>(new DepartureWatch(gone)));
        await service.InitializeAsync();
        var limiter = service.Services.GetRequiredService<ComputationLimiter>();
        var revision = NewRevision();
        await service.StoreAsync("autoland", revision);
        var (reading, release) = service.HoldNextSnapshot();
        using var connection = await RawConnection.SendAsync(service.Address, "GET", $"/graphql?query={Uri.EscapeDataString(Map(revision))}");
        await reading;
        connection.Reset();

        var last = NewRevision();
        await service.StoreAsync("autoland", last);
        var asking = service.GraphQLAsync(Map(last));
        await Eventually.TrueAsync(() => limiter.Waiting == 1, "the next query waits");
        Assert.True(await gone.WaitAsync(Eventually.Limit, Cancellation), "The service has not seen that a client is gone.");
        Assert.Equal(1, limiter.Waiting);
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

    private Task<IDisposable?> EnterAsync(ClientId client, double cost) => _limiter.EnterAsync(client, cost, heldBytes: 0, Cancellation).AsTask();
}
