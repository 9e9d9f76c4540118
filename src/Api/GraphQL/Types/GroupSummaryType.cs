using GraphQL.Types;
using GraphQLParser.AST;
using GroupResults.Domain.Histories;

namespace GroupResults.Api.GraphQL.Types;

internal sealed class GroupSummaryType : ObjectGraphType<DaySummary>
{
    public GroupSummaryType()
    {
        Name = "GroupSummary";
        Description = "How often each group passed and failed in the task runs of a day.";
        Field<NonNullGraphType<ListGraphType<NonNullGraphType<StringGraphType>>>>("jobTypeNames").Description("The job names without their chunk numbers, sorted.")
            .Resolve(context => context.Source.JobTypeNames);
        Field<NonNullGraphType<GroupResultJsonType>>("manifests").Description("The groups, sorted, with their counts.")
            .Resolve(context => new RawJson(DaySummaryJson.WriteManifests(context.Source)));
    }
}

internal sealed class GroupResultJsonType : ScalarGraphType
{
    public GroupResultJsonType()
    {
        Name = "GroupResultJson";
        Description = "A JSON array with an object { group: [[jobType, result, classification, count]] } for each group, as Treeherder has it: an index into jobTypeNames, "
            + "passed or testfailed, the id of a classification (1 none, 2 fixed by a commit, 3 expected, 4 intermittent, 5 infrastructure) and a number of task runs.";
        SpecifiedByDirective.ApplyTo(this, "https://www.rfc-editor.org/rfc/rfc8259");
    }

    public override object? Serialize(object? value) => value as RawJson;

    public override object? ParseLiteral(GraphQLValue value) => throw new NotSupportedException("A summary is never an input.");

    public override object? ParseValue(object? value) => throw new NotSupportedException("A summary is never an input.");
}
