namespace GroupResults.Application;

/// <summary>
/// A request that was refused without a trace. The message is for the caller: it names the field, what is wrong with
/// it and what is allowed, and never a path, SQL or a secret.
/// </summary>
public abstract class RequestRefusedException(string code, string message, Exception? inner = null) : Exception(message, inner)
{
    /// <summary>One of the contract's codes, such as <c>INVALID_INPUT</c>.</summary>
    public string Code { get; } = code;
}

/// <param name="Field">The way to the value, such as <c>inputs[3].results[7].group</c>.</param>
/// <param name="Message">A whole sentence that begins with the field.</param>
public sealed record InputFault(string Field, string Message);

/// <summary>The input breaks a rule. Carries every fault found, up to a limit, and at least one.</summary>
public sealed class InvalidInputException(IReadOnlyList<InputFault> faults)
    : RequestRefusedException("INVALID_INPUT", faults[0].Message)
{
    public InvalidInputException(string field, string fault)
        : this([new InputFault(field, $"{field} {fault}")])
    {
    }

    public IReadOnlyList<InputFault> Faults { get; } = faults;

    /// <summary>The same faults as a caller knows them for whom the fields are those of <paramref name="field"/>.</summary>
    public InvalidInputException Within(string field) =>
        new([.. Faults.Select(fault => new InputFault($"{field}.{fault.Field}", $"{field}.{fault.Message}"))]);
}

/// <summary>The input is larger than a limit; the message gives the limit.</summary>
public sealed class TooLargeException(string field, string fault) : RequestRefusedException("TOO_LARGE", $"{field} {fault}")
{
    public string Field { get; } = field;
}

/// <summary>The disk below the database has no room. Reads go on, and writes do again when there is room.</summary>
public sealed class StorageFullException(Exception inner)
    : RequestRefusedException("STORAGE_FULL", "The storage is full: nothing was stored. Send the report again when there is room.", inner);

/// <summary>
/// The storage cannot be used now, for example because another process holds it or too many reports wait for it.
/// Nothing was stored.
/// </summary>
public sealed class UnavailableException(string message, Exception? inner = null, TimeSpan? retryAfter = null)
    : RequestRefusedException("UNAVAILABLE", message, inner)
{
    /// <summary>When it is worth trying again, where that can be told.</summary>
    public TimeSpan? RetryAfter { get; } = retryAfter;
}
