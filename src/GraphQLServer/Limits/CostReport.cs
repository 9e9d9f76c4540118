namespace GraphQLServer.Limits;

/// <summary>The estimated cost of an operation, as clients see it.</summary>
/// <param name="Total">Not rounded.</param>
/// <param name="Path">The most expensive path, by response names; empty if the operation selects nothing.</param>
/// <param name="PathCost">Its part of the total.</param>
public sealed record CostReport(double Total, int Limit, string Path, double PathCost)
{
    /// <summary>The key in a response's extensions.</summary>
    internal const string Key = "cost";

    /// <summary>Doubles are exact to the thousandth up to here.</summary>
    private const double MostWithFraction = 1e9;

    /// <summary>For a response's extensions.</summary>
    internal Dictionary<string, object?> ToExtension() => new(StringComparer.Ordinal)
    {
        ["total"] = Rounded(Total),
        ["limit"] = Limit,
        ["mostExpensive"] = PathToExtension(Rounded),
    };

    /// <summary>For the extensions of the error that refuses the operation.</summary>
    internal Dictionary<string, object> ToFigures() => new(StringComparer.Ordinal)
    {
        ["cost"] = (long)Math.Ceiling(Total),
        ["maxCost"] = Limit,
        ["mostExpensive"] = PathToExtension(Math.Ceiling),
    };

    private Dictionary<string, object?> PathToExtension(Func<double, double> round) =>
        new(StringComparer.Ordinal) { ["path"] = Path, ["cost"] = round(PathCost) };

    /// <summary>Rounds up to the thousandth, a leaf's cost. As a decimal, because 0.003 is no exact double.</summary>
    private static double Rounded(double cost) => cost < MostWithFraction ? (double)(Math.Ceiling((decimal)cost * 1000) / 1000) : Math.Ceiling(cost);
}
