namespace GroupResults.Domain.Runs;

/// <summary>Rules for the states of a task run.</summary>
public static class TaskRunStates
{
    public static bool HasEnded(this TaskRunState state) => state >= TaskRunState.Completed;

    /// <summary>
    /// The state of a run. A report completes a run that has not ended, and does not hide that the run failed.
    /// </summary>
    /// <param name="told">The last accepted state; null if none was told.</param>
    /// <param name="hasReport">Whether the run has reported, even without results.</param>
    /// <returns>Null if nothing is known of the run.</returns>
    public static TaskRunState? Of(TaskRunState? told, bool hasReport) =>
        told is { } state && (state.HasEnded() || !hasReport) ? state : hasReport ? TaskRunState.Completed : null;

    /// <summary>
    /// Whether a run in the state <paramref name="known"/> takes the state <paramref name="told"/>. A run that has ended never returns;
    /// only <see cref="TaskRunState.Completed"/> gives way, to a failure or an exception. Runs that have not ended take any state.
    /// </summary>
    public static bool Takes(this TaskRunState? known, TaskRunState told) => known switch
    {
        null => true,
        TaskRunState.Completed => told is TaskRunState.Failed or TaskRunState.Exception,
        { } state => !state.HasEnded() && told != state,
    };
}
