using System.Buffers;
using System.Diagnostics.CodeAnalysis;
using GroupResults.Domain.Access;

namespace GroupResults.Domain.Pushes;

/// <summary>Rules for the names of pushes and task runs.</summary>
public static class PushRules
{
    public const int MaxRepositoryLength = 200;
    public const int MaxRevisionLength = 64;
    public const int MaxTaskIdLength = 64;
    public const int MaxRunId = 1000;

    /// <summary>In Unicode code points.</summary>
    public const int MaxJobNameLength = 255;

    private static readonly SearchValues<char> NameCharacters =
        SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_-");

    private static readonly SearchValues<char> RepositoryCharacters =
        SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789._-/");

    private static readonly SearchValues<char> RevisionCharacters = SearchValues.Create("0123456789abcdef");

    /// <summary>
    /// A path such as <c>releases/mozilla-beta</c>. No part is empty, <c>.</c> or <c>..</c>, so that no address means another. An access token
    /// that was sent in its place is none: it would be stored and listed.
    /// </summary>
    public static bool IsRepository(string? value)
    {
        if (!Consists(value, RepositoryCharacters, MaxRepositoryLength) || TokenSecret.Redact(value) != value) return false;
        foreach (var part in value.AsSpan().Split('/'))
        {
            if (value.AsSpan()[part] is "" or "." or "..") return false;
        }

        return true;
    }

    public static bool IsRevision(string? value) => Consists(value, RevisionCharacters, MaxRevisionLength);

    public static bool IsTaskId(string? value) => Consists(value, NameCharacters, MaxTaskIdLength);

    public static bool IsRunId(int value) => value is >= 0 and <= MaxRunId;

    public static bool IsJobName(string? value) => value is null || TextRules.FindError(value, MaxJobNameLength) is null;

    private static bool Consists([NotNullWhen(true)] string? value, SearchValues<char> allowed, int maxLength) =>
        value is { Length: > 0 } && value.Length <= maxLength && !value.AsSpan().ContainsAnyExcept(allowed);
}
