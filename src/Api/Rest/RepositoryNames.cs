using Microsoft.AspNetCore.Http.Features;

namespace GroupResults.Api.Rest;

/// <summary>
/// Decodes a repository's name in an address, where its slashes are <c>%2F</c>. The server decodes a path except for these, so routing
/// sees the name as one segment.
/// </summary>
internal static class RepositoryNames
{
    internal const string Parameter = "repository";

    private const string Slash = "%2F";
    private const string Percent = "%25";

    /// <summary>Runs after routing, before anything that looks at the name.</summary>
    internal static void UseRepositoryNames(this IApplicationBuilder app) => app.Use(static (context, next) =>
    {
        var request = context.Request;
        if (request.Path.Value!.Contains('%', StringComparison.Ordinal)
            && request.RouteValues.TryGetValue(Parameter, out var value)
            && value is string name
            && !HasEncodedPercent(context))
        {
            request.RouteValues[Parameter] = name.Replace(Slash, "/", StringComparison.OrdinalIgnoreCase);
        }

        return next(context);
    });

    /// <summary>The server decodes <c>%252F</c> to <c>%2F</c>. To decode that again would be once too often, and no name has a percent sign.</summary>
    private static bool HasEncodedPercent(HttpContext context)
    {
        var target = context.Features.GetRequiredFeature<IHttpRequestFeature>().RawTarget.AsSpan();
        var query = target.IndexOf('?');
        return (query < 0 ? target : target[..query]).Contains(Percent, StringComparison.Ordinal);
    }
}
