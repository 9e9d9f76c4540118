namespace GroupResults.Domain.Access;

/// <summary>What a token allows. Each stands for itself: none includes another.</summary>
[Flags]
public enum AccessScopes
{
    None = 0,

    /// <summary>Queries, subscriptions and the result map.</summary>
    Read = 1,

    /// <summary>Reports.</summary>
    Ingest = 2,

    /// <summary>The tokens themselves.</summary>
    Admin = 4,
}

/// <summary>The scopes as they are written: <c>read</c>, <c>ingest</c>, <c>admin</c>.</summary>
public static class AccessScopeNames
{
    private static readonly (AccessScopes Scope, string Name)[] Names =
        [(AccessScopes.Read, "read"), (AccessScopes.Ingest, "ingest"), (AccessScopes.Admin, "admin")];

    /// <summary>All there are, as one scope each.</summary>
    public static IEnumerable<AccessScopes> All => Names.Select(pair => pair.Scope);

    /// <summary>Those in <paramref name="scopes"/>, in the order of the enumeration.</summary>
    public static IEnumerable<string> Of(AccessScopes scopes) => Names.Where(pair => scopes.HasFlag(pair.Scope)).Select(pair => pair.Name);

    /// <summary>Exactly as it is written, or not at all.</summary>
    public static bool TryParse(string? name, out AccessScopes scope)
    {
        scope = Names.FirstOrDefault(pair => pair.Name == name).Scope;
        return scope is not AccessScopes.None;
    }
}
