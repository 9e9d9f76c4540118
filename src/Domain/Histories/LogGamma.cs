namespace GroupResults.Domain.Histories;

/// <summary>The natural logarithm of the gamma function, for positive arguments.</summary>
internal static class LogGamma
{
    /// <summary>From here on, the terms of Stirling's series that are left out add up to less than 1e-15.</summary>
    private const double SeriesFrom = 10;

    private static readonly double HalfLogTwoPi = 0.5 * Math.Log(2 * Math.PI);

    public static double Of(double x)
    {
        var shift = 1.0;
        for (; x < SeriesFrom; x++) shift *= x; // Γ(x + 1) = x Γ(x)

        var inverse = 1 / x;
        var square = inverse * inverse;
        var series = inverse * ((1 / 12.0) - (square * ((1 / 360.0) - (square * ((1 / 1260.0)
            - (square * ((1 / 1680.0) - (square * ((1 / 1188.0) - (square * (691 / 360360.0)))))))))));
        return ((x - 0.5) * Math.Log(x)) - x + HalfLogTwoPi + series - Math.Log(shift);
    }
}
