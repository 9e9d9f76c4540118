namespace GroupResults.Api.Settings;

/// <summary>Settings for access.</summary>
internal sealed record AccessSettings
{
    internal const string Section = "GroupResults:Access";

    /// <summary>Who may read. Default: <see cref="ReadAccess.Open"/>.</summary>
    public ReadAccess Reads { get; init; }

    internal bool ReadsNeedToken => Reads is ReadAccess.Token;
}

internal enum ReadAccess
{
    /// <summary>Everyone.</summary>
    Open,

    /// <summary>Callers with a token that has the scope <c>read</c>.</summary>
    Token,
}
