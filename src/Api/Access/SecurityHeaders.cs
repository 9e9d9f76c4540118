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
        var headers = context.Response.Headers;
        headers.XContentTypeOptions = "nosniff";
        headers.ContentSecurityPolicy = "default-src 'none'; frame-ancestors 'none'";
        headers.XFrameOptions = "DENY";
        headers["Referrer-Policy"] = "no-referrer";
        headers["Cross-Origin-Opener-Policy"] = "same-origin";
        return next(context);
    }
}
