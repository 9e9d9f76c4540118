namespace GroupResults.Api.Access;

/// <summary>What every answer says to browsers: take it for what it says it is, run nothing in it, show it in no other page's frame.</summary>
internal static class SecurityHeaders
{
    internal static void UseSecurityHeaders(this IApplicationBuilder app, IHostEnvironment environment)
    {
        if (environment.IsProduction()) app.UseHsts();
        app.Use(AddAsync);
    }

    private static Task AddAsync(HttpContext context, RequestDelegate next)
    {
        AddTo(context.Response.Headers);
        return next(context);
    }

    /// <summary>For whoever begins an answer anew.</summary>
    internal static void AddTo(IHeaderDictionary headers)
    {
        headers.XContentTypeOptions = "nosniff";
        headers.ContentSecurityPolicy = "default-src 'none'; frame-ancestors 'none'";
        headers.XFrameOptions = "DENY";
        headers["Referrer-Policy"] = "no-referrer";
        headers["Cross-Origin-Opener-Policy"] = "same-origin";
    }
}
