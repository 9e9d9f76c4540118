using Microsoft.Playwright;

namespace GroupResults.EndToEnd.Tests.Explorer;

/// <summary>Puts text in the place of what the explorer's editors have.</summary>
internal static class Editors
{
    /// <summary>Returns when the explorer has read it, which it does a little later: only then is it known for a query or a subscription.</summary>
    internal static async Task WriteQueryAsync(this IPage page, string query)
    {
        await WriteAsync(page, page.Locator(".graphiql-query-editor .view-lines"), query);
        await page.WaitForFunctionAsync("query => localStorage.getItem('graphiql:query') === query", query);
    }

    internal static async Task WriteHeadersAsync(this IPage page, string headers)
    {
        await page.Locator("button[data-name=headers]").ClickAsync();
        await WriteAsync(page, page.Locator("section.graphiql-editor-tool .view-lines:visible"), headers);
    }

    private static async Task WriteAsync(IPage page, ILocator editor, string text)
    {
        await editor.ClickAsync();
        await page.Keyboard.PressAsync("Control+A");
        await page.Keyboard.InsertTextAsync(text);
    }
}
