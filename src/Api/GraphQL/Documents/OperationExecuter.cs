using GraphQL;
using GraphQL.Types;
using GraphQL.Validation;
using GraphQL.Validation.Rules;
using GraphQL.Validation.Rules.Custom;
using GraphQLParser.AST;
using GroupResults.Api.GraphQL.Limits;
using GroupResults.Api.GraphQL.Transport;
using GroupResults.Api.Settings;

namespace GroupResults.Api.GraphQL.Documents;

/// <summary>
/// Validates and executes operations of parsed documents. What has passed validation once is not validated again, nor is a request that
/// has not.
/// </summary>
internal sealed class OperationExecuter(
    ISchema schema, IDocumentExecuter executer, IDocumentValidator validator, IServiceProvider services, GraphQLSettings settings)
{
    private readonly IValidationRule[] _rules =
    [
        ErrorLimitRule.Instance,
        .. DocumentValidator.CoreRules.Where(rule => rule is not (ArgumentsOfCorrectType or DefaultValuesOfCorrectType or KnownArgumentNames)),
        InputValueRule.Instance,
        KnownArgumentsRule.Instance,
        .. settings.Introspection ? (IValidationRule[])[] : [NoIntrospectionValidationRule.Instance],
    ];

    /// <returns>Null where the operation is not valid; the request has its faults then.</returns>
    internal async Task<IValidationResult?> ValidateAsync(GraphQLHttpRequest request, ParsedDocument document, GraphQLOperationDefinition operation)
    {
        var (result, faults) = await TryValidateAsync(new ValidationOptions
        {
            Schema = schema,
            Document = document.Document,
            Operation = operation,
            Rules = document.IsValid(request.OperationName) ? [] : _rules,
            Variables = request.Variables ?? Inputs.Empty,
            Extensions = request.Extensions ?? Inputs.Empty,
            RequestServices = services,
        });
        request.Faults = faults;
        if (faults is not null) return null;
        document.MarkValid(request.OperationName);
        return result;
    }

    private async Task<(IValidationResult? Result, IReadOnlyList<ExecutionError>? Faults)> TryValidateAsync(ValidationOptions options)
    {
        try
        {
            var result = await validator.ValidateAsync(options);
            return (result, result.IsValid ? null : [.. result.Errors]);
        }
        catch (TooManyErrorsException exception)
        {
            return (null, [exception]);
        }
    }

    /// <param name="document">Null where the request's text is no document: executing it says why.</param>
    /// <param name="root">For a subscription the event.</param>
    internal async Task<ExecutionResult> ExecuteAsync(
        GraphQLHttpRequest request, ParsedDocument? document, CacheReport report, object? root = null, CancellationToken cancellationToken = default)
    {
        if (request.Faults is { } faults) return new ExecutionResult { Errors = Told(faults, request, document) };
        var result = await executer.ExecuteAsync(new ExecutionOptions
        {
            Schema = schema,
            Query = request.Query,
            Document = document?.Document,
            ValidationRules = document?.IsValid(request.OperationName) is true ? [] : _rules,
            OperationName = request.OperationName,
            Variables = request.Variables,
            Extensions = request.Extensions,
            Root = root,
            UserContext = report,
            RequestServices = services,
            CancellationToken = cancellationToken,
        });
        if (result.Executed) document?.MarkValid(request.OperationName);
        else if (result.Errors is not null) result.Errors = Told(result.Errors, request, document);
        return result;
    }

    private ExecutionError? FaultOfVariables(GraphQLHttpRequest request, ParsedDocument? document) =>
        document?.Operation(request.OperationName) is { } operation ? InputValueRule.FaultOfVariables(schema, document, operation, request.Variables) : null;

    private ExecutionErrors Told(IEnumerable<ExecutionError> errors, GraphQLHttpRequest request, ParsedDocument? document)
    {
        var told = new ExecutionErrors();
        var all = errors.SelectMany(error => error switch
        {
            TooManyErrorsException tooMany => tooMany.Found,
            InvalidVariableError variable => [FaultOfVariables(request, document) ?? variable],
            _ => [error],
        });
        foreach (var error in all.Take(ErrorLimitRule.MaxErrors)) told.Add(error);
        return told;
    }
}
