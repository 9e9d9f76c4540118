using GraphQL.Types;
using GroupResults.Application.Ingestion;
using GroupResults.Application.Pushes;
using GroupResults.Domain.Classifications;
using GroupResults.Domain.Results;
using GroupResults.Domain.Runs;
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

internal sealed class PushOrderType : EnumerationGraphType<PushOrder>
{
    public PushOrderType()
    {
        Name = "PushOrder";
        Description = "The order of a list of pushes.";
        Values.FindByValue(PushOrder.Activity)!.Description = "The latest change first. Backfills change it.";
        Values.FindByValue(PushOrder.Position)!.Description = "The highest position first. Pushes without a position come last: the latest pushedAt, or else firstSeenAt, first.";
    }
}

internal sealed class TaskRunStateType : EnumerationGraphType<TaskRunState>
{
    public TaskRunStateType()
    {
        Name = "TaskRunState";
        Description = "The state of a task run. A report makes a run that has not ended COMPLETED.";
        Values.FindByValue(TaskRunState.Unscheduled)!.Description = "Known, but not to be run until something else asks for it.";
        Values.FindByValue(TaskRunState.Pending)!.Description = "Waits for a worker.";
        Values.FindByValue(TaskRunState.Running)!.Description = "Runs on a worker.";
        Values.FindByValue(TaskRunState.Completed)!.Description = "Ended. Its report follows, or is there.";
        Values.FindByValue(TaskRunState.Failed)!.Description = "Ended with a failure.";
        Values.FindByValue(TaskRunState.Exception)!.Description = "Ended by the infrastructure, such as a lost worker.";
    }
}

internal sealed class ClassificationKindType : EnumerationGraphType<ClassificationKind>
{
    public ClassificationKindType()
    {
        Name = "ClassificationKind";
        Description = "What a person or a bot says of a failure.";
        Values.FindByValue(ClassificationKind.None)!.Description = "Takes an earlier classification back. Only an input.";
        Values.FindByValue(ClassificationKind.FixedBy)!.Description = "A known regression that another push fixes.";
        Values.FindByValue(ClassificationKind.Intermittent)!.Description = "Fails now and then, whatever the push changes.";
        Values.FindByValue(ClassificationKind.Infra)!.Description = "The infrastructure's fault.";
        Values.FindByValue(ClassificationKind.Expected)!.Description = "Meant to fail on this push.";
    }
}

internal sealed class RejectionCodeType : EnumerationGraphType<RejectionCode>
{
    public RejectionCodeType()
    {
        Name = "RejectionCode";
        Description = "Why a line of a log is rejected.";
        Values.FindByValue(RejectionCode.NotAnObject)!.Description = "The line is not a JSON object.";
        Values.FindByValue(RejectionCode.UnknownAction)!.Description = "The action is neither a group result nor one that is skipped.";
        Values.FindByValue(RejectionCode.MissingField)!.Description = "A required field is missing.";
        Values.FindByValue(RejectionCode.WrongType)!.Description = "A required field is not a string.";
        Values.FindByValue(RejectionCode.InvalidText)!.Description = "A field is not valid Unicode.";
        Values.FindByValue(RejectionCode.InvalidGroup)!.Description = "The group breaks a rule for names.";
    }
}
