namespace GroupResults.Domain.Runs;

/// <summary>How far an expected task has come. Later values supersede earlier ones if several tasks share a job name.</summary>
public enum ExpectedTaskStatus
{
    /// <summary>No run of it is known, or its highest run has not ended.</summary>
    NotEnded,

    /// <summary>Its highest run is <see cref="TaskRunState.Completed"/>, and the report that follows is not there yet.</summary>
    AwaitsReport,

    /// <summary>Ended without any result: an empty report, or a failure or an exception without a report.</summary>
    NoGroups,

    /// <summary>Ended with results.</summary>
    Reported,
}

/// <summary>Rules for <see cref="ExpectedTaskStatus"/>.</summary>
public static class ExpectedTaskStatuses
{
    /// <summary>A completed task has ended only when its report is there.</summary>
    public static bool HasEnded(this ExpectedTaskStatus status) => status >= ExpectedTaskStatus.NoGroups;

    internal static ExpectedTaskStatus Of(KnownRun run) => run switch
    {
        { Results: > 0 } => ExpectedTaskStatus.Reported,
        { Results: not null } or { Told: TaskRunState.Failed or TaskRunState.Exception } => ExpectedTaskStatus.NoGroups,
        { Told: TaskRunState.Completed } => ExpectedTaskStatus.AwaitsReport,
        _ => ExpectedTaskStatus.NotEnded,
    };
}
