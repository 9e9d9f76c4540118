using GroupResults.Domain.Origins;

namespace GroupResults.Domain.Tests.Origins;

/// <summary>Walks over parents that are written as <see cref="OriginTable"/> writes them.</summary>
internal static class Walks
{
    internal static Origin Of(string parents, int maxParents)
    {
        var walk = new OriginWalk("0", 1, maxParents);
        Over(walk, parents);
        return walk[0];
    }

    /// <summary>Lets the only question of the walk see the parents. Without a reason at the end, gaps follow for ever.</summary>
    internal static void Over(OriginWalk walk, string parents)
    {
        var fields = parents.Split(' ');
        var letters = fields[0];
        WalkEnd? end = fields.Length > 1 ? Enum.Parse<WalkEnd>(fields[1]) : null;
        for (var distance = 1; walk.WantsParent; distance++)
        {
            if (distance > letters.Length && end is WalkEnd.Visited) Assert.False(walk.Enter("0"));
            else if (distance > letters.Length && end is { } known) walk.End(known);
            else Enter(walk, distance, distance > letters.Length ? '.' : letters[distance - 1]);
        }
    }

    private static void Enter(OriginWalk walk, int distance, char letter)
    {
        Assert.True(walk.Enter($"{distance}"));
        Assert.Equal(distance, walk.Distance);
        walk.See(0, letter switch
        {
            'P' => ParentSays.Pass,
            'F' => ParentSays.Failure,
            'w' => ParentSays.Pending,
            '.' => ParentSays.Gap,
            _ => throw new ArgumentOutOfRangeException(nameof(letter), letter, "A parent is P, F, w or a dot."),
        });
    }
}
