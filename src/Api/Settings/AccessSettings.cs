namespace GroupResults.Api.Settings;

/// <summary>Who may do what.</summary>
internal sealed record AccessSettings
{
    internal const string Section = "GroupResults:Access";

    /// <summary>Who may read. Default: <see cref="ReadAccess.Open"/>.</summary>
    public ReadAccess Reads { get; init; }

    internal bool ReadsNeedToken => Reads is ReadAccess.Token;
}

internal enum ReadAccess
{
    /// <summary>Everybody.</summary>
    Open,

    /// <summary>Callers with a token that has the scope <c>read</c>.</summary>
    Token,
}
