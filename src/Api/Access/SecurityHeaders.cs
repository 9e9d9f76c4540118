namespace GroupResults.Api.Access;

/// <summary>Adds headers to every answer that stop browsers from guessing its type, running anything in it or framing it.</summary>
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

    /// <summary>Call again after the headers of an answer were cleared.</summary>
    internal static void AddTo(IHeaderDictionary headers)
    {
        headers.XContentTypeOptions = "nosniff";
        headers.ContentSecurityPolicy = "default-src 'none'; frame-ancestors 'none'";
        headers.XFrameOptions = "DENY";
        headers["Referrer-Policy"] = "no-referrer";
        headers["Cross-Origin-Opener-Policy"] = "same-origin";
    }
}
