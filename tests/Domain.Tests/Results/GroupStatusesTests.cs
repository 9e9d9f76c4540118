using GroupResults.Domain.Results;

namespace GroupResults.Domain.Tests.Results;

public sealed class GroupStatusesTests
{
    private static readonly GroupStatus[] ByPrecedence = [GroupStatus.Error, GroupStatus.Ok, GroupStatus.Unsupported, GroupStatus.Skip];

    [Theory]
    [InlineData("OK", GroupStatus.Ok)]
    [InlineData("ERROR", GroupStatus.Error)]
    [InlineData("SKIP", GroupStatus.Skip)]
    [InlineData("UNSUPPORTED", GroupStatus.Unsupported)]
    [InlineData("ok", GroupStatus.Unsupported)]
    [InlineData("Error", GroupStatus.Unsupported)]
    [InlineData(" OK", GroupStatus.Unsupported)]
    [InlineData("SKIPPED", GroupStatus.Unsupported)]
    [InlineData("FAIL", GroupStatus.Unsupported)]
    [InlineData("", GroupStatus.Unsupported)]
    public void FromLog_Text_IsExact(string status, GroupStatus expected) => Assert.Equal(expected, GroupStatuses.FromLog(status));

    [Fact]
    public void Precedes_EveryPair_FollowsTheOrder()
    {
        for (var i = 0; i < ByPrecedence.Length; i++)
        {
            for (var j = 0; j < ByPrecedence.Length; j++) Assert.Equal(i < j, ByPrecedence[i].Precedes(ByPrecedence[j]));
        }
    }

    [Theory]
    [InlineData(GroupStatus.Ok, true)]
    [InlineData(GroupStatus.Error, true)]
    [InlineData(GroupStatus.Skip, false)]
    [InlineData(GroupStatus.Unsupported, false)]
    public void IsInResultMap_Status_IsForOkAndError(GroupStatus status, bool expected) => Assert.Equal(expected, status.IsInResultMap());

    [Fact]
    public void GroupStatus_Numbers_AreTheStoredOnes() =>
        Assert.Equal([0, 1, 2, 3], new[] { GroupStatus.Ok, GroupStatus.Error, GroupStatus.Skip, GroupStatus.Unsupported }.Select(s => (int)s));
}
