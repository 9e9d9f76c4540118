using GraphQL.Execution;
using GraphQL.Validation;
using GraphQLParser.AST;
using GraphQLServer.Documents;
using GraphQLServer.Limits;
using GraphQLServer.Requests;

namespace GraphQLServer.Execution;

/// <summary>A request whose document was found, parsed and held against the limits.</summary>
/// <param name="Request">Without the variables that the operation does not declare.</param>
/// <param name="Document">Null where the query is no GraphQL: executing it says why.</param>
/// <param name="Operation">Null where the request names none that there is.</param>
/// <param name="Cost">As <see cref="Limits.OperationCost"/> estimates it.</param>
public sealed record PreparedOperation(GraphQLRequest Request, DescribedDocument? Document, DescribedOperation? Operation, double Cost)
{
    /// <summary>Estimates what its variables take.</summary>
    public long Bytes { get; } = InputSize.Of(Request.Variables);

    internal bool Is(OperationType type) => Operation?.Type == type;
}

/// <summary>An operation that has passed all rules, with its variables and arguments.</summary>
/// <param name="Variables">Coerced, defaults put in.</param>
public sealed record ValidOperation(PreparedOperation Prepared, DescribedDocument Document, DescribedOperation Operation, Variables? Variables)
{
    private readonly IValidationResult _result = null!;

    internal ValidOperation(PreparedOperation prepared, IValidationResult result)
        : this(prepared, prepared.Document!, prepared.Operation!, result.Variables) => _result = result;

    /// <summary>The arguments of a field by their names; null where it has none.</summary>
    public IDictionary<string, ArgumentValue>? ArgumentsOf(GraphQLField field) => _result.ArgumentValues?.TryGetValue(field, out var arguments) is true ? arguments : null;
}
