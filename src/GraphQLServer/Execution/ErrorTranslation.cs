using GraphQL;
using GraphQL.Execution;
using Microsoft.Extensions.Logging;

namespace GraphQLServer.Execution;

/// <summary>
/// Turns what resolvers and hooks threw into errors for clients. What was refused says why; what was the service's fault says nothing
/// but that, and is logged.
/// </summary>
internal sealed class ErrorTranslation(IRefusalSource source, GraphQLServerOptions options, ILogger<ErrorTranslation> log)
{
    internal const string InternalCode = "INTERNAL";

    private const string Suggestion = " Did you mean ";

    /// <returns>None where the exception is a fault of the service.</returns>
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

    /// <summary>For an operation that failed outside of its execution.</summary>
    internal ExecutionResult ResultOf(Exception exception)
    {
        if (RefusalsOf(exception) is { Count: > 0 } refusals) return RefusalError.ResultOf(refusals);
        log.OperationFailed(exception);
        return new ExecutionResult { Errors = [Internal()] };
    }

    private static ExecutionError Internal() => new("The service failed at this; it is not your request's fault.") { Code = InternalCode };

    private IEnumerable<ExecutionError> TranslateOne(ExecutionError error)
    {
        if (error is UnhandledError)
        {
            if (error.InnerException is { } thrown && RefusalsOf(thrown) is { Count: > 0 } refusals) return refusals.Select(refusal => new RefusalError(refusal));
            log.ResolverFailed(string.Join('.', error.Path ?? []), error.InnerException);
            return [Internal()];
        }

        // Validation suggests names of the schema for those that it does not find.
        var end = options.Introspection ? -1 : error.Message.IndexOf(Suggestion, StringComparison.Ordinal);
        return [end < 0 ? error : new ExecutionError(error.Message[..end]) { Code = error.Code }];
    }
}
