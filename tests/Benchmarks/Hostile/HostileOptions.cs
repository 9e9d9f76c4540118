using System.Globalization;

namespace GroupResults.Benchmarks.Hostile;

/// <summary>What the command line says of a hostile run.</summary>
/// <param name="Only">What the names of the attacks begin with, with commas between; null for all.</param>
/// <param name="Seconds">Of one turn, quiet or attacked.</param>
/// <param name="Rounds">Of a quiet turn and an attacked one.</param>
/// <param name="Clients">Hostile ones, each with an address of its own.</param>
/// <param name="Percent">Of what the attacks that hold requests hold; less for a small machine.</param>
/// <param name="Pushes">Without results, that the database has besides those that are read.</param>
internal sealed record HostileOptions(
    string? Only = null, int Seconds = 5, int Rounds = 3, int Clients = 16, int Percent = 100, int Pushes = Crowd.DefaultPushes)
{
    /// <summary>Each has one of the addresses 127.0.1.1 to 127.0.1.254.</summary>
    private const int MaxClients = 254;

    internal bool Wants(Attack attack) => Only is null || Only.Split(',').Any(name => attack.Name.StartsWith(name, StringComparison.Ordinal));

    /// <returns>Null where the arguments cannot be understood.</returns>
    internal static HostileOptions? Parse(ReadOnlySpan<string> arguments)
    {
        var options = new HostileOptions();
        for (; arguments is [var name, var value, ..]; arguments = arguments[2..])
        {
            var number = int.TryParse(value, CultureInfo.InvariantCulture, out var parsed) && parsed > 0 ? parsed : 0;
            switch (name)
            {
                case "--only":
                    options = options with { Only = value };
                    break;
                case "--seconds" when number > 0:
                    options = options with { Seconds = number };
                    break;
                case "--rounds" when number > 0:
                    options = options with { Rounds = number };
                    break;
                case "--clients" when number is > 0 and <= MaxClients:
                    options = options with { Clients = number };
                    break;
                case "--percent" when number is > 0 and <= 100:
                    options = options with { Percent = number };
                    break;
                case "--pushes" when number > 0:
                    options = options with { Pushes = number };
                    break;
                default:
                    return null;
            }
        }

        return arguments.IsEmpty ? options : null;
    }
}
