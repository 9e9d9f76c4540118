using GraphQL;
using GraphQL.Types;
using GraphQL.Validation;
using GraphQL.Validation.Rules.Custom;
using GraphQLParser.AST;
using GroupResults.Api.GraphQL.Transport;
using GroupResults.Api.Settings;

namespace GroupResults.Api.GraphQL.Documents;

/// <summary>Validates and executes operations of parsed documents. What has passed validation once is not validated again.</summary>
internal sealed class OperationExecuter(
    ISchema schema, IDocumentExecuter executer, IDocumentValidator validator, IServiceProvider services, GraphQLSettings settings)
{
    private readonly IValidationRule[] _rules =
        settings.Introspection ? [.. DocumentValidator.CoreRules] : [.. DocumentValidator.CoreRules, NoIntrospectionValidationRule.Instance];

    /// <returns>Null where the operation is not valid.</returns>
    internal async Task<IValidationResult?> ValidateAsync(GraphQLHttpRequest request, ParsedDocument document, GraphQLOperationDefinition operation)
    {
        var result = await validator.ValidateAsync(new ValidationOptions
        {
            Schema = schema,
            Document = document.Document,
            Operation = operation,
            Rules = document.IsValid(request.OperationName) ? [] : _rules,
            Variables = request.Variables ?? Inputs.Empty,
            Extensions = request.Extensions ?? Inputs.Empty,
            RequestServices = services,
        });
        if (!result.IsValid) return null;
        document.MarkValid(request.OperationName);
        return result;
    }

    /// <param name="document">Null where the request's text is no document: executing it says why.</param>
    /// <param name="root">For a subscription the event.</param>
    internal async Task<ExecutionResult> ExecuteAsync(
        GraphQLHttpRequest request, ParsedDocument? document, CacheReport report, object? root = null, CancellationToken cancellationToken = default)
    {
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
        return result;
    }
}
