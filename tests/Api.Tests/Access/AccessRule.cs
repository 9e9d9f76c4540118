namespace GroupResults.Api.Tests.Access;

/// <summary>How the service runs.</summary>
public enum Where
{
    Development,
    OpenReads,
    TokenReads,
}

/// <summary>What somebody brings.</summary>
public enum Who
{
    Nobody,
    Reader,
    Reporter,
    Admin,
    All,
    OtherRepository,
    Expired,
    Revoked,
    Garbled,
    Unknown,
    WrongSecret,
    TwoTokens,
    BasicScheme,
}

internal enum Need
{
    Nothing,
    Read,
    Ingest,
    Admin,
}

internal enum Outcome
{
    Allowed,
    Unauthenticated,
    Forbidden,
}

/// <summary>Who may do what, written down apart from the service.</summary>
internal static class AccessRule
{
    /// <summary>A token's scopes; the only repository that it is for; whether the token is one at all.</summary>
    private static readonly Dictionary<Who, (Need[] Scopes, string? Repository, bool IsToken)> Brings = new()
    {
        [Who.Nobody] = ([], null, false),
        [Who.BasicScheme] = ([], null, false),
        [Who.Reader] = ([Need.Read], null, true),
        [Who.Reporter] = ([Need.Ingest], null, true),
        [Who.Admin] = ([Need.Admin], null, true),
        [Who.All] = ([Need.Read, Need.Ingest, Need.Admin], null, true),
        [Who.OtherRepository] = ([Need.Read, Need.Ingest], "other", true),
    };

    /// <summary>What needs a token where.</summary>
    private static readonly Dictionary<Where, Need[]> NeedToken = new()
    {
        [Where.Development] = [],
        [Where.OpenReads] = [Need.Ingest, Need.Admin],
        [Where.TokenReads] = [Need.Read, Need.Ingest, Need.Admin],
    };

    internal static bool IsInvalid(Who who) => !Brings.ContainsKey(who);

    /// <param name="repository">That is read or written to; null for what is of no repository.</param>
    internal static Outcome Expect(Where where, Who who, Need need, string? repository)
    {
        if (need is Need.Nothing) return Outcome.Allowed;
        if (IsInvalid(who)) return Outcome.Unauthenticated;
        if (!NeedToken[where].Contains(need)) return Outcome.Allowed;
        var (scopes, only, isToken) = Brings[who];
        if (!isToken) return Outcome.Unauthenticated;
        return scopes.Contains(need) && (only is null || repository is null || only == repository) ? Outcome.Allowed : Outcome.Forbidden;
    }
}
