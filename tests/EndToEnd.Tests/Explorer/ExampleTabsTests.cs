using System.Collections.Concurrent;
using GroupResults.EndToEnd.Tests.Processes;
using Microsoft.Playwright;

namespace GroupResults.EndToEnd.Tests.Explorer;

/// <summary>The tabs that the explorer opens with, in a real browser.</summary>
public sealed class ExampleTabsTests(Browser browser, DemoService demo) : IClassFixture<Browser>, IClassFixture<DemoService>
{
    /// <summary>In their order, each with a part of what the demo answers.</summary>
    private static readonly (string Name, string Answer)[] Examples =
    [
        ("NewestPushes", "\"22f7499ad367c4c97e5919929fce790bbf695a4e\""),
        ("WhatIsBroken", "\"verdict\": \"FAIL\""),
        ("IsItNew", "\"kind\": \"NEW\""),
        ("WhatChanged", "\"newFailures\": ["),
        ("WhatHasNotRun", "\"complete\": false"),
        ("IsItFlaky", "\"isFlaky\": false"),
        ("SinceWhen", "\"failureRate\": 0."),
        ("WhatIsKnown", "\"43eb40be1ac3ab5dc069ae1ca7a6a97deb279521\""),
        ("FollowThePush", "\"pushUpdated\": {"),
    ];

    [Fact]
    public async Task TheFirstVisit_HasATabForEachQuestion_FilledInForTheNewestPush()
    {
        await using var context = await browser.NewContextAsync(1600, 1200);
        var page = await context.NewPageAsync();
        var errors = ErrorsOf(page);
        await OpenAsync(page, demo.Address);

        Assert.Equal(Examples.Select(example => example.Name), await TabsAsync(page));
        foreach (var (name, answer) in Examples)
        {
            if (name != Examples[0].Name) await ChangeToAsync(page, name);
            await page.Locator("button.graphiql-execute-button").ClickAsync();
            await page.Locator(".result-window .view-lines").GetByText(answer).First.WaitForAsync();
        }

        Assert.Empty(errors);
    }

    [Fact]
    public async Task ALaterVisit_HasTheTabsThatItsVisitorLeft()
    {
        await using var context = await browser.NewContextAsync(1280, 800);
        var page = await context.NewPageAsync();
        await OpenAsync(page, demo.Address);
        await ChangeToAsync(page, "WhatChanged");
        await page.WriteQueryAsync("query Mine { __typename }");
        await TabOf(page, "Mine").WaitForAsync();
        string[] left = [.. Examples.Select(example => example.Name is "WhatChanged" ? "Mine" : example.Name)];
        await page.WaitForFunctionAsync("title => localStorage.getItem('graphiql:tabState').includes(title)", "\"title\":\"Mine\""); // A little later.

        await page.ReloadAsync();
        await TabOf(page, "Mine").WaitForAsync();

        Assert.Equal(left, await TabsAsync(page));
    }

    [Fact]
    public async Task TheFirstVisit_WithoutAnyPush_LeavesTheRevisionToTheVisitor()
    {
        using var directory = new TestDirectory();
        await using var service = await ServiceProcess.StartAsync(directory, TestContext.Current.CancellationToken);
        await using var context = await browser.NewContextAsync(1280, 800);
        var page = await context.NewPageAsync();
        var errors = ErrorsOf(page);
        await OpenAsync(page, service.Address);

        await ChangeToAsync(page, "IsItNew");

        await page.Locator("section.graphiql-editor-tool .view-lines:visible").GetByText("\"revision\": \"\"").WaitForAsync();
        Assert.Empty(errors);
    }

    private static async Task OpenAsync(IPage page, Uri address)
    {
        await page.GotoAsync(new Uri(address, "/graphql").AbsoluteUri);
        await page.Locator(".graphiql-query-editor .view-lines").GetByText("NewestPushes").WaitForAsync();
    }

    /// <summary>Returns when the explorer has read the tab's query: until then, it would run it under the last tab's name.</summary>
    private static async Task ChangeToAsync(IPage page, string name)
    {
        await TabOf(page, name).ClickAsync();
        await page.WaitForFunctionAsync("name => localStorage.getItem('graphiql:query')?.includes(name)", name);
    }

    private static ILocator TabOf(IPage page, string name) => page.GetByRole(AriaRole.Tab, new PageGetByRoleOptions { Name = name });

    private static async Task<IEnumerable<string>> TabsAsync(IPage page) =>
        (await page.Locator(".graphiql-tabs").GetByRole(AriaRole.Tab).AllInnerTextsAsync()).Select(name => name.Trim());

    private static ConcurrentQueue<string> ErrorsOf(IPage page)
    {
        var errors = new ConcurrentQueue<string>();
        page.PageError += (_, error) => errors.Enqueue(error);
        page.Console += (_, message) =>
        {
            if (message.Type is "error") errors.Enqueue(message.Text);
        };
        return errors;
    }
}
