namespace GroupResults.Domain.Results;

/// <summary>The status of a group in a task run. The numbers are stored in two bits of a packed result; do not renumber them.</summary>
public enum GroupStatus
{
    Ok = 0,
    Error = 1,
    Skip = 2,
    Unsupported = 3,
}
