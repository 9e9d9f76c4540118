using GraphQL.Types;
using GroupResults.Application;
using GroupResults.Application.Ingestion;
using GroupResults.Domain.Pushes;
using GroupResults.Domain.Runs;

namespace GroupResults.Api.GraphQL.Types;

/// <summary>Fields that several inputs have, and how their values are read.</summary>
internal static class InputFields
{
    internal static void AddPushFields<T>(this InputObjectGraphType<T> type)
        where T : IPushInput
    {
        type.Field<NonNullGraphType<StringGraphType>>("repository").Description($"The source branch: {NameRules.Repository}");
        type.Field<NonNullGraphType<StringGraphType>>("revision").Description($"The revision: {NameRules.Revision}");
    }

    internal static void AddTaskRunFields<T>(this InputObjectGraphType<T> type)
        where T : ITaskRunInput
    {
        type.AddPushFields();
        type.Field<NonNullGraphType<StringGraphType>>("taskId").Description($"The task's slug: {NameRules.TaskId}");
        type.Field<IntGraphType>("runId").Description("0 for the first run, raised by 1 with each retry; at most 1000.").DefaultValue(0);
        type.Field<StringGraphType>("jobName").Description($"The task's label, up to {PushRules.MaxJobNameLength} characters.");
        type.AddPropertyFields();
    }

    /// <summary>An empty text counts as left out.</summary>
    internal static RunProperties Properties(this IDictionary<string, object?> fields) => new(
        fields.FilledTextOrNull("platform"),
        fields.FilledTextOrNull("option"),
        fields.FilledTextOrNull("variant"),
        fields.FilledTextOrNull("suite"),
        fields.TryGetValue("tier", out var tier) ? (int?)tier : null);

    internal static string Text(this IDictionary<string, object?> fields, string name) => (string)fields[name]!;

    internal static int WholeNumber(this IDictionary<string, object?> fields, string name) =>
        fields.TryGetValue(name, out var value) && value is int number ? number : 0;

    internal static long? LongOrNull(this IDictionary<string, object?> fields, string name) =>
        fields.TryGetValue(name, out var value) ? (long?)value : null;

    internal static string? TextOrNull(this IDictionary<string, object?> fields, string name) =>
        fields.TryGetValue(name, out var value) ? (string?)value : null;

    internal static string? FilledTextOrNull(this IDictionary<string, object?> fields, string name) =>
        fields.TextOrNull(name) is { Length: > 0 } text ? text : null;

    internal static IReadOnlyList<string>? TextsOrNull(this IDictionary<string, object?> fields, string name) =>
        fields.TryGetValue(name, out var value) && value is IEnumerable<object?> texts ? [.. texts.Select(text => (string)text!)] : null;

    /// <summary>A time without an offset is UTC.</summary>
    internal static DateTimeOffset? MomentOrNull(this IDictionary<string, object?> fields, string name) =>
        fields.TryGetValue(name, out var value) ? MomentOf(value) : null;

    internal static DateTimeOffset? MomentOf(object? value) => value is DateTime moment
        ? new DateTimeOffset(moment.Kind is DateTimeKind.Local ? moment.ToUniversalTime() : DateTime.SpecifyKind(moment, DateTimeKind.Utc))
        : null;

    private static void AddPropertyFields<T>(this InputObjectGraphType<T> type)
    {
        const string Otherwise = "If omitted, what was known is kept, or else parsed from the job name.";
        type.Field<StringGraphType>("platform").Description($"The platform, such as linux2404-64. {Otherwise}");
        type.Field<StringGraphType>("option").Description($"The build's option, such as debug. {Otherwise}");
        type.Field<StringGraphType>("variant").Description($"The test variant, such as swr. {Otherwise}");
        type.Field<StringGraphType>("suite").Description($"The test suite, such as mochitest-plain. {Otherwise}");
        type.Field<IntGraphType>("tier").Description($"1 to {RunProperties.MaxTier}. {Otherwise}");
    }
}
