namespace GroupResults.Domain.Pushes;

/// <summary>Identifies one change. No other change, in any copy of the database, has the same stamp.</summary>
/// <param name="Epoch">The epoch of the writer.</param>
/// <param name="Counter">1 for the epoch's first transaction, raised by 1 with each further one.</param>
public readonly record struct ChangeStamp(Epoch Epoch, long Counter);
