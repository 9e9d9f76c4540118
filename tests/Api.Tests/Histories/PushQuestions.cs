using System.Net;
using System.Text.Json;
using GroupResults.Api.Tests.Histories.Model;
using GroupResults.Api.Tests.Hosting;

namespace GroupResults.Api.Tests.Histories;

/// <summary>Asks a service questions about the pushes of a repository.</summary>
internal sealed class PushQuestions(TestService service, string repository)
{
    private const string Fragments =
        """
        fragment origin on GroupOrigin { kind distance lastPass { revision } firstFail { revision } candidates { revision } waitingFor { revision } }
        fragment comparison on PushComparison { base { revision } newFailures fixed stillFailing becameIntermittent onlyHere onlyInBase }
        """;

    /// <summary>
    /// By their name in the answer. Whether a kept answer depends on other pushes is decided by the question's fields, so each is also asked
    /// alone.
    /// </summary>
    private static readonly Dictionary<string, string> Fields = new(StringComparer.Ordinal)
    {
        ["parent"] = "parent { revision }",
        ["position"] = "position",
        ["groups"] =
            """
            groups(first: 100) { totalCount nodes {
              name verdict confirmed consistent ok failed skipped classification { kind } configurations { configuration verdict ok failed } } }
            """,
        ["origins"] = "origins: groups(first: 100) { nodes { origin { ...origin } configurations { origin { ...origin } } } }",
        ["failures"] = "failures: groups(first: 100, verdict: [FAIL, INTERMITTENT]) { totalCount nodes { name } }",
        ["fresh"] = "fresh: groups(first: 100, origin: [NEW, PENDING]) { totalCount nodes { name } }",
        ["page"] = """page: groups(first: 2, configuration: "test-linux/opt-mochitest") { totalCount nodes { name } }""",
        ["comparison"] = "comparison { ...comparison }",
        ["named"] = "named: comparison(base: $base) { ...comparison }",
        ["missing"] = "missing: notRun(against: EXPECTED, first: 100) { totalCount nodes }",
        ["notRun"] = "notRun(against: PARENT, first: 100) { totalCount nodes }",
        ["flakiness"] = "flakiness: groups(first: 100) { nodes { flakiness { rate n flakyPushes windowDays isFlaky } } }",
        ["completion"] = "completion { expected reported pending noGroups complete }",
    };

    internal static IReadOnlyList<string> All { get; } = [.. Fields.Keys];

    private readonly Dictionary<Ask, (string Tag, JsonElement Push)> _polled = [];

    /// <summary>Asks by GET, as who polls: what was answered before is asked for only if it has changed.</summary>
    internal async Task<JsonElement> PollAsync(Ask ask)
    {
        var path = $"/graphql?query={Uri.EscapeDataString(Query(ask))}&variables={Uri.EscapeDataString(JsonSerializer.Serialize(Variables(ask)))}";
        var answer = _polled.TryGetValue(ask, out var known)
            ? await service.GetAsync(path, ("If-None-Match", known.Tag))
            : await service.GetAsync(path);
        if (answer.Status == HttpStatusCode.NotModified) return known.Push;
        var push = PushOf(answer);
        if (answer.Header("ETag") is { } tag) _polled[ask] = (tag, push);
        return push;
    }

    internal async Task<(JsonElement Push, bool IsHit)> AskAsync(Ask ask)
    {
        var answer = await service.GraphQLAsync(Query(ask), Variables(ask));
        var push = PushOf(answer);
        return (push, answer.Json.TryGetProperty("extensions", out var extensions) && extensions.GetProperty("cache").GetProperty("status").ValueEquals("HIT"));
    }

    /// <summary>A response with a second root field is not kept.</summary>
    internal async Task<JsonElement> AskPastTheCacheAsync(Ask ask) =>
        PushOf(await service.GraphQLAsync(Query(ask, more: "cacheStatistics { hits }"), Variables(ask)));

    private static string Query(Ask ask, string more = "")
    {
        var fields = string.Join(' ', ask.Fields.Select(name => Fields[name]));
        var fragments = Fragments.Split('\n').Where(fragment => fields.Contains($"...{fragment.Split(' ')[1]} ", StringComparison.Ordinal));
        var variables = $"$repository: String!, $revision: String!{(ask.Fields.Contains("named") ? ", $base: String!" : "")}";
        return $"query({variables}) {{ push(repository: $repository, revision: $revision) {{ {fields} }} {more} }} {string.Join(' ', fragments)}";
    }

    private object Variables(Ask ask) => new { repository, revision = ask.Revision, @base = ask.Base };

    private static JsonElement PushOf(Answer answer)
    {
        Assert.True(answer.Status == HttpStatusCode.OK && !answer.Json.TryGetProperty("errors", out _), answer.Text);
        return answer.Json.GetProperty("data").GetProperty("push");
    }
}
