using System.Collections.Concurrent;
using GroupResults.EndToEnd.Tests.Clients;
using GroupResults.EndToEnd.Tests.Processes;

namespace GroupResults.EndToEnd.Tests.Explorer;

/// <summary>The explorer where it is not open by itself and reports need a token.</summary>
public sealed class ExplorerInProductionTests(Browser browser) : IClassFixture<Browser>
{
    private const string Mutation =
        "mutation { recordGroupResults(input: { repository: \"autoland\", revision: \"ab\", taskId: \"by-hand\", results: [{ group: \"a.toml\", status: OK }] }) { changed accepted } }";

    private const string Subscription = "subscription { pushUpdated(repository: \"autoland\", revision: \"cd\") { version taskRuns { taskId } } }";

    /// <summary>Violations of the page's policy show up where its errors do.</summary>
    private const string PolicyListener =
        "addEventListener('securitypolicyviolation', e => console.error(`CSP: ${e.violatedDirective} ${e.blockedURI}`));";

    private static readonly string[] Settings =
        ["--environment", "Production", "--GroupResults:GraphQL:Explorer=true", "--GroupResults:GraphQL:Introspection=true"];

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task ATokenInTheHeadersEditor_GoesAlongWithMutationsAndSubscriptions()
    {
        using var directory = new TestDirectory();
        var secret = await Tokens.CreateAsync(directory, "explorer", "read,ingest", Cancellation);
        await using var service = await ServiceProcess.StartAsync(directory, Cancellation, Settings);
        await using var context = await browser.NewContextAsync(1280, 800);
        await context.AddInitScriptAsync(PolicyListener);
        var page = await context.NewPageAsync();
        var errors = new ConcurrentQueue<string>();
        var sent = new ConcurrentQueue<string>();
        page.PageError += (_, error) => errors.Enqueue(error);
        page.Console += (_, message) =>
        {
            if (message.Type is "error") errors.Enqueue(message.Text);
        };
        page.WebSocket += (_, socket) => socket.FrameSent += (_, frame) => sent.Enqueue(frame.Text ?? "");

        var response = await page.GotoAsync(new Uri(service.Address, "/graphql").AbsoluteUri);
        Assert.StartsWith("default-src 'self';", await response!.HeaderValueAsync("content-security-policy"), StringComparison.Ordinal);
        await page.Locator(".graphiql-query-editor .view-lines").GetByText("NewestPushes").WaitForAsync();
        await page.WriteHeadersAsync($$"""{"Authorization": "Bearer {{secret}}"}""");

        await page.WriteQueryAsync(Mutation);
        await page.Locator("button.graphiql-execute-button").ClickAsync();
        await page.Locator(".result-window .view-lines").GetByText("\"changed\": true").WaitForAsync();

        await page.WriteQueryAsync(Subscription);
        await page.Locator("button.graphiql-execute-button").ClickAsync();
        await ReportUntilAsync(page.Locator(".result-window .view-lines").GetByText("pushUpdated").WaitForAsync(), service.Address, secret);

        Assert.Contains(sent, frame => frame.Contains("connection_init", StringComparison.Ordinal) && frame.Contains($"\"Authorization\":\"Bearer {secret}\"", StringComparison.Ordinal));
        Assert.DoesNotContain(secret, await page.EvaluateAsync<string>("JSON.stringify(localStorage) + JSON.stringify(sessionStorage) + document.cookie"), StringComparison.Ordinal);
        Assert.Empty(errors);
    }

    [Fact]
    public async Task EveryAnswer_TellsBrowsersHowToTakeIt()
    {
        using var directory = new TestDirectory();
        await using var service = await ServiceProcess.StartAsync(directory, Cancellation, Settings);
        using var client = new HttpClient(new SocketsHttpHandler { AllowAutoRedirect = false }) { BaseAddress = service.Address, Timeout = Eventually.Limit };
        (string Request, int Status)[] requests =
        [
            ("GET /", 302), ("GET /graphql", 200), ("GET /graphql?sdl", 200), ("GET /graphql?query=nonsense", 200), ("GET /explorer", 200), ("GET /explorer/", 200),
            ("GET /explorer/nothing", 404), ("GET /explorer/assets/nothing.js", 404), ("GET /nowhere", 404), ("GET /healthz", 200), ("GET /readyz", 200), ("GET /metrics", 200),
            ("GET /api/project/autoland/push/group_results/?revision=ab", 404), ("GET /api/project/autoland/push/group_results/?revision=ab&wait=nonsense", 400),
            ("OPTIONS /api/project/autoland/push/group_results/", 204), ("PUT /api/project/autoland/push/ab/task/t/0/errorsummary", 401), ("PUT /graphql", 201), ("PATCH /graphql", 405),
        ];
        foreach (var (request, status) in requests)
        {
            using var message = new HttpRequestMessage(new HttpMethod(request.Split(' ')[0]), request.Split(' ')[1]);
            message.Headers.Add("Accept", request.Contains("query", StringComparison.Ordinal) ? "application/json" : "text/html, */*");
            using var response = await client.SendAsync(message, Cancellation);
            var policy = Values(response, "Content-Security-Policy");

            Assert.Equal(
                (request, status, "nosniff", "DENY", "no-referrer", "same-origin", ""),
                (request, (int)response.StatusCode, Values(response, "X-Content-Type-Options"), Values(response, "X-Frame-Options"), Values(response, "Referrer-Policy"), Values(response, "Cross-Origin-Opener-Policy"), Values(response, "Server")));
            Assert.True(policy.Contains("frame-ancestors 'none'", StringComparison.Ordinal), $"{request}: {policy}");
            Assert.True(policy.StartsWith("default-src 'none'; ", StringComparison.Ordinal) != response.Content.Headers.ContentType?.MediaType is "text/html", $"{request}: {policy}");
        }
    }

    private static string Values(HttpResponseMessage response, string header) =>
        response.Headers.TryGetValues(header, out var values) ? string.Join(" | ", values) : "";

    /// <summary>The socket is open before its subscription is: each report is another version.</summary>
    private static async Task ReportUntilAsync(Task shown, Uri address, string secret)
    {
        using var client = new ServiceClient(address, secret);
        for (var seed = 1; !shown.IsCompleted; seed++)
        {
            await client.ReportAsync(Reports.Of(Push.Autoland("cd"), seed), Cancellation);
            await Task.WhenAny(shown, Task.Delay(TimeSpan.FromMilliseconds(200), TimeProvider.System, Cancellation));
        }

        await shown;
    }
}
