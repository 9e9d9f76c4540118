namespace GroupResults.Application.Ingestion;

/// <param name="Line">The line number, from 1; blank lines count.</param>
/// <param name="Group">The group that the line names, if any.</param>
/// <param name="Reason">The reason for the rejection.</param>
public sealed record RejectedLine(int Line, string? Group, RejectionCode Code, string Reason);

/// <summary>Why a line is rejected, for programs.</summary>
public enum RejectionCode
{
    /// <summary>The line is not a JSON object.</summary>
    NotAnObject,

    /// <summary>The action is neither a group result nor one that is skipped.</summary>
    UnknownAction,

    /// <summary>A required field is missing.</summary>
    MissingField,

    /// <summary>A required field is not a string.</summary>
    WrongType,

    /// <summary>A field is not valid Unicode.</summary>
    InvalidText,

    /// <summary>The group breaks a rule for names.</summary>
    InvalidGroup,
}

internal readonly record struct LineFault(RejectionCode Code, string Reason);
