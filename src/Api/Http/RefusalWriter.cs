using GroupResults.Application;

namespace GroupResults.Api.Http;

/// <summary>Metadata of an endpoint whose protocol has its own form of refusals. All other endpoints use problem details.</summary>
internal sealed record RefusalWriter(Func<HttpContext, Refusal, Task> Write)
{
    /// <summary>Writes a refusal that was decided before the endpoint runs.</summary>
    internal static Task WriteAsync(HttpContext context, Refusal refusal) =>
        context.GetEndpoint()?.Metadata.GetMetadata<RefusalWriter>() is { } own ? own.Write(context, refusal) : Problems.WriteAsync(context, refusal);
}
