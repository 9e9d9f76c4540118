using GroupResults.Domain.Results;

namespace GroupResults.Domain.Tests.Results;

public sealed class GroupStatusesTests
{
    private static readonly GroupStatus[] FromWorst = [GroupStatus.Error, GroupStatus.Unsupported, GroupStatus.Ok, GroupStatus.Skip];

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
    public void IsWorseThan_EveryPair_FollowsTheOrder()
    {
        for (var i = 0; i < FromWorst.Length; i++)
        {
            for (var j = 0; j < FromWorst.Length; j++) Assert.Equal(i < j, FromWorst[i].IsWorseThan(FromWorst[j]));
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
