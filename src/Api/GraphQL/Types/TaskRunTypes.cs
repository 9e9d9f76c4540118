using GraphQL;
using GraphQL.Types;
using GraphQLServer.Documents;
using GroupResults.Application.Questions;
using GroupResults.Application.Results;
using GroupResults.Domain.Results;
using GroupResults.Domain.Runs;

namespace GroupResults.Api.GraphQL.Types;

internal sealed class TaskRunType : ObjectGraphType<TaskRunNode>
{
    public TaskRunType(PushLoader loader, QuestionSettings settings)
    {
        Name = "TaskRun";
        Description = "One execution of a CI task.";
        Interface<NodeInterface>();
        Field<NonNullGraphType<IdGraphType>>("id").Description("An opaque id.")
            .Resolve(context => OpaqueCursor.TaskRunId(context.Source.Snapshot.Head.Push, context.Source.Run.Key));
        Field<NonNullGraphType<PushType>>("push").Description("The push, of the same version.")
            .ResolveAsync(async context => await loader.ViewOfAsync(context, context.Source.Snapshot));
        Field<NonNullGraphType<StringGraphType>>("taskId").Description("The task's slug.").Resolve(context => context.Source.Run.Key.TaskId);
        Field<NonNullGraphType<IntGraphType>>("runId").Description("0 for the first run, raised by 1 with each retry.")
            .Resolve(context => context.Source.Run.Key.RunId);
        Field<StringGraphType>("jobName").Description("The task's label. The report's counts, or else the one that was told with a state.")
            .Resolve(context => context.Source.Run.JobName);
        Field<NonNullGraphType<TaskRunStateType>>("state").Description("The state that was told, or COMPLETED with a report.")
            .Resolve(context => context.Source.Run.State);
        AddProperties(settings.JobNames);
        Field<DateTimeGraphType>("firstReportedAt").Description("When its first report was stored; null if it has none, or one that is older than this field.")
            .Resolve(context => context.Source.Run.Report?.FirstReportedAt?.UtcDateTime);
        Field<NonNullGraphType<LongGraphType>>("totalDurationMs").Description("The durations of all its results together, in milliseconds.")
            .Resolve(context => context.Source.TotalDurationMs());
        Field<ClassificationType>("classification").Description("What is said of the task's failures.").Resolve(context => context.Source.Classification);
        Field<NonNullGraphType<ListGraphType<NonNullGraphType<GroupResultType>>>>("results").Cost(own: 0, times: Costs.ResultsOfATaskRun)
            .Description("The results of the run that match both status and search, sorted by group name.")
            .Argument<ListGraphType<NonNullGraphType<GroupStatusType>>>("status", "Only results with one of these statuses; if omitted, with any status.")
            .Argument<StringGraphType>("search", "A part of the group; case-insensitive.")
            .Resolve(context => context.Source.Results(context.GetArgument<List<GroupStatus>?>("status"), context.GetArgument<string?>("search")));
    }

    private void AddProperties(JobNameRules rules)
    {
        const string Told = "As told, or else parsed from the job name.";
        Field<StringGraphType>("platform").Description($"The platform, such as linux2404-64. {Told}").Resolve(context => context.Source.PropertiesBy(rules).Platform);
        Field<StringGraphType>("option").Description($"The build's option, such as debug. {Told}").Resolve(context => context.Source.PropertiesBy(rules).Option);
        Field<StringGraphType>("variant").Description($"The test variant, such as swr. {Told}").Resolve(context => context.Source.PropertiesBy(rules).Variant);
        Field<StringGraphType>("suite").Description($"The test suite, such as mochitest-plain. {Told}").Resolve(context => context.Source.PropertiesBy(rules).Suite);
        Field<IntGraphType>("tier").Description($"1 to {RunProperties.MaxTier}. {Told}").Resolve(context => context.Source.PropertiesBy(rules).Tier);
        Field<StringGraphType>("configuration")
            .Description("The job name without -cf and its chunk number; without a job name, platform/option with -variant. Groups are compared by it across pushes.")
            .Resolve(context => context.Source.Run.Configuration);
    }
}

internal sealed class GroupResultType : ObjectGraphType<GroupResult>
{
    public GroupResultType()
    {
        Name = "GroupResult";
        Description = "The result of one group in one task run.";
        Field<NonNullGraphType<StringGraphType>>("group").Description("The name of the test manifest.").Resolve(context => context.Source.Group);
        Field<NonNullGraphType<GroupStatusType>>("status").Description("The status of the group.").Resolve(context => context.Source.Status);
        Field<NonNullGraphType<IntGraphType>>("durationMs").Description("The duration in milliseconds, 0 to 7200000.").Resolve(context => context.Source.DurationMs);
    }
}

internal sealed class ResultCountsType : ObjectGraphType<ResultCounts>
{
    public ResultCountsType()
    {
        Name = "ResultCounts";
        Description = "Sums over all stored task runs of a push, including retries.";
        Field<NonNullGraphType<IntGraphType>>("taskRuns").Description("Task runs with a report.").Resolve(context => context.Source.TaskRuns);
        Field<NonNullGraphType<IntGraphType>>("groups").Description("Distinct group names.").Resolve(context => context.Source.Groups);
        Field<NonNullGraphType<IntGraphType>>("ok").Description("Results with the status OK.").Resolve(context => context.Source.Ok);
        Field<NonNullGraphType<IntGraphType>>("error").Description("Results with the status ERROR.").Resolve(context => context.Source.Error);
        Field<NonNullGraphType<IntGraphType>>("skip").Description("Results with the status SKIP.").Resolve(context => context.Source.Skip);
        Field<NonNullGraphType<IntGraphType>>("unsupported").Description("Results with the status UNSUPPORTED.").Resolve(context => context.Source.Unsupported);
    }
}
