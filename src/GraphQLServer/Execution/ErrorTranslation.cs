using GraphQL;
using GraphQL.Execution;
using Microsoft.Extensions.Logging;

namespace GraphQLServer.Execution;

/// <summary>
/// Translates exceptions of resolvers and hooks into errors for clients. A refusal states its reason. A fault of the service is logged,
/// and the client gets a generic message.
/// </summary>
internal sealed class ErrorTranslation(IRefusalSource source, GraphQLServerOptions options, ILogger<ErrorTranslation> log)
{
    internal const string InternalCode = "INTERNAL";

    private const string Suggestion = " Did you mean ";

    /// <returns>Empty if the exception is a fault of the service.</returns>
    internal IReadOnlyList<Refusal> RefusalsOf(Exception exception) => exception is RefusedException refused ? [refused.Refusal] : source.RefusalsOf(exception);

    internal void Translate(ExecutionResult result)
    {
        if (result.Errors is null) return;
        var translated = new ExecutionErrors();
        foreach (var error in result.Errors)
        {
            foreach (var replacement in TranslateOne(error))
            {
                if (replacement != error)
                {
                    replacement.Path = error.Path;
                    foreach (var location in error.Locations ?? []) replacement.AddLocation(location);
                }

                translated.Add(replacement);
            }
        }

        result.Errors = translated;
    }

    /// <summary>The result of an operation that failed outside its execution.</summary>
    internal ExecutionResult ResultOf(Exception exception)
    {
        if (RefusalsOf(exception) is { Count: > 0 } refusals) return RefusalError.ResultOf(refusals);
        log.OperationFailed(exception);
        return new ExecutionResult { Errors = [Internal()] };
    }

    private static ExecutionError Internal() => new("Internal error. The request is not at fault.") { Code = InternalCode };

    private IEnumerable<ExecutionError> TranslateOne(ExecutionError error)
    {
        if (error is UnhandledError)
        {
            if (error.InnerException is { } thrown && RefusalsOf(thrown) is { Count: > 0 } refusals) return refusals.Select(refusal => new RefusalError(refusal));
            log.ResolverFailed(string.Join('.', error.Path ?? []), error.InnerException);
            return [Internal()];
        }

        // For unknown names, validation suggests names from the schema. Without introspection, the suggestions are removed.
        var end = options.Introspection ? -1 : error.Message.IndexOf(Suggestion, StringComparison.Ordinal);
        return [end < 0 ? error : new ExecutionError(error.Message[..end]) { Code = error.Code }];
    }
}
