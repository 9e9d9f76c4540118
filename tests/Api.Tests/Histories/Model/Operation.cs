namespace GroupResults.Api.Tests.Histories.Model;

/// <summary>Something that happens to a repository, as a client would say it.</summary>
internal abstract record Operation;

/// <param name="DaysAgo">When it was pushed, by the history's beginning.</param>
internal sealed record RecordPush(string Revision, string? Parent, long? Position, int? DaysAgo = null) : Operation;

internal sealed record ReportedResult(string Group, string Status, int DurationMs)
{
    public override string ToString() => $"{Group}: {Status} in {DurationMs} ms";
}

internal sealed record Report(string Revision, string TaskId, int RunId, string? JobName, Properties Properties, Items<ReportedResult> Results);

/// <param name="IsLog">One report, uploaded as a log.</param>
internal sealed record SendReports(Items<Report> Reports, bool IsLog) : Operation;

internal sealed record TaskState(string Revision, string TaskId, int RunId, string? JobName, Properties Properties, string State);

internal sealed record SendStates(Items<TaskState> States) : Operation;

internal sealed record ExpectedTask(string JobName, string? TaskId, Items<string>? Groups);

/// <param name="IsUpload">Uploaded as manifests by label, as far as these can say it.</param>
internal sealed record Expect(string Revision, Items<ExpectedTask> Tasks, bool IsFinal, bool IsUpload) : Operation;

internal sealed record Classify(string Revision, Items<string> Groups, string Kind) : Operation;

/// <summary>Time passes, and what is due is warmed.</summary>
internal sealed record Wait(int Minutes) : Operation;

/// <summary>Questions about a push, one of them against another push.</summary>
internal sealed record Ask(string Revision, string Base, Items<string> Fields) : Operation;

/// <summary>What a task run says of itself beside its job name; null where it leaves it out.</summary>
internal sealed record Properties(string? Platform = null, string? Option = null, string? Variant = null)
{
    public override string ToString() => $"{Platform}/{Option}/{Variant}";
}

/// <summary>A list that equals one with equal items, and is printed with them.</summary>
internal sealed class Items<T>(IEnumerable<T> items) : List<T>(items), IEquatable<Items<T>>
{
    public bool Equals(Items<T>? other) => other is not null && this.SequenceEqual(other);

    public override bool Equals(object? obj) => Equals(obj as Items<T>);

    public override int GetHashCode() => Count;

    public override string ToString() => $"[{string.Join(", ", this)}]";
}

internal static class ItemsExtensions
{
    internal static Items<T> ToItems<T>(this IEnumerable<T> items) => new(items);
}
