using GroupResults.Api.Tests.Hosting;
using static GroupResults.Api.Tests.Hosting.GraphQLRequests;

namespace GroupResults.Api.Tests.GraphQL.Subscriptions;

/// <summary>Whatever happens in a repository.</summary>
public sealed class PushActivityTests : IAsyncLifetime
{
    private readonly TestService _service = new();
    private readonly string _first = NewRevision();
    private readonly string _second = NewRevision();

    public ValueTask InitializeAsync() => _service.InitializeAsync();

    public ValueTask DisposeAsync() => _service.DisposeAsync();

    [Fact]
    public async Task Reports_OfSeveralPushes_AreToldEach()
    {
        await RecordAsync(_first, "T");
        using var socket = await StartAsync();

        await RecordAsync(_second, "T");
        Assert.Equal((_second, 1, """{"T":{"a":true}}"""), await NextAsync(socket));
        await RecordAsync(_first, "U");
        Assert.Equal((_first, 2, """{"U":{"a":true}}"""), await NextAsync(socket));
        await RecordAsync(_first, "U"); // Known.
        await _service.RecordAsync(Report(NewRevision(), "T", ("a", "OK", 1)).With("repository", "try"));
        await RecordAsync(_second, "U");
        Assert.Equal((_second, 2, """{"U":{"a":true}}"""), await NextAsync(socket));
    }

    [Fact]
    public async Task Reports_WhileTheReaderIsHeld_AreToldOncePerPush()
    {
        using var socket = await StartAsync();
        _service.AfterNextSnapshot = async () =>
        {
            await RecordAsync(_first, "U");
            await RecordAsync(_second, "T");
            await RecordAsync(_first, "V");
            await RecordAsync(_second, "U");
        };

        await RecordAsync(_first, "T");

        Assert.Equal((_first, 1, """{"T":{"a":true}}"""), await NextAsync(socket));
        Assert.Equal((_first, 3, """{"U":{"a":true},"V":{"a":true}}"""), await NextAsync(socket));
        Assert.Equal((_second, 2, """{"T":{"a":true},"U":{"a":true}}"""), await NextAsync(socket));
    }

    [Fact]
    public async Task Batch_OfTwoPushes_IsOneEventForEach()
    {
        using var socket = await StartAsync();

        await _service.RecordBatchAsync(
            Report(_first, "T", ("a", "OK", 1)), Report(_second, "T", ("a", "OK", 1)), Report(_first, "U", ("a", "ERROR", 1)));

        Assert.Equal((_first, 2, """{"T":{"a":true},"U":{"a":false}}"""), await NextAsync(socket));
        Assert.Equal((_second, 1, """{"T":{"a":true}}"""), await NextAsync(socket));
    }

    private async Task<GraphQLSocket> StartAsync()
    {
        var socket = await GraphQLSocket.StartAsync(_service);
        await socket.SubscribeAsync("1", Subscribed.PushActivity);
        await Eventually.TrueAsync(() => _service.Signals.Watched == 1, "the subscription begins");
        return socket;
    }

    private static async Task<(string Revision, long Version, string Map)> NextAsync(GraphQLSocket socket)
    {
        var told = (await socket.ReceiveAsync("next", "1")).Activity();
        Assert.False(told.IsReset());
        return (told.GetProperty("revision").GetString()!, told.Version(), told.Map());
    }

    private Task RecordAsync(string revision, string task) => _service.RecordAsync(Report(revision, task, ("a", "OK", 1)));
}
