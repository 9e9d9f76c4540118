namespace GroupResults.Api.Rest;

/// <summary>
/// A body that came too slowly. Its connection is ended after the answer that says so: left to itself the server tries to read the
/// rest, fails, and logs that as an error of its own, for each of them.
/// </summary>
internal sealed class SlowBody
{
    /// <summary>For the answer to be sent; by the machine's clock, as the server's own look at the body is.</summary>
    private static readonly TimeSpan Grace = TimeSpan.FromMilliseconds(250);

    private static readonly SlowBody Mark = new();

    internal static void SetOn(HttpContext context)
    {
        context.Response.Headers.Connection = "close";
        context.Features.Set(Mark);
    }

    /// <summary>Middleware, to stand before all else.</summary>
    internal static async Task EndAsync(HttpContext context, RequestDelegate next)
    {
        await next(context);
        if (context.Features.Get<SlowBody>() is null) return;
        await context.Response.CompleteAsync();
        await Task.Delay(Grace, TimeProvider.System, CancellationToken.None);
        context.Abort();
    }
}
