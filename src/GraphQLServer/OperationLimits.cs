namespace GraphQLServer;

/// <summary>What one request may ask for.</summary>
/// <param name="Depth">Fields within fields; one at the root is at depth 1.</param>
/// <param name="Tokens">Of the document, comments included; counted before it is parsed.</param>
/// <param name="Fields">Of the document, each fragment counted wherever it is spread.</param>
/// <param name="Repeats">Of one field of one object, under the same name.</param>
/// <param name="Fragments">That have names, of the document.</param>
/// <param name="Variables">That the document declares.</param>
/// <param name="Aliases">Of the document.</param>
/// <param name="Directives">Of the document.</param>
/// <param name="Cost">See <see cref="Limits.OperationCost"/>.</param>
/// <param name="PageSize">Of lists whose length is asked for.</param>
/// <param name="Batch">Requests in one body; 1: batching is off.</param>
/// <param name="Timeout">Of a query.</param>
public sealed record OperationLimits(
    int Depth, int Tokens, int Fields, int Repeats, int Fragments, int Variables, int Aliases, int Directives, int Cost, int PageSize, int Batch, TimeSpan Timeout)
{
    /// <summary>What a client is told that asks for too much.</summary>
    public string CostHint { get; init; } = "A list costs its items times the length requested.";
}

/// <summary>Which documents are answered, and what the server tells of itself.</summary>
/// <param name="Introspection">Whether the schema can be asked for, in any way: by introspection, by <c>?sdl</c>, by suggestions in errors.</param>
public sealed record GraphQLServerOptions(OperationLimits Limits, Requests.TrustedDocuments Trusted, bool Introspection);
