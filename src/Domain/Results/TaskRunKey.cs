namespace GroupResults.Domain.Results;

/// <summary>One execution of a CI task.</summary>
/// <param name="TaskId">Usually Taskcluster's 22-character slug.</param>
/// <param name="RunId">0 for the first run, raised by 1 with each retry.</param>
public readonly record struct TaskRunKey(string TaskId, int RunId);
