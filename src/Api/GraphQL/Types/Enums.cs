using GraphQL.Types;
using GroupResults.Domain.Results;
using GroupResults.Domain.Stability;

namespace GroupResults.Api.GraphQL.Types;

internal sealed class GroupStatusType : EnumerationGraphType<GroupStatus>
{
    public GroupStatusType()
    {
        Name = "GroupStatus";
        Description = "What a task run says of a group.";
        Values.FindByValue(GroupStatus.Ok)!.Description = "It ran and passed.";
        Values.FindByValue(GroupStatus.Error)!.Description = "It ran and failed.";
        Values.FindByValue(GroupStatus.Skip)!.Description = "It did not run.";
        Values.FindByValue(GroupStatus.Unsupported)!.Description = "Whatever else the log said.";
    }
}

internal sealed class PushStabilityType : EnumerationGraphType<PushStability>
{
    public PushStabilityType()
    {
        Name = "PushStability";
        Description = "Whether a push's tasks still report.";
        Values.FindByValue(PushStability.Active)!.Description = "A report came within the idle threshold, 5 minutes by default.";
        Values.FindByValue(PushStability.Stable)!.Description = "None did.";
    }
}
