namespace GroupResults.EndToEnd.Tests.Clients;

/// <summary>A push by its name.</summary>
internal readonly record struct Push(string Repository, string Revision)
{
    internal static Push Autoland(string revision) => new("autoland", revision);
}

/// <summary>A result as a client reports it. <paramref name="Status"/> is one of the contract's words.</summary>
internal sealed record Result(string Group, string Status, int DurationMs);

/// <summary>All results of one task run, as one message.</summary>
internal sealed record Report(Push Push, string TaskId, string JobName, IReadOnlyList<Result> Results);
