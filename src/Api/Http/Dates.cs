using System.Globalization;

namespace GroupResults.Api.Http;

/// <summary>Dates in requests, such as 2026-03-04.</summary>
internal static class Dates
{
    private const string Form = "0000-00-00";

    internal static bool TryParse(string text, out DateOnly date) =>
        DateOnly.TryParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out date);

    /// <summary>Whether the text has the form of a date, also of one that is not in the calendar.</summary>
    internal static bool HasForm(string text) =>
        text.Length == Form.Length && text.Zip(Form).All(static pair => pair.Second == '0' ? char.IsAsciiDigit(pair.First) : pair.First == pair.Second);
}
