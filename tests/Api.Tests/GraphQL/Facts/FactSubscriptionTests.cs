using GroupResults.Api.Tests.GraphQL.Subscriptions;
using GroupResults.Api.Tests.Hosting;
using static GroupResults.Api.Tests.Hosting.GraphQLRequests;

namespace GroupResults.Api.Tests.GraphQL.Facts;

/// <summary>Every changed fact reaches subscribers, and a whole response is never older than it.</summary>
public sealed class FactSubscriptionTests(TestService service) : IClassFixture<TestService>
{
    private const string Updated =
        """
        subscription($revision: String!, $since: String) {
          pushUpdated(repository: "autoland", revision: $revision, since: $since) {
            version taskStates { taskId state } push { author completion { expected } classifications { kind } } } }
        """;

    private readonly string _revision = NewRevision();

    public static TheoryData<string, string> Facts => new()
    {
        { "state", """{"version":2,"taskStates":[{"taskId":"T","state":"RUNNING"}],"push":{"author":null,"completion":null,"classifications":[]}}""" },
        { "push", """{"version":2,"taskStates":[],"push":{"author":"a","completion":null,"classifications":[]}}""" },
        { "expected", """{"version":2,"taskStates":[],"push":{"author":null,"completion":{"expected":1},"classifications":[]}}""" },
        { "classification", """{"version":2,"taskStates":[],"push":{"author":null,"completion":null,"classifications":[{"kind":"INFRA"}]}}""" },
    };

    [Theory]
    [MemberData(nameof(Facts))]
    public async Task PushUpdated_AFact_IsAnEvent(string fact, string expected)
    {
        await service.RecordStateAsync(_revision, "T", "PENDING");
        using var socket = await GraphQLSocket.StartAsync(service);
        await socket.SubscribeAsync("1", Updated, new { revision = _revision, since = "none" });
        await socket.ReceiveAsync("next", "1");

        await TellAsync(fact);

        Assert.Equal(expected, (await socket.ReceiveAsync("next", "1")).Updated().GetRawText());
    }

    [Theory]
    [MemberData(nameof(Facts))]
    public async Task Push_ReadAgainAfterAFact_IsAsNewAsIt(string fact, string expected)
    {
        Assert.NotEmpty(expected);
        await service.RecordStateAsync(_revision, "T", "PENDING");
        const string Whole = "version author completion { expected } classifications { kind } tasks(state: [PENDING, RUNNING]) { nodes { state } }";
        const string Query = "query($revision: String!) { push(repository: \"autoland\", revision: $revision) { " + Whole + " } }";
        var before = (await service.QueryAsync(Query, new { revision = _revision })).GetRawText();
        Assert.Equal(before, (await service.QueryAsync(Query, new { revision = _revision })).GetRawText());

        await TellAsync(fact);

        var after = (await service.QueryAsync(Query, new { revision = _revision })).GetRawText();
        Assert.NotEqual(before, after.Replace("\"version\":2", "\"version\":1", StringComparison.Ordinal));
    }

    private Task TellAsync(string fact) => fact switch
    {
        "state" => service.RecordStateAsync(_revision, "T", "RUNNING"),
        "push" => service.RecordPushAsync(_revision, """{ "author": "a" }"""),
        "expected" => service.SetExpectedAsync(_revision, """{ "tasks": [{ "jobName": "a" }] }"""),
        _ => service.ClassifyAsync(_revision, """{ "kind": "INFRA", "groups": ["a"] }"""),
    };
}
