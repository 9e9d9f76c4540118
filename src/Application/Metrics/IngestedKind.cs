namespace GroupResults.Application.Metrics;

/// <summary>What clients send to be stored.</summary>
public enum IngestedKind
{
    Report,
    Push,
    TaskState,
    ExpectedTasks,
    Classification,
}

internal static class IngestedKinds
{
    /// <summary>All but reports, which have a metric of their own.</summary>
    internal static IReadOnlyList<IngestedKind> Facts { get; } = [.. Enum.GetValues<IngestedKind>().Where(kind => kind is not IngestedKind.Report)];

    /// <summary>The metric's label of a fact.</summary>
    internal static string LabelOf(IngestedKind kind) => kind switch
    {
        IngestedKind.Push => "push",
        IngestedKind.TaskState => "task_state",
        IngestedKind.ExpectedTasks => "expected_tasks",
        _ => "classification",
    };
}
