using GraphQLServer;
using GroupResults.Api.Http;
using GroupResults.Application;
using Refusal = GraphQLServer.Refusal;

namespace GroupResults.Api.GraphQL;

/// <summary>Converts the product's refusals to GraphQL's. Nothing else does.</summary>
internal sealed class PushRefusals : IRefusalSource
{
    public IReadOnlyList<Refusal> RefusalsOf(Exception exception) =>
        exception is RequestRefusedException refused ? [.. refused.Refusals.Select(Of)] : [];

    internal static Refusal Of(Application.Refusal refusal) => new(refusal.Code, refusal.Field, refusal.Message)
    {
        RetryAfter = refusal.RetryAfter,
        StatusCode = Problems.StatusOf(refusal.Code),
        IsWellFormed = refusal.Code is RefusalCodes.InvalidInput or RefusalCodes.Unauthenticated or RefusalCodes.Forbidden,
        Challenge = refusal.Code is RefusalCodes.Unauthenticated ? "Bearer" : null,
    };
}
