using GroupResults.Api.Access;
using GroupResults.Api.Settings;
using Microsoft.AspNetCore.Http.Features;

namespace GroupResults.Api.Admission;

/// <summary>Limits the body size of requests without a token. Protects memory and cores: only reports are large, and they need a token.</summary>
internal sealed class AnonymousBodies(Callers callers, HttpSettings settings)
{
    /// <summary>Middleware. Runs after authentication.</summary>
    internal Task LimitAsync(HttpContext context, RequestDelegate next)
    {
        var mayHaveBody = !HttpMethods.IsGet(context.Request.Method) && !HttpMethods.IsHead(context.Request.Method);
        if (mayHaveBody && callers.CallerOf(context).IsAnonymous && context.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } feature)
            feature.MaxRequestBodySize = settings.MaxAnonymousBodyBytes;
        return next(context);
    }
}
