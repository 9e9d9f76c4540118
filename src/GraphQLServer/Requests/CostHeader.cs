using GraphQLServer.Limits;
using Microsoft.AspNetCore.Http;

namespace GraphQLServer.Requests;

/// <summary>The request header that asks for the cost of an operation.</summary>
internal static class CostHeader
{
    internal const string Name = "GraphQL-Cost";

    /// <exception cref="RefusedException">The header has another value.</exception>
    internal static CostReporting Of(HttpRequest request)
    {
        var values = request.Headers[Name];
        return values.Count == 0 ? CostReporting.None : values.ToString().ToUpperInvariant() switch
        {
            "REPORT" => CostReporting.Report,
            "VALIDATE" => CostReporting.Validate,
            _ => throw RefusedException.Malformed(Name, $"The header {Name} must be 'report' or 'validate'."),
        };
    }
}
