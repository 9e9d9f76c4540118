using System.Collections.Concurrent;
using GroupResults.EndToEnd.Tests.Processes;
using Microsoft.Playwright;

namespace GroupResults.EndToEnd.Tests.Explorer;

/// <summary>What a browser shows in Production, where the explorer is off.</summary>
public sealed class LandingPageTests(Browser browser) : IClassFixture<Browser>
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task AnAddress_OpenedInABrowserInProduction_ShowsWhatThisIsAndWhatIsOff()
    {
        using var directory = new TestDirectory();
        await using var service = await ServiceProcess.StartAsync(directory, Cancellation, "--environment", "Production");
        await using var context = await browser.NewContextAsync(1280, 800);
        var violations = new ConcurrentQueue<string>();
        context.Console += (_, message) =>
        {
            if (message.Text.Contains("Content Security Policy", StringComparison.Ordinal)) violations.Enqueue(message.Text);
        };
        foreach (var (path, status) in ((string, int)[])[("/", 200), ("/graphql", 404)])
        {
            var page = await context.NewPageAsync();

            var response = await page.GotoAsync(new Uri(service.Address, path).AbsoluteUri);

            Assert.Equal(status, response!.Status);
            Assert.Equal("GroupResults", await page.TitleAsync());
            await page.GetByRole(AriaRole.Heading, new PageGetByRoleOptions { Name = "Disabled features" }).WaitForAsync();
            await page.GetByText("The GraphQL explorer.").WaitForAsync();
            await page.ScreenshotAsync(new PageScreenshotOptions { Path = Path.Combine(AppContext.BaseDirectory, "screenshots", $"landing-{status}.png") });
        }

        Assert.Empty(violations);
    }
}
