using GraphQL.Types;
using GroupResults.Application.Facts;
using GroupResults.Domain.Classifications;
using GroupResults.Domain.Pushes;
using GroupResults.Domain.Runs;

namespace GroupResults.Api.GraphQL.Types;

internal sealed class RecordPushInputType : InputObjectGraphType<RecordPushInput>
{
    public RecordPushInputType()
    {
        Name = "RecordPushInput";
        Description = "What is known of a push beside its reports. Omitted fields keep what was known.";
        this.AddPushFields();
        Field<StringGraphType>("parentRevision").Description("The parent's revision in the same repository. The parent need not be known yet.");
        Field<LongGraphType>("position").Description("A number that rises in the order of the repository's pushes, such as a pushlog id; 0 or more, and one push per position.");
        Field<DateTimeGraphType>("pushedAt").Description("When it was pushed, in UTC if it has no offset.");
        Field<StringGraphType>("author").Description($"Who pushed, up to {RecordedPush.MaxAuthorLength} characters.");
    }

    public override object ParseDictionary(IDictionary<string, object?> value) => new RecordPushInput(
        value.Text("repository"),
        value.Text("revision"),
        new RecordedPush(value.TextOrNull("parentRevision"), value.LongOrNull("position"), value.MomentOrNull("pushedAt"), value.FilledTextOrNull("author")));
}

internal sealed class TaskStateInputType : InputObjectGraphType<TaskStateInput>
{
    public TaskStateInputType()
    {
        Name = "TaskStateInput";
        Description = "The state of one task run. Omitted fields keep what was known.";
        this.AddTaskRunFields();
        Field<NonNullGraphType<TaskRunStateType>>("state")
            .Description("The state. A run that has ended never returns; COMPLETED gives way to FAILED and EXCEPTION.");
    }

    public override object ParseDictionary(IDictionary<string, object?> value) => new TaskStateInput(
        value.Text("repository"),
        value.Text("revision"),
        value.Text("taskId"),
        value.WholeNumber("runId"),
        value.TextOrNull("jobName"),
        (TaskRunState)value["state"]!)
    {
        Properties = value.Properties(),
    };
}

internal sealed class ExpectedTasksInputType : InputObjectGraphType<ExpectedTasksInput>
{
    public ExpectedTasksInputType()
    {
        Name = "ExpectedTasksInput";
        Description = "What a push is expected to run.";
        this.AddPushFields();
        Field<NonNullGraphType<ListGraphType<NonNullGraphType<ExpectedTaskInputType>>>>("tasks")
            .Description($"All expected tasks, up to {ExpectedTasksInput.MaxTasks}, with up to {ExpectedTasksInput.MaxGroups} groups together. They replace those of an earlier call.");
        Field<NonNullGraphType<BooleanGraphType>>("final").Description("False while tasks may still be added.").DefaultValue(true);
    }

    public override object ParseDictionary(IDictionary<string, object?> value) => new ExpectedTasksInput(
        value.Text("repository"),
        value.Text("revision"),
        [.. ((IEnumerable<object?>)value["tasks"]!).Select(task => (ExpectedTask)task!)],
        !value.TryGetValue("final", out var final) || final is not false);
}

internal sealed class ExpectedTaskInputType : InputObjectGraphType<ExpectedTask>
{
    public ExpectedTaskInputType()
    {
        Name = "ExpectedTaskInput";
        Description = "A task that is expected to run. It is known by its taskId or, without one, by its jobName.";
        Field<NonNullGraphType<StringGraphType>>("jobName").Description($"The task's label: 1 to {PushRules.MaxJobNameLength} characters.");
        Field<StringGraphType>("taskId").Description("The task's slug, if it is known already.");
        Field<ListGraphType<NonNullGraphType<StringGraphType>>>("groups")
            .Description("The groups that it is expected to run; empty for none. If omitted, they are not known.");
    }

    public override object ParseDictionary(IDictionary<string, object?> value) =>
        new ExpectedTask(value.Text("jobName"), value.TextOrNull("taskId"), value.TextsOrNull("groups"));
}

internal sealed class ClassifyFailuresInputType : InputObjectGraphType<ClassifyFailuresInput>
{
    public ClassifyFailuresInputType()
    {
        Name = "ClassifyFailuresInput";
        Description = "What is said of failures: of each of the groups and of each of the tasks. They need not have reported yet.";
        this.AddPushFields();
        Field<NonNullGraphType<ClassificationKindType>>("kind").Description("What the failures are. NONE takes an earlier classification back.");
        Field<ListGraphType<NonNullGraphType<StringGraphType>>>("groups")
            .Description($"The groups. There must be a group or a task, and at most {ClassifyFailuresInput.MaxFailures} of both together.");
        Field<ListGraphType<NonNullGraphType<StringGraphType>>>("taskIds").Description("The tasks, with all their runs.");
        Field<StringGraphType>("fixedBy").Description("The revision that fixes them, with FIXED_BY only.");
        Field<LongGraphType>("bug").Description("The number of a bug report, 1 or more.");
        Field<StringGraphType>("note").Description($"Up to {ClassifyFailuresInput.MaxNoteLength} characters.");
    }

    public override object ParseDictionary(IDictionary<string, object?> value) => new ClassifyFailuresInput(
        value.Text("repository"),
        value.Text("revision"),
        (ClassificationKind)value["kind"]!,
        value.TextsOrNull("groups"),
        value.TextsOrNull("taskIds"),
        value.TextOrNull("fixedBy"),
        value.LongOrNull("bug"),
        value.FilledTextOrNull("note"));
}
