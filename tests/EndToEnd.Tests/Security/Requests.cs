using System.Text.Json;

namespace GroupResults.EndToEnd.Tests.Security;

/// <summary>Requests of every kind, good ones and such as fail.</summary>
internal static class Requests
{
    private const string Push = "/api/project/autoland/push/ab";
    private const string ReadPath = "/api/project/autoland/push/group_results/?revision=ab";
    private const string UploadPath = Push + "/task/t1/0/errorsummary";
    private const string Log = "{\"action\":\"group_result\",\"group\":\"a.toml\",\"status\":\"OK\",\"duration\":5}\n";

    private static readonly string[] Documents =
    [
        "{ push(repository: \"autoland\", revision: \"ab\") { version counts { ok } } }",
        "{ push(repository: \"autoland\", revision: \"ab\") { resultMap tasks { nodes { taskId } } } }",
        "{ pushes(repository: \"autoland\") { nodes { id cacheEntry { warmed } } } cacheStatistics { entries } }",
        "{ nonsense }",
        "{ push(",
        "{ pushes(repository: \"autoland\", first: -1) { nodes { id } } }",
        "mutation { recordGroupResults(input: { repository: \"autoland\", revision: \"ab\", taskId: \"t2\", results: [{ group: \"b.toml\", status: ERROR }] }) { changed } }",
        "mutation { recordGroupResultsBatch(inputs: [{ repository: \"autoland\", revision: \"?\", taskId: \"t3\", results: [] }]) { changed } }",
        "mutation { ingestErrorSummary(input: { repository: \"autoland\", revision: \"ab\", taskId: \"t4\", content: \"nonsense\" }) { changed } }",
        "{ accessTokens { id name scopes repositories createdAt expiresAt revokedAt usable } }",
        "mutation { revokeAccessToken(id: \"0123456789abcdef\") { id } }",
        "mutation { createAccessToken(input: { name: \"\", scopes: [READ] }) { secret } }",
        "subscription { pushUpdated(repository: \"autoland\", revision: \"ab\") { version } }",
    ];

    internal static async Task SendAllAsync(RecordingClient client, string? authorization, string circumstance = "")
    {
        var headers = RecordingClient.Headers(authorization).ToArray();
        var name = $"{circumstance}{authorization ?? "nobody"}: ";
        await client.SendAsync(name + "upload", HttpMethod.Put, UploadPath, Log, headers);
        await client.SendAsync(name + "bad upload", HttpMethod.Put, UploadPath, "nonsense", headers);
        await client.SendAsync(name + "upload in a coding", HttpMethod.Put, UploadPath, Log, [.. headers, ("Content-Encoding", "zip")]);
        await client.SendAsync(name + "upload that is no gzip", HttpMethod.Put, UploadPath, Log, [.. headers, ("Content-Encoding", "gzip")]);
        foreach (var coding in (string[])["identity", "gzip", "br"])
            await client.SendAsync($"{name}read as {coding}", HttpMethod.Get, ReadPath, body: null, [.. headers, ("Accept-Encoding", coding)]);
        await client.SendAsync(name + "read again", HttpMethod.Get, ReadPath + "&wait=0", body: null, [.. headers, ("If-None-Match", "*")]);
        await client.SendAsync(name + "read nothing", HttpMethod.Get, ReadPath + "00", body: null, headers);
        await client.SendAsync(name + "head", HttpMethod.Head, ReadPath, body: null, headers);
        await client.SendAsync(
            name + "preflight", HttpMethod.Options, ReadPath, body: null, [.. headers, ("Origin", "https://other.example"), ("Access-Control-Request-Method", "GET")]);
        foreach (var document in Documents) await client.QueryAsync(name + document, authorization, document);
        foreach (var document in Documents)
            await client.SendAsync($"{name}GET {document}", HttpMethod.Get, $"/graphql?query={Uri.EscapeDataString(document)}", body: null, headers);
        await client.SendAsync(name + "bad JSON", HttpMethod.Post, "/graphql", "{\"query\": ", headers);
        await client.SendAsync(name + "batch", HttpMethod.Post, "/graphql", "[{\"query\":\"{ __typename }\"},{\"query\":\"{ __typename }\"}]", headers);
        await client.SendAsync(name + "form", HttpMethod.Post, "/graphql", "query={__typename}", [.. headers, ("Content-Type", "text/plain")]);
        await client.SendAsync(name + "persisted", HttpMethod.Post, "/graphql", "{\"extensions\":{\"persistedQuery\":{\"version\":1,\"sha256Hash\":\"00\"}}}", headers);
        await client.SendAsync(
            name + "stream", HttpMethod.Post, "/graphql", JsonSerializer.Serialize(new { query = "{ pushes(repository: \"autoland\") { nodes { id } } }" }), [.. headers, ("Accept", "text/event-stream")]);
        await client.SendAsync(
            name + "followed stream",
            HttpMethod.Post,
            "/graphql",
            JsonSerializer.Serialize(new { query = "subscription { pushUpdated(repository: \"autoland\", revision: \"ab\", since: \"0\") { version } }" }),
            [.. headers, ("Accept", "text/event-stream")]);
        await client.SendAsync(name + "reserve", HttpMethod.Put, "/graphql", body: null, headers);
        await client.SendAsync(name + "end", HttpMethod.Delete, "/graphql?operationId=1", body: null, headers);
        foreach (var path in (string[])["/", "/graphql?sdl", "/explorer/", "/explorer/nothing", "/nowhere", "/healthz", "/readyz", "/metrics"])
            await client.SendAsync(name + path, HttpMethod.Get, path, body: null, [.. headers, ("Accept", "text/html")]);
        await TalkAsync(client, name, authorization);
    }

    /// <summary>A secret wherever it does not belong and is not the reported data itself.</summary>
    internal static async Task MisplaceAsync(RecordingClient client, string secret, string authorization)
    {
        (string, string)[] headers = [("Authorization", authorization)];
        var n = 0;
        foreach (var path in (string[])
            [
                $"/graphql?query=%7B__typename%7D&access_token={secret}", $"/graphql?token={secret}", $"/graphql?{secret}", $"/graphql?documentId={secret}",
                $"/graphql?query={secret}", $"/graphql?query=%7B__typename%7D&variables={secret}", $"/graphql?query=%7B__typename%7D&operationName={secret}",
                $"{ReadPath}&access_token={secret}", $"{ReadPath}&wait={secret}", $"/api/project/autoland/push/group_results/?revision={secret}",
                $"/api/project/{secret}/push/group_results/?revision=ab", $"/{secret}", $"/explorer/{secret}", $"/metrics?access_token={secret}", $"/healthz?access_token={secret}",
            ])
        {
            await client.SendAsync($"misplaced path {n}", HttpMethod.Get, path, body: null, headers);
            await client.SendAsync($"misplaced path {n} of a stream", HttpMethod.Get, path, body: null, [.. headers, ("Accept", "text/event-stream")]);
            await client.SendAsync($"misplaced path {n++} of nobody", HttpMethod.Get, path, body: null);
        }

        foreach (var path in (string[])
            [
                $"/api/project/{secret}/push/ab/task/t5/0/errorsummary", $"/api/project/autoland/push/{secret}/task/t5/0/errorsummary",
                $"/api/project/autoland/push/ab/task/t5{secret}/0/errorsummary", $"/api/project/autoland/push/ab/task/t5/{secret}/errorsummary", $"{UploadPath}?access_token={secret}",
            ])
        {
            await client.SendAsync($"misplaced upload {n++}", HttpMethod.Put, path, Log, headers);
        }

        foreach (var method in (HttpMethod[])[HttpMethod.Post, HttpMethod.Put, HttpMethod.Delete, HttpMethod.Patch])
            await client.SendAsync($"misplaced token {method}", method, $"/graphql?operationId=1&token={secret}&access_token={secret}", "{\"query\":\"{__typename}\"}", headers);

        foreach (var header in (string[])["Accept", "Accept-Encoding", "Cookie", "X-Api-Key", "If-None-Match", "Origin", "Referer", "User-Agent", "X-Forwarded-For", "X-GraphQL-Event-Stream-Token"])
        {
            await client.SendAsync($"misplaced header {header}", HttpMethod.Get, ReadPath, body: null, [.. headers, (header, secret)]);
            await client.SendAsync($"misplaced header {header} of GraphQL", HttpMethod.Post, "/graphql", "{\"query\":\"{__typename}\"}", [.. headers, (header, secret)]);
        }

        await client.SendAsync("misplaced header twice", HttpMethod.Get, ReadPath, body: null, [.. headers, ("Authorization", $"Bearer {secret}")]);
        await client.SendAsync("misplaced type", HttpMethod.Post, "/graphql", "{}", [.. headers, ("Content-Type", secret)]);
        await client.SendAsync("misplaced coding", HttpMethod.Post, "/graphql", "{}", [.. headers, ("Content-Encoding", secret)]);
        await client.SendAsync("misplaced coding of a log", HttpMethod.Put, UploadPath, Log, [.. headers, ("Content-Encoding", secret)]);
        foreach (var body in Bodies(secret)) await client.SendAsync($"misplaced body {n++}: {body}", HttpMethod.Post, "/graphql", body, headers);
        foreach (var query in Queries(secret)) await client.QueryAsync($"misplaced query {n++}: {query}", authorization, query);
        await MisplaceRawAsync(client, secret);
        await client.TalkAsync("misplaced type", authorization, wanted: 2, "{\"type\":\"connection_init\"}", $"{{\"type\":\"{secret}\"}}");
        await client.TalkAsync("misplaced message", authorization, wanted: 2, "{\"type\":\"connection_init\"}", secret);
        await client.TalkAsync("misplaced ping", authorization, wanted: 2, "{\"type\":\"connection_init\"}", $"{{\"type\":\"ping\",\"payload\":{{\"token\":\"{secret}\"}}}}");
        foreach (var query in Queries(secret))
            await client.TalkAsync($"misplaced query {n++}: {query}", authorization, wanted: 2, "{\"type\":\"connection_init\"}", Subscribe(query));
    }

    private static IEnumerable<string> Bodies(string secret) =>
    [
        secret, $"\"{secret}\"", $"{{\"query\": {secret}}}", $"{{\"query\":\"{{__typename}}\",\"variables\":\"{secret}\"}}", $"{{\"query\":\"{{__typename}}\",\"variables\":{{\"token\":\"{secret}\"}}}}",
        $"{{\"query\":\"query($a: Int) {{ pushes(repository: \\\"a\\\", first: $a) {{ totalCount }} }}\",\"variables\":{{\"a\":\"{secret}\"}}}}",
        $"{{\"query\":\"query($a: Int) {{ pushes(repository: \\\"a\\\", first: $a) {{ nodes {{ id }} }} }}\",\"variables\":{{\"a\":\"{secret}\"}}}}",
        $"{{\"query\":\"query($a: [GroupStatus!]) {{ push(repository: \\\"a\\\", revision: \\\"ab\\\") {{ tasks(status: $a) {{ totalCount }} }} }}\",\"variables\":{{\"a\":\"{secret}\"}}}}",
        $"{{\"query\":\"mutation($a: RecordGroupResultsInput!) {{ recordGroupResults(input: $a) {{ changed }} }}\",\"variables\":{{\"a\":{{\"repository\":\"autoland\",\"revision\":\"ab\",\"taskId\":\"t\",\"{secret}\":1,\"results\":[]}}}}}}",
        $"{{\"query\":\"query($a: Int!) {{ pushes(repository: \\\"a\\\", first: $a) {{ nodes {{ id }} }} }}\",\"variables\":{{\"{secret}\":1}}}}",
        $"{{\"query\":\"{{__typename}}\",\"operationName\":\"{secret}\"}}", $"{{\"documentId\":\"{secret}\"}}",
        $"{{\"extensions\":{{\"persistedQuery\":{{\"version\":1,\"sha256Hash\":\"{secret}\"}}}}}}", $"{{\"{secret}\":1}}", $"[\"{secret}\"]",
    ];

    private static IEnumerable<string> Queries(string secret) =>
    [
        secret, $"{{ {secret} }}", $"{{ push(repository: \"{secret}", $"{{ push(repository: {secret}, revision: \"ab\") {{ id }} }}",
        $"{{ push(repository: \"{secret}\", revision: \"ab\") {{ version }} }}", $"{{ push(repository: \"autoland\", revision: \"{secret}\") {{ version }} }}",
        $"{{ pushes(repository: \"{secret}\") {{ nodes {{ id }} }} }}", $"{{ pushes(repository: \"autoland\", after: \"{secret}\") {{ nodes {{ id }} }} }}",
        $"{{ pushes(repository: \"autoland\", first: \"{secret}\") {{ nodes {{ id }} }} }}", $"{{ node(id: \"{secret}\") {{ id }} }}", $"{{ ...{secret} }}", $"{{ __typename @{secret} }}",
        $"query ${secret} {{ __typename }}", $"{{ push(repository: \"autoland\", revision: \"ab\") {{ changes(since: \"{secret}\") {{ cursor }} tasks(after: \"{secret}\") {{ totalCount }} }} }}",
        $"subscription {{ pushUpdated(repository: \"{secret}\", revision: \"{secret}\", since: \"{secret}\") {{ version }} }}",
        $"mutation {{ revokeAccessToken(id: \"{secret}\") {{ id }} }}", $"mutation {{ createAccessToken(input: {{ name: \"n\", scopes: [ADMIN], repositories: [\"{secret}\"] }}) {{ token {{ id }} }} }}",
        $"mutation {{ createAccessToken(input: {{ name: \"n\", scopes: [READ], expiresAt: \"{secret}\" }}) {{ token {{ id }} }} }}",
        $"mutation {{ recordGroupResults(input: {{ repository: \"{secret}\", revision: \"ab\", taskId: \"t\", results: [] }}) {{ changed }} }}",
        $"mutation {{ recordGroupResults(input: {{ repository: \"autoland\", revision: \"{secret}\", taskId: \"t{secret}\", results: [{{ group: \"{secret}\\\\a\", status: OK }}] }}) {{ changed }} }}",
        $"mutation {{ ingestErrorSummary(input: {{ repository: \"autoland\", revision: \"ab\", taskId: \"t\", content: \"{secret}\" }}) {{ rejected {{ group reason }} }} }}",
    ];

    private static async Task MisplaceRawAsync(RecordingClient client, string secret)
    {
        foreach (var request in (string[])
            [
                $"GET /healthz HTTP/1.1\r\nHost: localhost\r\nAuthorization : Bearer {secret}\r\nConnection: close\r\n\r\n",
                $"GET /healthz HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer {secret}\0\r\nConnection: close\r\n\r\n",
                $"GET /healthz HTTP/1.1\r\nHost: localhost\r\nAuthorizationBearer{secret}\r\nConnection: close\r\n\r\n",
                $"GET /healthz?access_token={secret} HTTP/9.9\r\nHost: localhost\r\nConnection: close\r\n\r\n",
                $"GET /healthz?access_token={secret}\0 HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n",
                $"GET /healthz HTTP/1.1\r\nHost: {secret} {secret}\r\nConnection: close\r\n\r\n",
                $"{secret} /healthz HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n",
                $"GET /healthz HTTP/1.1\r\nHost: localhost\r\nContent-Length: {secret}\r\nConnection: close\r\n\r\n",
            ])
        {
            await client.SendRawAsync($"misplaced raw {request.Split('\r')[0]}", request);
        }
    }

    private static async Task TalkAsync(RecordingClient client, string name, string? authorization)
    {
        var init = JsonSerializer.Serialize(new { type = "connection_init", payload = new { Authorization = authorization } });
        await client.TalkAsync(name + "socket with a header", authorization, wanted: 2, "{\"type\":\"connection_init\"}", Subscribe(Documents[0]));
        foreach (var document in Documents.Where(document => !document.StartsWith("subscription", StringComparison.Ordinal)))
            await client.TalkAsync($"{name}socket, {document}", authorization: null, wanted: 2, init, Subscribe(document));
        await client.TalkAsync(name + "socket twice", authorization: null, wanted: 2, init, init);
    }

    private static string Subscribe(string query) => JsonSerializer.Serialize(new { id = "1", type = "subscribe", payload = new { query } });
}
