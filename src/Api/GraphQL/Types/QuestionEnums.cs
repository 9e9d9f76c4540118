using GraphQL.Types;
using GroupResults.Domain.Origins;
using GroupResults.Domain.Verdicts;

namespace GroupResults.Api.GraphQL.Types;

internal sealed class VerdictType : EnumerationGraphType<Verdict>
{
    public VerdictType()
    {
        Name = "Verdict";
        Description = "What a push says of a group over all its tasks.";
        Values.FindByValue(Verdict.Pass)!.Description = "It passed in every task that ran it.";
        Values.FindByValue(Verdict.Fail)!.Description = "It failed, and no job name has both a pass and a failure.";
        Values.FindByValue(Verdict.Intermittent)!.Description = "It passed and failed under one job name.";
        Values.FindByValue(Verdict.Skipped)!.Description = "No task ran it, and at least one says SKIP or UNSUPPORTED.";
        Values.FindByValue(Verdict.NoResult)!.Description = "It was expected, everything that was expected to run it has ended, and there is no result.";
        Values.FindByValue(Verdict.Pending)!.Description = "There is no result yet.";
    }
}

internal sealed class OriginKindType : EnumerationGraphType<OriginKind>
{
    public OriginKindType()
    {
        Name = "OriginKind";
        Description = "Whether a failure is new.";
        Values.FindByValue(OriginKind.New)!.Description = "The nearest parent with a result passed.";
        Values.FindByValue(OriginKind.Inherited)!.Description = "The nearest parent with a result failed.";
        Values.FindByValue(OriginKind.Pending)!.Description = "Before any parent has a result, one has a task run that has not ended.";
        Values.FindByValue(OriginKind.Unknown)!.Description = "No parent within reach decides it.";
    }
}

/// <summary>What groups are missed against.</summary>
internal enum NotRunAgainst
{
    Expected,
    Parent,
}

internal sealed class NotRunAgainstType : EnumerationGraphType<NotRunAgainst>
{
    public NotRunAgainstType()
    {
        Name = "NotRunAgainst";
        Description = "What groups are missed against.";
        Values.FindByValue(NotRunAgainst.Expected)!.Description = "Groups that were expected and have the verdict NO_RESULT.";
        Values.FindByValue(NotRunAgainst.Parent)!.Description =
            "Groups that ran on the parent and not here, unless a task of one of their configurations has not ended here.";
    }
}
