namespace GroupResults.Domain.Stability;

/// <summary>Derived from the last activity and the time, never stored.</summary>
public enum PushStability
{
    /// <summary>Its tasks still report: the answer may change at any moment.</summary>
    Active,

    /// <summary>Idle for the threshold or longer: the answer hardly ever changes again.</summary>
    Stable,
}
