using GroupResults.Infrastructure.Storage.Sqlite;

namespace GroupResults.Infrastructure.Tests.Storage;

/// <summary>The dictionary of names stays within its bounds: it starts over where the next name would not fit.</summary>
public sealed class NameIdsTests
{
    [Theory]
    [InlineData(200_000, 10)]
    [InlineData(65_793, 255)] // 16 Mi characters.
    public void Publish_MoreNamesThanItHolds_StartsOver(int fitting, int length)
    {
        var ids = new GroupIds();
        var names = Enumerable.Range(0, fitting + 1).Select(number => $"{number}".PadLeft(length, 'x')).ToList();
        ids.Publish([.. names[..fitting].Select((name, index) => KeyValuePair.Create(name, index))]);
        Assert.True(ids.TryGet(names[0], out var id));
        Assert.Equal(0, id);
        Assert.True(ids.TryGet(names[fitting - 1], out _));

        ids.Publish([KeyValuePair.Create(names[fitting], fitting)]);

        Assert.True(ids.TryGet(names[fitting], out id));
        Assert.Equal(fitting, id);
        Assert.False(ids.TryGet(names[0], out _));
        Assert.False(ids.TryGet(names[fitting - 1], out _));
    }
}
