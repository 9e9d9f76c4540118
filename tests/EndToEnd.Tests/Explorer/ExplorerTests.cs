using System.Buffers.Binary;
using System.Collections.Concurrent;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using GroupResults.EndToEnd.Tests.Clients;
using GroupResults.EndToEnd.Tests.Processes;
using Microsoft.Playwright;

namespace GroupResults.EndToEnd.Tests.Explorer;

/// <summary>The explorer in a real browser. UPDATE_SCREENSHOTS=1 puts the picture into docs/images.</summary>
public sealed class ExplorerTests(Browser browser) : IClassFixture<Browser>
{
    private const int Width = 1280;
    private const int Height = 800;
    private const int TrivialPictureBytes = 20_000;
    private const string CspListener =
        "addEventListener('securitypolicyviolation', e => console.error(`CSP: ${e.violatedDirective} ${e.blockedURI}`));";

    private static readonly int[] TasksPerPush = [310, 42, 187, 264, 96, 233, 158];

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task ASubscription_RunInABrowser_ShowsAReportThatComesMeanwhile()
    {
        const string Subscription = "subscription { pushUpdated(repository: \"autoland\", revision: \"ab\") { version taskRuns { taskId } } }";
        using var directory = new TestDirectory();
        await using var service = await ServiceProcess.StartAsync(directory, Cancellation);
        using var client = new ServiceClient(service.Address);
        await using var context = await browser.NewContextAsync(Width, Height);
        var page = await context.NewPageAsync();
        var errors = new ConcurrentQueue<string>();
        page.PageError += (_, error) => errors.Enqueue(error);
        await context.AddInitScriptAsync(CspListener);
        page.Console += (_, message) =>
        {
            if (message.Type is "error") errors.Enqueue(message.Text);
        };
        var subscribed = page.WaitForWebSocketAsync();
        await page.GotoAsync(new Uri(service.Address, "/graphql").AbsoluteUri);
        await page.Locator(".graphiql-query-editor .view-lines").GetByText("NewestPushes").WaitForAsync();
        await page.WriteQueryAsync(Subscription);
        await page.Locator("button.graphiql-execute-button").ClickAsync();
        await subscribed;
        var report = Reports.Of(Push.Autoland("ab"), 1);

        // The socket is open before its subscription is: each report is another version.
        var shown = page.Locator(".result-window .view-lines").GetByText("pushUpdated").WaitForAsync();
        for (var seed = 1; !shown.IsCompleted; seed++)
        {
            await client.ReportAsync(Reports.Of(report.Push, seed), Cancellation);
            await Task.WhenAny(shown, Task.Delay(TimeSpan.FromMilliseconds(200), TimeProvider.System, Cancellation));
        }

        await shown;
        Assert.Empty(errors);
    }

    [Fact]
    public async Task TheDefaultQuery_RunInABrowser_ShowsTheAnswerWithNothingFromElsewhere()
    {
        using var directory = new TestDirectory();
        await using var service = await ServiceProcess.StartAsync(directory, Cancellation);
        var newest = await ReportAsync(service.Address);

        await using var context = await browser.NewContextAsync(Width, Height);
        var page = await context.NewPageAsync();
        var errors = new ConcurrentQueue<string>();
        var requests = new ConcurrentQueue<string>();
        page.Console += (_, message) =>
        {
            if (message.Type is "error") errors.Enqueue(message.Text);
        };
        page.PageError += (_, error) => errors.Enqueue(error);
        context.Request += (_, request) => requests.Enqueue(request.Url);
        context.RequestFailed += (_, request) => errors.Enqueue($"{request.Url}: {request.Failure}");
        await context.AddInitScriptAsync(CspListener);

        var response = await page.GotoAsync(new Uri(service.Address, "/graphql").AbsoluteUri);
        Assert.Equal(200, response!.Status);
        Assert.StartsWith("default-src 'self';", await response.HeaderValueAsync("content-security-policy"), StringComparison.Ordinal);
        await page.Locator(".graphiql-query-editor .view-lines").GetByText("NewestPushes").WaitForAsync();
        await page.Locator("button.graphiql-execute-button").ClickAsync();
        await page.Locator(".result-window .view-lines").GetByText(newest.Revision).WaitForAsync();

        var picture = await TakePictureAsync(page);
        Assert.Equal((Width, Height), SizeOf(picture));
        Assert.True(picture.Length > TrivialPictureBytes, $"A picture of {picture.Length} bytes shows next to nothing.");
        Assert.Empty(errors);
        Assert.NotEmpty(requests);
        Assert.All(requests, url => Assert.True(IsOwn(new Uri(url), service.Address), url));
    }

    [Fact]
    public async Task TheAddress_WithAQueryItsVariablesAndItsOperation_FillsTheExplorer()
    {
        const string Query = "query First { __typename }\nquery Second($repository: String!) { pushes(repository: $repository) { totalCount } }";
        using var directory = new TestDirectory();
        await using var service = await ServiceProcess.StartAsync(directory, Cancellation);
        using var client = new ServiceClient(service.Address);
        await client.ReportAsync(Reports.Of(Push.Autoland("ab"), 1), Cancellation);
        await using var context = await browser.NewContextAsync(Width, Height);
        var page = await context.NewPageAsync();
        var sent = new ConcurrentQueue<string>();
        context.Request += (_, request) => sent.Enqueue(request.PostData ?? "");

        await page.GotoAsync(new Uri(
            service.Address,
            $"/graphql?query={Uri.EscapeDataString(Query)}&variables={Uri.EscapeDataString("""{"repository":"autoland"}""")}&operationName=Second").AbsoluteUri);
        await page.Locator(".graphiql-query-editor .view-lines").GetByText("query Second").WaitForAsync();
        var variables = page.Locator("section.graphiql-editor-tool .view-lines:visible");
        await variables.GetByText("\"repository\": \"autoland\"").WaitForAsync();
        await page.GetByRole(AriaRole.Tab, new PageGetByRoleOptions { Name = "Second" }).WaitForAsync();
        Assert.DoesNotContain(sent, body => body.Contains("totalCount", StringComparison.Ordinal)); // It is shown, not run.
        await variables.ClickAsync();
        await page.Keyboard.PressAsync("Control+Enter");
        await page.Locator(".result-window .view-lines").GetByText("\"totalCount\": 1").WaitForAsync();

        await page.ScreenshotAsync(new PageScreenshotOptions { Path = Path.Combine(AppContext.BaseDirectory, "screenshots", "explorer-filled.png") });
    }

    /// <summary>What a sheriff's morning looks like. Returns the newest push.</summary>
    private static async Task<Push> ReportAsync(Uri address)
    {
        using var client = new ServiceClient(address);
        var push = default(Push);
        for (var index = 0; index < TasksPerPush.Length; index++)
        {
            push = Push.Autoland(RevisionAt(index));
            var seed = index * 1000;
            await client.ReportBatchAsync(
                Enumerable.Range(seed, TasksPerPush[index]).Select(task => Reports.Of(push, task, groups: 24)), Cancellation);
            await client.ReadAsync(push, ReadBy.Gzip, Cancellation);
            await client.ReadAsync(push, ReadBy.Gzip, Cancellation);
        }

        return push;
    }

    private static string RevisionAt(int index) =>
        Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(string.Create(CultureInfo.InvariantCulture, $"push {index}"))))[..40];

    private static async Task<byte[]> TakePictureAsync(IPage page)
    {
        var update = Environment.GetEnvironmentVariable("UPDATE_SCREENSHOTS") is "1";
        var path = update ? Repository.Combine("docs/images/explorer.png") : Path.Combine(AppContext.BaseDirectory, "screenshots", "explorer.png");
        return await page.ScreenshotAsync(new PageScreenshotOptions { Path = path, Animations = ScreenshotAnimations.Disabled, Caret = ScreenshotCaret.Hide });
    }

    /// <summary>From the header of a PNG file.</summary>
    private static (int Width, int Height) SizeOf(ReadOnlySpan<byte> picture)
    {
        Assert.Equal("\u0089PNG\r\n\u001a\n", Encoding.Latin1.GetString(picture[..8]));
        return (BinaryPrimitives.ReadInt32BigEndian(picture[16..]), BinaryPrimitives.ReadInt32BigEndian(picture[20..]));
    }

    private static bool IsOwn(Uri url, Uri address) =>
        url.Scheme is "data" or "blob" || url.GetLeftPart(UriPartial.Authority) == address.GetLeftPart(UriPartial.Authority);
}
