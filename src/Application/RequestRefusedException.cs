namespace GroupResults.Application;

/// <summary>
/// A request that was refused and left no trace. The messages are for the caller: each names the field, what is wrong with it and what is
/// allowed, and never a path, SQL or a secret.
/// </summary>
/// <param name="refusals">At least one. The message of the first is the exception's.</param>
public abstract class RequestRefusedException(IReadOnlyList<Refusal> refusals, Exception? inner = null) : Exception(refusals[0].Message, inner)
{
    protected RequestRefusedException(Refusal refusal, Exception? inner = null)
        : this([refusal], inner)
    {
    }

    /// <summary>At least one; several where a request has several faults.</summary>
    public IReadOnlyList<Refusal> Refusals { get; } = refusals;
}

/// <summary>The input breaks a rule. Carries every fault found, up to a limit.</summary>
public sealed class InvalidInputException(IReadOnlyList<Refusal> faults) : RequestRefusedException(faults)
{
    public InvalidInputException(string field, string fault)
        : this([Refusal.InvalidInput(field, $"{field} {fault}")])
    {
    }

    /// <summary>The same faults for a caller who knows the fields as those of <paramref name="field"/>.</summary>
    public InvalidInputException Within(string field) =>
        new([.. Refusals.Select(fault => fault with { Field = $"{field}.{fault.Field}", Message = $"{field}.{fault.Message}" })]);
}

/// <summary>The input is larger than a limit; the message gives the limit.</summary>
public sealed class TooLargeException(string field, string fault)
    : RequestRefusedException(new Refusal(RefusalCodes.TooLarge, field, $"{field} {fault}"));

/// <summary>The disk below the database has no room. Reads go on, and writes do again when there is room.</summary>
public sealed class StorageFullException(Exception inner) : RequestRefusedException(
    new Refusal(RefusalCodes.StorageFull, Field: null, "The storage is full: nothing was stored. Send the report again when there is room."), inner);

/// <summary>
/// The storage cannot be used now, for example because another process holds it or too many reports wait for it.
/// Nothing was stored.
/// </summary>
public sealed class UnavailableException(string message, Exception? inner = null, TimeSpan? retryAfter = null)
    : RequestRefusedException(new Refusal(RefusalCodes.Unavailable, Field: null, message, retryAfter), inner);
