namespace GroupResults.Domain.Pushes;

/// <summary>A push: the unit that is cached, invalidated and warmed.</summary>
/// <param name="Repository">A source branch, such as <c>autoland</c>; see <see cref="PushRules.IsRepository"/>.</param>
/// <param name="Revision">The revision as sent; see <see cref="PushRules.IsRevision"/>.</param>
public readonly record struct PushKey(string Repository, string Revision)
{
    public override string ToString() => $"{Repository}/{Revision}";
}
