using System.Net;
using System.Text;
using System.Text.Json;

namespace GroupResults.EndToEnd.Tests.Security;

/// <summary>
/// The checks that graphql-cop's README lists (https://github.com/dolevf/graphql-cop), by its names for them. Each tells what it found,
/// or null.
/// </summary>
/// <param name="secret">Of an access token that all requests bring; null: none do.</param>
internal sealed class GraphQLCop(Uri address, string? secret) : IDisposable
{
    internal static readonly IReadOnlyDictionary<string, Func<GraphQLCop, Task<string?>>> Checks =
        new Dictionary<string, Func<GraphQLCop, Task<string?>>>(StringComparer.Ordinal)
        {
            ["Alias Overloading"] = cop => cop.IsAnsweredAsync($"{{ {string.Concat(Enumerable.Range(0, 101).Select(index => $"alias{index}: __typename "))} }}"),
            ["Batch Queries"] = cop => cop.BatchAsync(),
            ["GET based Queries"] = cop => cop.QueryFromAnotherSiteAsync(),
            ["POST based Queries using urlencoded payloads"] = cop => cop.PostAsFormAsync(),
            ["GraphQL Tracing / Debug Modes"] = cop => cop.TraceAsync(),
            ["Field Duplication"] = cop => cop.IsAnsweredAsync($"{{ {string.Concat(Enumerable.Repeat("__typename ", 500))} }}"),
            ["Field Suggestions"] = cop => cop.SuggestAsync(),
            ["GraphiQL"] = cop => cop.FindExplorerAsync(),
            ["Introspection"] = cop => cop.IntrospectAsync(),
            ["Directives Overloading"] = cop => cop.OverloadDirectivesAsync(),
            ["Circular Query using Introspection"] = cop => cop.IsAnsweredAsync(CircularQuery),
            ["Mutation support over GET"] = cop => cop.MutateByGetAsync(),
        };

    private const string CircularQuery =
        "{ __schema { types { fields { type { fields { type { fields { type { fields { type { name } } } } } } } } } } }";

    private const string OtherSite = "https://other.example";

    private static readonly string[] ExplorerPaths =
        ["/", "/graphql", "/graphql/", "/graphiql", "/playground", "/console", "/explorer", "/explorer/", "/explorer/index.html", "/altair", "/voyager", "/graphql/console"];

    private static readonly string[] DebugWords = ["tracing", "stacktrace", "stack trace", "exception", "   at GroupResults", "\"debug\""];

    private readonly HttpClient _http = new() { BaseAddress = address, Timeout = Eventually.Limit };

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public void Dispose() => _http.Dispose();

    internal Task<CopAnswer> GetAsync(string path, params IEnumerable<(string Name, string Value)> headers) =>
        SendAsync(HttpMethod.Get, path, content: null, headers);

    private Task<CopAnswer> QueryAsync(string query) => PostAsync(JsonSerializer.Serialize(new { query }), "application/json");

    private Task<CopAnswer> PostAsync(string body, string contentType) =>
        SendAsync(HttpMethod.Post, "/graphql", new StringContent(body, Encoding.UTF8, contentType));

    private async Task<CopAnswer> SendAsync(
        HttpMethod method, string path, HttpContent? content, params IEnumerable<(string Name, string Value)> headers)
    {
        using var request = new HttpRequestMessage(method, path) { Content = content };
        if (secret is not null) request.Headers.Add("Authorization", $"Bearer {secret}");
        foreach (var (name, value) in headers) request.Headers.Add(name, value);
        using var response = await _http.SendAsync(request, Cancellation);
        return new CopAnswer(
            response.StatusCode,
            response.Content.Headers.ContentType?.MediaType,
            response.Headers.Contains("Access-Control-Allow-Origin"),
            await response.Content.ReadAsStringAsync(Cancellation));
    }

    private async Task<string?> IsAnsweredAsync(string query) => await QueryAsync(query) is { HasData: true } answer ? answer.ToString() : null;

    private async Task<string?> BatchAsync()
    {
        var batch = JsonSerializer.Serialize(Enumerable.Repeat(new { query = "{ __typename }" }, 10));
        var answer = await PostAsync(batch, "application/json");
        return answer.Text.TrimStart().StartsWith('[') ? answer.ToString() : null;
    }

    /// <summary>
    /// The tool asks whether a GET is answered at all. Here it must be: clients query by GET, as the GraphQL over HTTP specification
    /// lets them. What the check is about is CSRF, a page of another site that makes its visitor's browser ask: so it is asked as
    /// browsers ask for such a page, by a script, an image and a script's element. None may be answered, nor may any answer be readable.
    /// </summary>
    private async Task<string?> QueryFromAnotherSiteAsync()
    {
        const string Path = "/graphql?query=%7B__typename%7D";
        (string, string)[][] browsers =
        [
            [("Sec-Fetch-Site", "cross-site"), ("Sec-Fetch-Mode", "cors"), ("Sec-Fetch-Dest", "empty"), ("Origin", OtherSite)],
            [("Sec-Fetch-Site", "cross-site"), ("Sec-Fetch-Mode", "no-cors"), ("Sec-Fetch-Dest", "image")],
            [("Sec-Fetch-Site", "cross-site"), ("Sec-Fetch-Mode", "no-cors"), ("Sec-Fetch-Dest", "script")],
        ];
        foreach (var headers in browsers)
        {
            if (await GetAsync(Path, headers) is { } answer && (answer.HasData || answer.Status != HttpStatusCode.Forbidden || answer.IsShared)) return answer.ToString();
        }

        // A browser that says nothing of where it asks for keeps the answer from the page, if no header tells it not to.
        return await GetAsync(Path, ("Origin", OtherSite)) is { IsShared: true } shared ? shared.ToString() : null;
    }

    private async Task<string?> PostAsFormAsync()
    {
        CopAnswer[] answers =
        [
            await PostAsync("query=%7B__typename%7D", "application/x-www-form-urlencoded"),
            await PostAsync("""{"query":"{__typename}"}""", "application/x-www-form-urlencoded"),
            await PostAsync("""{"query":"{__typename}"}""", "text/plain"), // Also one that a page's form may send without being asked.
            await SendAsync(HttpMethod.Post, "/graphql?query=%7B__typename%7D", content: null),
        ];
        return answers.FirstOrDefault(answer => answer.HasData)?.ToString();
    }

    private async Task<string?> TraceAsync()
    {
        CopAnswer[] answers =
        [
            await QueryAsync("{ __typename }"),
            await QueryAsync("{ nonsense }"),
            await QueryAsync("{ pushes(repository: \"autoland\", first: -1) { nodes { id } } }"),
            await PostAsync("{", "application/json"),
            await GetAsync("/graphql?query=%7B__typename%7D&tracing=true&debug=true", ("X-Apollo-Tracing", "1")),
        ];
        return answers.FirstOrDefault(answer => DebugWords.Any(word => answer.Text.Contains(word, StringComparison.OrdinalIgnoreCase)))?.ToString();
    }

    private async Task<string?> SuggestAsync()
    {
        string[] queries =
        [
            "{ pushs }", "{ __schema { directive } }", "{ push(repositry: \"a\") { id } }", "{ node(id: \"a\") { ... on Pushh { id } } }",
            "mutation { recordGroupResult }", "subscription { pushUpdate }", "{ push(repository: \"a\", revision: \"b\") { tasks(status: EROR) { totalCount } } }",
        ];
        foreach (var query in queries)
        {
            if (await QueryAsync(query) is { } answer && answer.Text.Contains("Did you mean", StringComparison.OrdinalIgnoreCase)) return answer.ToString();
        }

        return null;
    }

    private async Task<string?> FindExplorerAsync()
    {
        foreach (var path in ExplorerPaths)
        {
            // No explorer works without scripts; the page that says that it is off has none.
            if (await GetAsync(path, ("Accept", "text/html")) is { MediaType: "text/html" } page && page.Text.Contains("<script", StringComparison.OrdinalIgnoreCase)) return $"{path}: {page}";
        }

        return null;
    }

    private async Task<string?> IntrospectAsync()
    {
        CopAnswer[] answers =
        [
            await QueryAsync("{ __schema { types { name fields { name } } } }"),
            await QueryAsync("{ __type(name: \"Query\") { name } }"),
            await GetAsync("/graphql?query=%7B__schema%7Btypes%7Bname%7D%7D%7D"),
            await GetAsync("/graphql?sdl"),
        ];
        return answers.FirstOrDefault(answer => answer.HasData || answer.Text.Contains("type Query", StringComparison.Ordinal))?.ToString();
    }

    /// <summary>Of unknown directives each that is named in an error was looked at; of known ones any that are taken are too many.</summary>
    private async Task<string?> OverloadDirectivesAsync()
    {
        const int Few = 10;
        const int Many = 500;
        foreach (var count in (int[])[Few, Many])
        {
            var unknown = await QueryAsync($"{{ __typename {string.Concat(Enumerable.Repeat("@aa ", count))} }}");
            if (unknown.ErrorCount >= Few) return unknown.ToString();
        }

        var known = await QueryAsync($"{{ {string.Concat(Enumerable.Range(0, Many / 10).Select(_ => "... @include(if: true) @skip(if: false) { __typename } "))} }}");
        return known.HasData ? known.ToString() : null;
    }

    private async Task<string?> MutateByGetAsync()
    {
        string[] mutations =
        [
            "mutation { __typename }",
            "mutation { recordGroupResults(input: { repository: \"autoland\", revision: \"ab\", taskId: \"t\", results: [] }) { changed } }",
        ];
        foreach (var mutation in mutations)
        {
            var answer = await GetAsync($"/graphql?query={Uri.EscapeDataString(mutation)}");
            if (answer.HasData) return answer.ToString();
        }

        return null;
    }
}

/// <param name="IsShared">Whether a page of any other site may read it.</param>
internal sealed record CopAnswer(HttpStatusCode Status, string? MediaType, bool IsShared, string Text)
{
    private const int ShownLength = 300;

    /// <summary>Whether an operation was executed.</summary>
    internal bool HasData => Root is { ValueKind: JsonValueKind.Object } root && root.TryGetProperty("data", out var data) && data.ValueKind is JsonValueKind.Object;

    internal int ErrorCount => Root is { ValueKind: JsonValueKind.Object } root && root.TryGetProperty("errors", out var errors) ? errors.GetArrayLength() : 0;

    private JsonElement? Root
    {
        get
        {
            try
            {
                return JsonElement.Parse(Text);
            }
            catch (JsonException)
            {
                return null; // A page, or nothing.
            }
        }
    }

    public override string ToString() => $"{(int)Status} {MediaType}: {(Text.Length <= ShownLength ? Text : Text[..ShownLength] + "…")}";
}
