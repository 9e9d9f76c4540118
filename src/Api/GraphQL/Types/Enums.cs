using GraphQL.Types;
using GroupResults.Domain.Results;
using GroupResults.Domain.Stability;

namespace GroupResults.Api.GraphQL.Types;

internal sealed class GroupStatusType : EnumerationGraphType<GroupStatus>
{
    public GroupStatusType()
    {
        Name = "GroupStatus";
        Description = "The status of a group in a task run.";
        Values.FindByValue(GroupStatus.Ok)!.Description = "The group ran and passed.";
        Values.FindByValue(GroupStatus.Error)!.Description = "The group ran and failed.";
        Values.FindByValue(GroupStatus.Skip)!.Description = "The group did not run.";
        Values.FindByValue(GroupStatus.Unsupported)!.Description = "The log had any other status.";
    }
}

internal sealed class PushStabilityType : EnumerationGraphType<PushStability>
{
    public PushStabilityType()
    {
        Name = "PushStability";
        Description = "Whether a push's tasks still report.";
        Values.FindByValue(PushStability.Active)!.Description = "A report arrived within the idle threshold, 5 minutes by default.";
        Values.FindByValue(PushStability.Stable)!.Description = "No report arrived within the idle threshold.";
    }
}
