namespace GroupResults.Api.Rest;

/// <summary>
/// A body that came too slowly. Its connection is ended after the answer that says so: left to itself the server tries to read the
/// rest, fails, and logs that as an error of its own, for each of them.
/// </summary>
internal static class SlowBody
{
    /// <summary>For the answer to be sent; by the machine's clock, as the server's own look at the body is.</summary>
    private static readonly TimeSpan Grace = TimeSpan.FromMilliseconds(250);

    internal static void End(HttpContext context)
    {
        context.Response.Headers.Connection = "close";
        context.Response.OnCompleted(() => AbortAsync(context));
    }

    private static async Task AbortAsync(HttpContext context)
    {
        await Task.Delay(Grace, TimeProvider.System, CancellationToken.None);
        context.Abort();
    }
}
