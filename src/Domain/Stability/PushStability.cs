namespace GroupResults.Domain.Stability;

/// <summary>The stability of a push. It is derived from the last activity and the current time, never stored.</summary>
public enum PushStability
{
    /// <summary>Tasks still report, so the answer may change at any moment.</summary>
    Active,

    /// <summary>Idle for at least the threshold; the answer hardly ever changes again.</summary>
    Stable,
}
