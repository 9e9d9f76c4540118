namespace GroupResults.Api.Demo;

/// <summary>
/// A SplitMix64 generator. It gives the same numbers for the same seeds on every runtime, which <see cref="Random"/> does
/// not guarantee. A second start of the demo must send exactly the reports of the first.
/// </summary>
internal sealed class DemoRandom
{
    private ulong _state;

    internal DemoRandom(params ReadOnlySpan<int> seeds)
    {
        foreach (var seed in seeds) _state = NextBits() ^ (uint)seed;
    }

    internal ulong NextBits()
    {
        _state += 0x9E3779B97F4A7C15;
        var bits = _state;
        bits = (bits ^ (bits >> 30)) * 0xBF58476D1CE4E5B9;
        bits = (bits ^ (bits >> 27)) * 0x94D049BB133111EB;
        return bits ^ (bits >> 31);
    }

    /// <summary>A number from 0 inclusive to 1 exclusive.</summary>
    internal double NextDouble() => (NextBits() >> 11) * (1.0 / (1UL << 53));

    /// <summary>A number from 0 inclusive to <paramref name="limit"/> exclusive.</summary>
    internal int Next(int limit) => (int)(NextDouble() * limit);

    internal bool Chance(double probability) => NextDouble() < probability;

    internal T Pick<T>(IReadOnlyList<T> values) => values[Next(values.Count)];

    internal void Shuffle<T>(Span<T> values)
    {
        for (var i = values.Length - 1; i > 0; i--)
        {
            var other = Next(i + 1);
            (values[i], values[other]) = (values[other], values[i]);
        }
    }

    internal T[] Shuffled<T>(IEnumerable<T> values)
    {
        T[] shuffled = [.. values];
        Shuffle<T>(shuffled);
        return shuffled;
    }

    /// <param name="sigma">The standard deviation of the logarithm.</param>
    internal double NextLogNormal(double median, double sigma)
    {
        var normal = Math.Sqrt(-2 * Math.Log(1 - NextDouble())) * Math.Cos(2 * Math.PI * NextDouble());
        return median * Math.Exp(sigma * normal);
    }

    internal byte[] NextBytes(int count)
    {
        var bytes = new byte[count];
        for (var i = 0; i < count; i++) bytes[i] = (byte)NextBits();
        return bytes;
    }
}
