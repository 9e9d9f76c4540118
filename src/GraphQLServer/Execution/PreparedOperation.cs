using GraphQL.Execution;
using GraphQL.Validation;
using GraphQLParser.AST;
using GraphQLServer.Documents;
using GraphQLServer.Limits;
using GraphQLServer.Requests;

namespace GraphQLServer.Execution;

/// <summary>A request whose document was found, parsed and checked against the limits.</summary>
/// <param name="Request">The request, without undeclared variables.</param>
/// <param name="Document">Null if the query is not GraphQL: executing it reports the error.</param>
/// <param name="Operation">Null if the request does not name one of the document's operations.</param>
/// <param name="Cost">The estimate of <see cref="Limits.OperationCost"/>.</param>
public sealed record PreparedOperation(GraphQLRequest Request, DescribedDocument? Document, DescribedOperation? Operation, double Cost)
{
    private long _ownBytes = -1;

    /// <summary>The estimated memory of what is the request's own: its variables, and the text of a query that is not GraphQL.</summary>
    public long OwnBytes
    {
        get
        {
            var known = Volatile.Read(ref _ownBytes);
            if (known >= 0) return known;
            known = InputSize.Of(Request.Variables) + (Document is null ? InputSize.Of(Request.Query) : 0) + InputSize.Of(Request.OperationName);
            Volatile.Write(ref _ownBytes, known);
            return known;
        }
    }

    /// <summary>The estimated memory, including the document, which other requests may share.</summary>
    public long HeldBytes => OwnBytes + (Document?.Bytes ?? 0);

    /// <summary>Null unless the request asks for it.</summary>
    internal CostReport? CostReport { get; init; }

    /// <summary>Whether the operation is validated and not executed.</summary>
    internal bool IsOnlyValidated => CostReport is not null && Request.CostReporting is CostReporting.Validate;

    internal bool Is(OperationType type) => Operation?.Type == type;
}

/// <summary>An operation that has passed all validation rules, with its variables and arguments.</summary>
/// <param name="Variables">The coerced values, including defaults.</param>
public sealed record ValidOperation(PreparedOperation Prepared, DescribedDocument Document, DescribedOperation Operation, Variables? Variables)
{
    private readonly IValidationResult _result = null!;

    internal ValidOperation(PreparedOperation prepared, IValidationResult result)
        : this(prepared, prepared.Document!, prepared.Operation!, result.Variables) => _result = result;

    /// <summary>The arguments of a field by name; null if it has none.</summary>
    public IDictionary<string, ArgumentValue>? ArgumentsOf(GraphQLField field) => _result.ArgumentValues?.TryGetValue(field, out var arguments) is true ? arguments : null;
}
