using GraphQL;
using GraphQL.Types;
using GraphQL.Validation;
using GraphQL.Validation.Rules;
using GraphQL.Validation.Rules.Custom;
using GraphQLServer.Validation;

namespace GraphQLServer.Execution;

/// <summary>
/// Validates and executes operations of described documents. An operation that has passed validation is not validated again.
/// </summary>
public sealed class OperationExecuter
{
    private readonly ISchema _schema;
    private readonly IDocumentExecuter _executer;
    private readonly IDocumentValidator _validator;
    private readonly IServiceProvider _services;
    private readonly ErrorTranslation _errors;
    private readonly IValidationRule[] _rules;

    internal OperationExecuter(
        ISchema schema, IDocumentExecuter executer, IDocumentValidator validator, IServiceProvider services, ErrorTranslation errors, GraphQLServerOptions options)
    {
        _schema = schema;
        _executer = executer;
        _validator = validator;
        _services = services;
        _errors = errors;
        _rules =
        [
            ErrorLimitRule.Instance,
            .. DocumentValidator.CoreRules.Where(rule => rule is not (ArgumentsOfCorrectType or DefaultValuesOfCorrectType or KnownArgumentNames)),
            InputValueRule.Instance,
            KnownArgumentsRule.Instance,
            .. options.Introspection ? (IValidationRule[])[] : [NoIntrospectionValidationRule.Instance],
        ];
    }

    /// <summary>Executes an operation.</summary>
    /// <param name="context">Disposed of when the operation has ended.</param>
    /// <param name="root">The root value, from which the operation's root fields are resolved.</param>
    /// <returns>The result, with its errors translated for clients.</returns>
    public async Task<ExecutionResult> ExecuteAsync(
        PreparedOperation operation, OperationContext context, object? root = null, CancellationToken cancellationToken = default)
    {
        var (request, document, described) = (operation.Request, operation.Document, operation.Operation);
        using var disposal = context;
        var result = await _executer.ExecuteAsync(new ExecutionOptions
        {
            Schema = _schema,
            Query = request.Query,
            Document = document?.Document,
            ValidationRules = described is { IsValid: true } ? [] : _rules,
            OperationName = request.OperationName,
            Variables = request.Variables,
            Root = root,
            UserContext = context.ToUserContext(),
            RequestServices = _services,
            CancellationToken = cancellationToken,
        });
        if (result.Executed) described?.MarkValid();
        else if (result.Errors is not null) result.Errors = ErrorsOf(result.Errors, operation);
        _errors.Translate(result);
        return result;
    }

    /// <returns>The valid operation, or the result with the errors of an invalid one.</returns>
    internal async Task<(ValidOperation? Valid, ExecutionResult? Invalid)> ValidateAsync(PreparedOperation operation)
    {
        var (request, document, described, _) = operation;
        try
        {
            var result = await _validator.ValidateAsync(new ValidationOptions
            {
                Schema = _schema,
                Document = document!.Document,
                Operation = described!.Definition,
                Rules = described.IsValid ? [] : _rules,
                Variables = request.Variables ?? Inputs.Empty,
                RequestServices = _services,
            });
            if (!result.IsValid) return (null, Invalid(result.Errors, operation));
            described.MarkValid();
            return (new ValidOperation(operation, result), null);
        }
        catch (TooManyErrorsException exception)
        {
            return (null, Invalid([exception], operation));
        }
    }

    private ExecutionResult Invalid(IEnumerable<ExecutionError> errors, PreparedOperation operation)
    {
        var result = new ExecutionResult { Errors = ErrorsOf(errors, operation) };
        _errors.Translate(result);
        return result;
    }

    private ExecutionErrors ErrorsOf(IEnumerable<ExecutionError> errors, PreparedOperation operation)
    {
        var reported = new ExecutionErrors();
        var all = errors.SelectMany(error => error switch
        {
            TooManyErrorsException tooMany => tooMany.Found,
            InvalidVariableError variable => [FaultOfVariables(operation) ?? variable],
            _ => [error],
        });
        foreach (var error in all.Take(ErrorLimitRule.MaxErrors)) reported.Add(error);
        return reported;
    }

    private ExecutionError? FaultOfVariables(PreparedOperation operation) => operation is { Document: { } document, Operation: { } described }
        ? InputValueRule.FaultOfVariables(_schema, document, described.Definition, operation.Request.Variables)
        : null;
}
