namespace GroupResults.Domain.Access;

/// <summary>The permissions of a token. No scope includes another.</summary>
[Flags]
public enum AccessScopes
{
    None = 0,

    /// <summary>Allows queries, subscriptions and the result map.</summary>
    Read = 1,

    /// <summary>Allows reports.</summary>
    Ingest = 2,

    /// <summary>Allows token management.</summary>
    Admin = 4,
}

/// <summary>The text forms of the scopes: <c>read</c>, <c>ingest</c>, <c>admin</c>.</summary>
public static class AccessScopeNames
{
    private static readonly (AccessScopes Scope, string Name)[] Names =
        [(AccessScopes.Read, "read"), (AccessScopes.Ingest, "ingest"), (AccessScopes.Admin, "admin")];

    /// <summary>Every scope, each as a single flag.</summary>
    public static IEnumerable<AccessScopes> All => Names.Select(pair => pair.Scope);

    /// <summary>The names of the flags in <paramref name="scopes"/>, in the order of the enumeration.</summary>
    public static IEnumerable<string> Of(AccessScopes scopes) => Names.Where(pair => scopes.HasFlag(pair.Scope)).Select(pair => pair.Name);

    /// <summary>Parses one scope name; the comparison is case-sensitive.</summary>
    public static bool TryParse(string? name, out AccessScopes scope)
    {
        scope = Names.FirstOrDefault(pair => pair.Name == name).Scope;
        return scope is not AccessScopes.None;
    }
}
