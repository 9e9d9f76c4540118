using GraphQL;
using GraphQL.Execution;
using GroupResults.Api.GraphQL.Transport;
using GroupResults.Application;

namespace GroupResults.Api.GraphQL;

/// <summary>
/// Turns what resolvers threw into the contract's errors. What was refused says why; what was our fault says nothing
/// but that, and is logged.
/// </summary>
internal static class ErrorTranslation
{
    private const string Suggestion = " Did you mean ";

    internal static void Translate(ExecutionResult result, ILogger log)
    {
        if (result.Errors is null) return;
        var translated = new ExecutionErrors();
        foreach (var error in result.Errors)
        {
            foreach (var replacement in TranslateOne(error, log))
            {
                replacement.Path = error.Path;
                if (error.Locations is not null && replacement != error)
                {
                    foreach (var location in error.Locations) replacement.AddLocation(location);
                }

                translated.Add(replacement);
            }
        }

        result.Errors = translated;
    }

    /// <summary>Validation suggests names of the schema for those that it does not find.</summary>
    internal static void LeaveOutSuggestions(ExecutionResult result)
    {
        if (result.Errors is null) return;
        var errors = new ExecutionErrors();
        foreach (var error in result.Errors)
        {
            var end = error.Message.IndexOf(Suggestion, StringComparison.Ordinal);
            if (end < 0)
            {
                errors.Add(error);
                continue;
            }

            var shortened = new ExecutionError(error.Message[..end]) { Code = error.Code, Path = error.Path };
            foreach (var location in error.Locations ?? []) shortened.AddLocation(location);
            errors.Add(shortened);
        }

        result.Errors = errors;
    }

    private static IEnumerable<ExecutionError> TranslateOne(ExecutionError error, ILogger log)
    {
        if (error is not UnhandledError) return [error];
        if (error.InnerException is RequestRefusedException refusal) return Refused(refusal);
        log.ResolverFailed(string.Join('.', error.Path ?? []), error.InnerException);
        return Internal().Errors!;
    }

    /// <summary>For an operation that failed outside of its execution.</summary>
    internal static ExecutionResult ResultOf(Exception exception, ILogger log)
    {
        switch (exception)
        {
            case MalformedRequestException malformed:
                return malformed.ToResult();
            case RequestRefusedException refusal:
                return new ExecutionResult { Errors = [.. Refused(refusal)] };
            default:
                log.OperationFailed(exception);
                return Internal();
        }
    }

    /// <summary>A fault of ours.</summary>
    internal static ExecutionResult Internal() =>
        new() { Errors = [new ExecutionError("The service failed at this; it is not your request's fault.") { Code = "INTERNAL" }] };

    private static IEnumerable<ExecutionError> Refused(RequestRefusedException exception) => exception.Refusals.Select(refusal =>
    {
        if (refusal.Field is null) return new ExecutionError(refusal.Message, exception) { Code = refusal.Code }; // Inside it is never shown.
        var error = new ExecutionError(refusal.Message) { Code = refusal.Code };
        error.AddExtension("field", refusal.Field);
        return error;
    });
}
