namespace GroupResults.Domain.Results;

/// <summary>What a task run says of a group. The numbers are stored (two bits of a packed result): never renumber them.</summary>
public enum GroupStatus
{
    Ok = 0,
    Error = 1,
    Skip = 2,
    Unsupported = 3,
}
