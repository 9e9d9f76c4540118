namespace GroupResults.Domain.Pushes;

/// <summary>What was recorded of a push beside its reports. Null where nothing is known.</summary>
/// <param name="ParentRevision">Of the same repository. It need not be stored.</param>
/// <param name="Position">Orders the pushes of a repository, such as a pushlog id. Unique in the repository.</param>
/// <param name="Author">As sent.</param>
public sealed record RecordedPush(string? ParentRevision, long? Position, DateTimeOffset? PushedAt, string? Author)
{
    /// <summary>In Unicode code points.</summary>
    public const int MaxAuthorLength = 255;

    public static RecordedPush Nothing { get; } = new(null, null, null, null);

    /// <summary>These, with what they lack taken from <paramref name="known"/>.</summary>
    public RecordedPush Or(RecordedPush known)
    {
        ArgumentNullException.ThrowIfNull(known);
        return new RecordedPush(ParentRevision ?? known.ParentRevision, Position ?? known.Position, PushedAt ?? known.PushedAt, Author ?? known.Author);
    }
}
