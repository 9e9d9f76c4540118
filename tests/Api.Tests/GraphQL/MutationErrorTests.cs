using System.Net;
using System.Text.Json;
using GraphQLServer;
using GroupResults.Api.Admission;
using GroupResults.Api.Tests.Admission;
using GroupResults.Api.Tests.Hosting;
using GroupResults.Application;
using GroupResults.Application.Access;
using GroupResults.Application.Admission;
using GroupResults.Application.Results;
using GroupResults.Domain.Pushes;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using static GroupResults.Api.Tests.Hosting.GraphQLRequests;

namespace GroupResults.Api.Tests.GraphQL;

/// <summary>What was committed is answered, whatever fails beside it.</summary>
public sealed class MutationErrorTests : IAsyncLifetime
{
    private const string Create = """createAccessToken(input: { name: "ci", scopes: [READ] }) { secret token { name } }""";
    private const string Refused = """refused: createAccessToken(input: { name: "", scopes: [READ] }) { secret }""";

    private readonly ComputationLimiter _limiter = Limiters.Create(OperationLimits.Default with { Timeout = TimeSpan.FromMilliseconds(1) }, TimeProvider.System);
    private readonly FailingSnapshots _snapshots = new();
    private readonly TestService _service;

    public MutationErrorTests() => _service = new TestService(services =>
    {
        services.Replace(ServiceDescriptor.Singleton(_ => _limiter));
        services.Replace(ServiceDescriptor.Singleton<IPushSnapshots>(_snapshots));
    })
    {
        Settings = ["--GroupResults:GraphQL:MaxBatch=3"],
    };

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public ValueTask InitializeAsync() => _service.InitializeAsync();

    public async ValueTask DisposeAsync()
    {
        await _service.DisposeAsync();
        _limiter.Dispose();
    }

    [Theory]
    [InlineData(Create, Refused)]
    [InlineData(Refused, Create)]
    [InlineData(Create, """refused: recordGroupResults(input: { repository: "", revision: "a", taskId: "T", results: [] }) { changed }""")]
    [InlineData(Create, """refused: revokeAccessToken(id: "none") { id }""")]
    public async Task CreateAccessToken_BesideAFieldThatFails_HasItsSecret(string first, string second)
    {
        var answer = await _service.GraphQLAsync($"mutation {{ {first} {second} __typename }}");

        Assert.Equal(HttpStatusCode.OK, answer.Status);
        var data = answer.Json.GetProperty("data");
        Assert.Equal(JsonValueKind.Null, data.GetProperty("refused").ValueKind);
        Assert.Equal("""["refused"]""", answer.Error.GetProperty("path").GetRawText());
        Assert.Equal("INVALID_INPUT", answer.Error.GetProperty("extensions").GetProperty("code").GetString());
        var secret = data.GetProperty("createAccessToken").GetProperty("secret").GetString()!;
        Assert.NotNull(await _service.Services.GetRequiredService<TokenAuthenticator>().AuthenticateAsync(secret, Cancellation));
    }

    [Fact]
    public async Task Mutation_OfWhichNothingIsCommitted_HasNoData()
    {
        var answer = await _service.GraphQLAsync($"mutation {{ {Refused} __typename }}");

        Assert.Equal(JsonValueKind.Null, answer.Json.GetProperty("data").ValueKind);
    }

    [Fact]
    public async Task Report_WhosePushCannotBeReadAfterwards_IsAnsweredWithTheErrorInItsPlace()
    {
        var answer = await _service.GraphQLAsync(Record(NewRevision(), "changed accepted push { repository resultMap }"));

        Assert.Equal(
            """{"recordGroupResults":{"changed":true,"accepted":1,"push":null}}""",
            answer.Json.GetProperty("data").GetRawText());
        Assert.Equal("""["recordGroupResults","push"]""", answer.Error.GetProperty("path").GetRawText());
        Assert.Equal("UNAVAILABLE", answer.Error.GetProperty("extensions").GetProperty("code").GetString());
    }

    [Fact]
    public async Task Batch_ARequestThatGetsNoTurn_IsRefusedAlone()
    {
        var revision = NewRevision();
        await _limiter.EnterAsync(new ClientId("another", Network: 0), cost: 1000, heldBytes: 0, Cancellation);
        string[] queries =
        [
            Record(revision, "changed"), $$"""{ push(repository: "autoland", revision: "{{revision}}") { resultMap } }""", "{ __typename }",
        ];

        var answer = await _service.PostAsync(JsonSerializer.Serialize(queries.Select(query => new { query })));

        Assert.Equal(HttpStatusCode.OK, answer.Status);
        Assert.Equal(
            """
            [{"data":{"recordGroupResults":{"changed":true}}},{"errors":[{"message":"Too many costly queries are queued. Try again later, or request less.","extensions":{"code":"UNAVAILABLE"}}]},{"data":{"__typename":"Query"}}]
            """,
            answer.Text);
        Assert.Equal("5", answer.Header("Retry-After"));
    }

    private static string Record(string revision, string fields) =>
        $$"""
        mutation { recordGroupResults(input: {
          repository: "autoland", revision: "{{revision}}", taskId: "T", results: [{ group: "a", status: OK }] }) { {{fields}} } }
        """;

    private sealed class FailingSnapshots : IPushSnapshots
    {
        public Task<PushSnapshot?> ReadAsync(PushKey push, CancellationToken cancellationToken) => throw new UnavailableException("The storage is busy.");
    }
}
