using GraphQL;
using GraphQL.Validation;
using GraphQLParser.AST;

namespace GraphQLServer.Validation;

/// <summary>
/// Ends validation at more than <see cref="MaxErrors"/> errors. A document can have thousands, each of which is costly to describe, and the
/// response would be a hundred times the size of the request.
/// </summary>
internal sealed class ErrorLimitRule : ValidationRuleBase, INodeVisitor
{
    internal const int MaxErrors = 20;

    internal static readonly ErrorLimitRule Instance = new();

    public override ValueTask<INodeVisitor?> GetPreNodeVisitorAsync(ValidationContext context) => new(this);

    /// <exception cref="TooManyErrorsException">There are more than <see cref="MaxErrors"/> errors.</exception>
    public ValueTask EnterAsync(ASTNode node, ValidationContext context)
    {
        if (context.HasErrors && context.Errors.Take(MaxErrors + 1).Count() > MaxErrors) throw new TooManyErrorsException([.. context.Errors]);
        return default;
    }

    public ValueTask LeaveAsync(ASTNode node, ValidationContext context) => default;
}

/// <summary>Thrown to end validation. To the executer it is an ordinary error; <see cref="Found"/> has the errors to report.</summary>
internal sealed class TooManyErrorsException(IReadOnlyList<ExecutionError> found) : ExecutionError("There are too many errors.")
{
    internal IReadOnlyList<ExecutionError> Found { get; } = found;
}
