using System.Globalization;

namespace GroupResults.Benchmarks.Load;

/// <summary>What the command line says of a load run.</summary>
/// <param name="Only">One part, or null for all.</param>
/// <param name="Seconds">Of one turn of one side.</param>
/// <param name="Rounds">Turns of each side that count.</param>
internal sealed record LoadOptions(string? Only = null, int Seconds = 3, int Rounds = 5, int Clients = 16)
{
    /// <returns>Null where the arguments cannot be understood.</returns>
    internal static LoadOptions? Parse(ReadOnlySpan<string> arguments)
    {
        var options = new LoadOptions();
        for (; arguments is [var name, var value, ..]; arguments = arguments[2..])
        {
            var number = int.TryParse(value, CultureInfo.InvariantCulture, out var parsed) && parsed > 0 ? parsed : 0;
            switch (name)
            {
                case "--only" when LoadCommand.Parts.Contains(value):
                    options = options with { Only = value };
                    break;
                case "--seconds" when number > 0:
                    options = options with { Seconds = number };
                    break;
                case "--rounds" when number > 0:
                    options = options with { Rounds = number };
                    break;
                case "--clients" when number > 0:
                    options = options with { Clients = number };
                    break;
                default:
                    return null;
            }
        }

        return arguments.IsEmpty ? options : null;
    }
}
