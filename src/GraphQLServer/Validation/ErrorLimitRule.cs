using GraphQL;
using GraphQL.Validation;
using GraphQLParser.AST;

namespace GraphQLServer.Validation;

/// <summary>
/// Ends validation once it has found enough: a document can have thousands of errors, each of which is costly to describe, and the answer
/// would be a hundred times the request.
/// </summary>
internal sealed class ErrorLimitRule : ValidationRuleBase, INodeVisitor
{
    internal const int MaxErrors = 20;

    internal static readonly ErrorLimitRule Instance = new();

    public override ValueTask<INodeVisitor?> GetPreNodeVisitorAsync(ValidationContext context) => new(this);

    /// <exception cref="TooManyErrorsException">With those found so far.</exception>
    public ValueTask EnterAsync(ASTNode node, ValidationContext context)
    {
        if (context.HasErrors && context.Errors.Take(MaxErrors + 1).Count() > MaxErrors) throw new TooManyErrorsException([.. context.Errors]);
        return default;
    }

    public ValueTask LeaveAsync(ASTNode node, ValidationContext context) => default;
}

/// <summary>An error like any other to the executer, which then gives up; <see cref="Found"/> is what is to be told.</summary>
internal sealed class TooManyErrorsException(IReadOnlyList<ExecutionError> found) : ExecutionError("There are more errors than are told.")
{
    internal IReadOnlyList<ExecutionError> Found { get; } = found;
}
