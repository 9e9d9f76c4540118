using System.Text;
using GraphQL.Types;
using GroupResults.Application.Ingestion;
using GroupResults.Domain.Results;

namespace GroupResults.Api.GraphQL.Types;

internal sealed class RecordGroupResultsInputType : InputObjectGraphType<ReportInput>
{
    public RecordGroupResultsInputType()
    {
        Name = "RecordGroupResultsInput";
        Description = "All group results of one task run.";
        this.AddTaskRunFields();
        Field<NonNullGraphType<ListGraphType<NonNullGraphType<GroupResultInputType>>>>("results")
            .Description("The results. An empty list means that the task ran no groups. If a group appears twice, the first of ERROR, OK, UNSUPPORTED, SKIP counts.");
    }

    public override object ParseDictionary(IDictionary<string, object?> value) => new ReportInput(
        value.Text("repository"),
        value.Text("revision"),
        value.Text("taskId"),
        value.WholeNumber("runId"),
        value.TextOrNull("jobName"),
        [.. ((IEnumerable<object?>)value["results"]!).Select(result => (GroupResult)result!)])
    {
        Properties = value.Properties(),
    };
}

internal sealed class GroupResultInputType : InputObjectGraphType<GroupResult>
{
    public GroupResultInputType()
    {
        Name = "GroupResultInput";
        Description = "The result of one group.";
        Field<NonNullGraphType<StringGraphType>>("group").Description("The name of the test manifest: 1 to 255 characters, no backslash, no control characters.");
        Field<NonNullGraphType<GroupStatusType>>("status").Description("The status of the group.");
        Field<IntGraphType>("durationMs").Description("The duration in milliseconds, 0 to 7200000.").DefaultValue(0);
    }

    public override object ParseDictionary(IDictionary<string, object?> value) => new GroupResult(
        (string)value["group"]!,
        (GroupStatus)value["status"]!,
        value.WholeNumber("durationMs"));
}

internal sealed class IngestErrorSummaryInputType : InputObjectGraphType<ErrorSummaryInput>
{
    public IngestErrorSummaryInputType()
    {
        Name = "IngestErrorSummaryInput";
        Description = "The errorsummary log of one task run.";
        this.AddTaskRunFields();
        Field<NonNullGraphType<StringGraphType>>("content").Description("The log as JSON lines, up to 16 MiB in UTF-8.");
    }

    public override object ParseDictionary(IDictionary<string, object?> value) => new ErrorSummaryInput(
        value.Text("repository"),
        value.Text("revision"),
        value.Text("taskId"),
        value.WholeNumber("runId"),
        value.TextOrNull("jobName"),
        new MemoryStream(Encoding.UTF8.GetBytes(value.Text("content")), writable: false))
    {
        Properties = value.Properties(),
    };
}
