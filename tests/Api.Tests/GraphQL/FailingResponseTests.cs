using System.Net;
using System.Text.Json;
using GroupResults.Api.Tests.Hosting;
using GroupResults.Application;
using GroupResults.Application.Caching;
using MediatR;
using Microsoft.Extensions.DependencyInjection;
using static GroupResults.Api.Tests.Hosting.GraphQLRequests;

namespace GroupResults.Api.Tests.GraphQL;

/// <summary>A response whose one execution fails while many wait for it.</summary>
public sealed class FailingResponseTests : IAsyncLifetime
{
    private const int Waiters = 40;

    private readonly WaiterCount _waiters = new(Waiters);
    private readonly TestService _service;
    private readonly string _revision = NewRevision();

    // Around everything that waits.
    public FailingResponseTests() => _service = new TestService(
        services => services.Insert(0, ServiceDescriptor.Singleton<IPipelineBehavior<GetResponse, PushAnswer?>>(_waiters)));

    public async ValueTask InitializeAsync()
    {
        await _service.InitializeAsync();
        await _service.RecordAsync(Report(_revision, "T", ("a", "OK", 1)));
    }

    public ValueTask DisposeAsync() => _service.DisposeAsync();

    [Theory]
    [InlineData(null, "INTERNAL")]
    [InlineData("gzip", "INTERNAL")]
    [InlineData(null, "UNAVAILABLE")]
    [InlineData("gzip", "UNAVAILABLE")]
    public async Task Execution_ThatFails_IsTheErrorOfAllWhoWaitAndIsNotKept(string? encoding, string code)
    {
        _service.AfterNextSnapshot = async () =>
        {
            await _waiters.AllWait;
            throw code == "INTERNAL" ? new InvalidDataException("SELECT secret") : new UnavailableException("Try again.", new IOException("SELECT secret"));
        };

        var answers = await Task.WhenAll(Enumerable.Range(0, Waiters).Select(_ => AskAsync(encoding)));

        Assert.Equal(1, _service.SnapshotsRead);
        Assert.All(answers, answer =>
        {
            Assert.Equal(HttpStatusCode.OK, answer.Status);
            Assert.Equal("""{"push":null}""", answer.Json.GetProperty("data").GetRawText());
            Assert.Equal(code, answer.Error.GetProperty("extensions").GetProperty("code").GetString());
            Assert.DoesNotContain("SELECT", answer.Text, StringComparison.Ordinal);
            Assert.Equal(answers[0].Text, answer.Text);
        });
        Assert.Equal("""{"hits":0,"misses":0,"computations":0,"entries":0}""", await StatisticsAsync());

        var next = await AskAsync(encoding);

        Assert.Equal("""{"push":{"tasks":{"totalCount":1}}}""", next.Json.GetProperty("data").GetRawText());
        Assert.Equal("GroupResults; fwd=miss; stored", next.Header("Cache-Status"));
        Assert.Equal(2, _service.SnapshotsRead);
        Assert.Equal("GroupResults; hit; ttl=300", (await AskAsync(encoding)).Header("Cache-Status"));
    }

    private Task<Answer> AskAsync(string? encoding) => _service.PostAsync(
        JsonSerializer.Serialize(new { query = $$"""{ push(repository: "autoland", revision: "{{_revision}}") { tasks { totalCount } } }""" }),
        prepare: request =>
        {
            if (encoding is not null) request.AddHeaders(("Accept-Encoding", encoding));
        });

    private async Task<string> StatisticsAsync() =>
        (await _service.QueryAsync("{ cacheStatistics { hits misses computations entries } }")).GetProperty("cacheStatistics").GetRawText();

    /// <summary>A request has joined the execution, or begun it, by the time that sending it has returned.</summary>
    private sealed class WaiterCount(int expected) : IPipelineBehavior<GetResponse, PushAnswer?>
    {
        private readonly TaskCompletionSource _allWait = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private int _count;

        internal Task AllWait => _allWait.Task;

        public Task<PushAnswer?> Handle(GetResponse request, CancellationToken cancellationToken, RequestHandlerDelegate<PushAnswer?> next)
        {
            var answer = next();
            if (Interlocked.Increment(ref _count) == expected) _allWait.SetResult();
            return answer;
        }
    }
}
