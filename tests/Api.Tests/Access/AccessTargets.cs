namespace GroupResults.Api.Tests.Access;

/// <summary>A GraphQL operation with one field at its root.</summary>
/// <param name="Field">Such as <c>Query.push</c>.</param>
/// <param name="Repository">Null: it is of none.</param>
internal sealed record Operation(string Field, Need Need, string? Repository, string Text)
{
    internal bool IsQuery => Field.StartsWith("Query.", StringComparison.Ordinal);

    internal bool IsSubscription => Field.StartsWith("Subscription.", StringComparison.Ordinal);
}

/// <summary>A request outside GraphQL's operations.</summary>
/// <param name="Status">Where it is allowed; 0: whatever the settings make of it.</param>
internal sealed record Address(
    string Name, Need Need, string? Repository, HttpMethod Method, string Path, int Status, string? Body = null, params (string Name, string Value)[] Headers);

/// <summary>
/// All that can be asked for. REVISION and NODE stand for a push that is there, NEW for one that is not, VICTIM for a token, STREAM for an
/// event stream that is reserved.
/// </summary>
internal static class AccessTargets
{
    private const string Autoland = "autoland";
    private const string Report = """{ repository: "autoland", revision: "NEW", taskId: "T", results: [{ group: "a", status: OK }] }""";

    private static readonly (string, string) Answer = ("Accept", "application/graphql-response+json");
    private static readonly (string, string) Stream = ("X-GraphQL-Event-Stream-Token", "STREAM");

    internal static readonly Operation[] Operations =
    [
        new("Query.push", Need.Read, Autoland, """{ push(repository: "autoland", revision: "REVISION") { version } }"""),
        new("Query.node", Need.Read, Autoland, """{ node(id: "NODE") { id } }"""),
        new("Query.nodes", Need.Read, Autoland, """{ nodes(ids: ["NODE", "none"]) { id } }"""),
        new("Query.pushes", Need.Read, Autoland, """{ pushes(repository: "autoland") { totalCount } }"""),
        new("Query.repositories", Need.Read, null, "{ repositories { name } }"),
        new("Query.repository", Need.Read, Autoland, """{ repository(name: "autoland") { pushCount } }"""),
        new("Query.cacheStatistics", Need.Read, null, "{ cacheStatistics { hits } }"),
        new("Query.accessTokens", Need.Admin, null, "{ accessTokens { id } }"),
        new("Mutation.recordGroupResults", Need.Ingest, Autoland, $$"""mutation { recordGroupResults(input: {{Report}}) { changed } }"""),
        new("Mutation.recordGroupResultsBatch", Need.Ingest, Autoland, $$"""mutation { recordGroupResultsBatch(inputs: [{{Report}}]) { changed } }"""),
        new("Mutation.ingestErrorSummary", Need.Ingest, Autoland,
            """mutation { ingestErrorSummary(input: { repository: "autoland", revision: "NEW", taskId: "T", content: "" }) { changed } }"""),
        new("Mutation.recordPush", Need.Ingest, Autoland,
            """mutation { recordPush(input: { repository: "autoland", revision: "NEW", author: "a" }) { changed } }"""),
        new("Mutation.recordTaskStates", Need.Ingest, Autoland,
            """mutation { recordTaskStates(inputs: [{ repository: "autoland", revision: "NEW", taskId: "T", state: PENDING }]) { changed } }"""),
        new("Mutation.setExpectedTasks", Need.Ingest, Autoland,
            """mutation { setExpectedTasks(input: { repository: "autoland", revision: "NEW", tasks: [{ jobName: "a" }] }) { changed push { version } } }"""),
        new("Mutation.classifyFailures", Need.Ingest, Autoland,
            """mutation { classifyFailures(input: { repository: "autoland", revision: "NEW", kind: INFRA, groups: ["a"] }) { changed } }"""),
        new("Mutation.createAccessToken", Need.Admin, null, """mutation { createAccessToken(input: { name: "made", scopes: [READ] }) { token { id } } }"""),
        new("Mutation.revokeAccessToken", Need.Admin, null, """mutation { revokeAccessToken(id: "VICTIM") { id } }"""),
        new("Subscription.pushUpdated", Need.Read, Autoland,
            """subscription { pushUpdated(repository: "autoland", revision: "REVISION", since: "none") { version } }"""),
        new("Subscription.pushActivity", Need.Read, Autoland, """subscription { pushActivity(repository: "autoland") { version } }"""),

        // The same by other ways.
        new("Query.push", Need.Read, Autoland, """{ a: push(repository: "autoland", revision: "REVISION") { version } b: __typename }"""),
        new("Query.push", Need.Read, Autoland, """query($r: String = "autoland") { push(repository: $r, revision: "REVISION") { resultMap } }"""),
        new("Query.__typename", Need.Read, null, "{ __typename }"),
        new("Query.accessTokens", Need.Admin, null, "{ cacheStatistics: accessTokens { id } }"),
        new("Query.accessTokens", Need.Admin, null, "query { ...F } fragment F on Query { ... on Query { accessTokens { id } } }"),
        new("Mutation.createAccessToken", Need.Admin, null,
            """mutation M { ...F } fragment F on Mutation { recordGroupResults: createAccessToken(input: { name: "made", scopes: [ADMIN] }) { secret } }"""),
    ];

    internal static readonly Address[] Addresses =
    [
        new("group_results", Need.Read, Autoland, HttpMethod.Get, "/api/project/autoland/push/group_results/?revision=REVISION", 200),
        new("group_results HEAD", Need.Read, Autoland, HttpMethod.Head, "/api/project/autoland/push/group_results?revision=REVISION", 200),
        new("group_results wait", Need.Read, Autoland, HttpMethod.Get, "/api/project/autoland/push/group_results/?revision=REVISION&wait=60", 200, null, ("If-None-Match", "\"other\"")),
        new("group_results unknown", Need.Read, Autoland, HttpMethod.Get, "/api/project/autoland/push/group_results/?revision=NEW", 404),
        new("group_results OPTIONS", Need.Nothing, Autoland, HttpMethod.Options, "/api/project/autoland/push/group_results/?revision=REVISION", 204),
        new("groupsummary", Need.Read, null, HttpMethod.Get, "/api/groupsummary/?startdate=2026-03-04", 200),
        new("groupsummary of a repository", Need.Read, Autoland, HttpMethod.Get, "/api/groupsummary/?startdate=2026-03-04&repository=autoland", 200),
        new("groupsummary HEAD", Need.Read, null, HttpMethod.Head, "/api/groupsummary", 200),
        new("errorsummary", Need.Ingest, Autoland, HttpMethod.Put, "/api/project/autoland/push/NEW/task/T/0/errorsummary", 200, ""),
        new("errorsummary of a run that is none", Need.Ingest, Autoland, HttpMethod.Put, "/api/project/autoland/push/NEW/task/T/x/errorsummary", 400, ""),
        new("manifests-by-task", Need.Ingest, Autoland, HttpMethod.Put, "/api/project/autoland/push/NEW/manifests-by-task", 200, "{}"),
        new("manifests-by-task of no map", Need.Ingest, Autoland, HttpMethod.Put, "/api/project/autoland/push/NEW/manifests-by-task", 400, "[]"),
        new("metrics", Need.Read, null, HttpMethod.Get, "/metrics", 200),
        new("metrics with a slash", Need.Read, null, HttpMethod.Get, "/metrics/", 200),
        new("metrics in capitals", Need.Read, null, HttpMethod.Get, "/METRICS", 200),
        new("stream PUT", Need.Read, null, HttpMethod.Put, "/graphql", 201),
        new("stream POST", Need.Read, null, HttpMethod.Post, "/graphql", 202, """{"query":"{ cacheStatistics { hits } }","extensions":{"operationId":"q"}}""", Answer, Stream),
        new("stream POST of a mutation", Need.Admin, null, HttpMethod.Post, "/graphql", 202,
            """{"query":"mutation { revokeAccessToken(id: \"VICTIM\") { id } }","extensions":{"operationId":"m"}}""", Answer, Stream),
        new("stream DELETE", Need.Read, null, HttpMethod.Delete, "/graphql?operationId=q", 200, null, Stream),
        new("mutation by GET", Need.Ingest, null, HttpMethod.Get, "/graphql?query=mutation%7BrecordGroupResults(input%3A%7Brepository%3A%22autoland%22%2Crevision%3A%22NEW%22%2CtaskId%3A%22T%22%2Cresults%3A%5B%5D%7D)%7Bchanged%7D%7D", 405, null, Answer),
        new("healthz", Need.Nothing, null, HttpMethod.Get, "/healthz", 200),
        new("readyz", Need.Nothing, null, HttpMethod.Get, "/readyz", 200),
        new("schema", Need.Nothing, null, HttpMethod.Get, "/graphql?sdl", 0),
    ];
}
