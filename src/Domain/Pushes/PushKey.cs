namespace GroupResults.Domain.Pushes;

/// <summary>Names one push: the unit that is cached, invalidated and warmed.</summary>
/// <param name="Repository">A source branch such as <c>autoland</c>; see <see cref="PushRules.IsRepository"/>.</param>
/// <param name="Revision">The push's revision as it was sent; see <see cref="PushRules.IsRevision"/>.</param>
public readonly record struct PushKey(string Repository, string Revision)
{
    public override string ToString() => $"{Repository}/{Revision}";
}
