namespace GraphQLServer.Limits;

/// <summary>Whether a request asks for the cost of its operation, with the header <c>GraphQL-Cost</c>, as HotChocolate's clients do.</summary>
internal enum CostReporting
{
    None,

    /// <summary><c>report</c>: the response's extensions have the cost.</summary>
    Report,

    /// <summary><c>validate</c>: the operation is not executed, so its cost may exceed the limit.</summary>
    Validate,
}
