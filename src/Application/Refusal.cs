namespace GroupResults.Application;

/// <summary>Why a request was refused, whatever refused it and whatever protocol it came by.</summary>
/// <param name="Code">One of <see cref="RefusalCodes"/>.</param>
/// <param name="Field">The path to the value at fault, such as <c>inputs[3].results[7].group</c>; null where no value is at fault.</param>
/// <param name="Message">A whole sentence for the caller. It begins with the field where a rule on a value is broken.</param>
/// <param name="RetryAfter">When it is worth trying again; null where that cannot be told.</param>
public sealed record Refusal(string Code, string? Field, string Message, TimeSpan? RetryAfter = null)
{
    public static Refusal InvalidInput(string field, string message) => new(RefusalCodes.InvalidInput, field, message);
}

/// <summary>The contract's codes of refusals.</summary>
public static class RefusalCodes
{
    public const string InvalidInput = "INVALID_INPUT";
    public const string Unauthenticated = "UNAUTHENTICATED";
    public const string Forbidden = "FORBIDDEN";
    public const string TooLarge = "TOO_LARGE";
    public const string RateLimited = "RATE_LIMITED";
    public const string StorageFull = "STORAGE_FULL";
    public const string Unavailable = "UNAVAILABLE";

    /// <summary>The service's own fault.</summary>
    public const string Internal = "INTERNAL";
}
