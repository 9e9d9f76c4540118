namespace GraphQLServer;

/// <summary>The limits of one request.</summary>
/// <param name="Depth">The depth of nested fields; a root field is at depth 1.</param>
/// <param name="Tokens">Tokens in the document, including comments; counted before parsing.</param>
/// <param name="Fields">Fields in the document, with each fragment counted wherever it is spread.</param>
/// <param name="Repeats">Selections of one field on one object under the same response name.</param>
/// <param name="Fragments">Named fragments in the document.</param>
/// <param name="Variables">Variables that the document declares.</param>
/// <param name="Aliases">Aliases in the document.</param>
/// <param name="Directives">Directives in the document.</param>
/// <param name="Cost">The cost of an operation, as <see cref="Limits.OperationCost"/> estimates it.</param>
/// <param name="PageSize">Items on a page.</param>
/// <param name="Batch">Requests in one body; 1 turns batches off.</param>
/// <param name="Timeout">The time for a query.</param>
public sealed record OperationLimits(
    int Depth, int Tokens, int Fields, int Repeats, int Fragments, int Variables, int Aliases, int Directives, int Cost, int PageSize, int Batch, TimeSpan Timeout)
{
    /// <summary>Advice for clients whose operation exceeds the cost limit.</summary>
    public string CostHint { get; init; } = "A list costs its items times the length requested.";
}

/// <summary>Which documents the server accepts, and whether it reveals its schema.</summary>
/// <param name="Introspection">Whether the schema is revealed in any way: by introspection, by <c>?sdl</c>, or by suggestions in errors.</param>
public sealed record GraphQLServerOptions(OperationLimits Limits, Requests.TrustedDocuments Trusted, bool Introspection);
