namespace GroupResults.Domain.Pushes;

/// <summary>Names one change of the database for ever: no other change, in any copy of it, has the same stamp.</summary>
/// <param name="Epoch">The writer's.</param>
/// <param name="Counter">Raised by 1 with each transaction of the epoch; 1 with its first.</param>
public readonly record struct ChangeStamp(Epoch Epoch, long Counter);
