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
    }
}

internal sealed class PushStabilityType : EnumerationGraphType<PushStability>
{
    public PushStabilityType()
    {
        Name = "PushStability";
        Description = "ACTIVE: a report came within the idle threshold (5 minutes by default). STABLE: none did.";
    }
}
