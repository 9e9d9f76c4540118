using System.Text.Json;

namespace GroupResults.EndToEnd.Tests.Documents;

/// <summary>
/// An answer as a page shows it. <c>"…"</c> stands for any value, and in a list for one or more items. Everything else must be as it is shown,
/// with the same fields in the same order.
/// </summary>
internal static class ShownAnswer
{
    private const string LeftOut = "…";

    /// <returns>Where and how the answer differs; null if it does not.</returns>
    internal static string? FindFault(JsonElement shown, JsonElement answer, string path = "")
    {
        if (IsLeftOut(shown)) return null;
        return (shown.ValueKind, answer.ValueKind) switch
        {
            (JsonValueKind.Object, JsonValueKind.Object) => FaultOfObject(shown, answer, path),
            (JsonValueKind.Array, JsonValueKind.Array) => FaultOfList([.. shown.EnumerateArray()], [.. answer.EnumerateArray()], path),
            _ => JsonElement.DeepEquals(shown, answer) ? null : $"{path} is {answer.GetRawText()}, and not {shown.GetRawText()}.",
        };
    }

    private static string? FaultOfObject(JsonElement shown, JsonElement answer, string path)
    {
        var (expected, actual) = (NamesOf(shown), NamesOf(answer));
        if (expected != actual) return $"{path} has the fields {actual}, and not {expected}.";
        return shown.EnumerateObject().Select(field => FindFault(field.Value, answer.GetProperty(field.Name), $"{path}.{field.Name}")).FirstOrDefault(fault => fault is not null);
    }

    private static string? FaultOfList(JsonElement[] shown, JsonElement[] answer, string path)
    {
        var next = 0;
        var isGap = false;
        foreach (var item in shown)
        {
            if (IsLeftOut(item))
            {
                isGap = true;
                next++; // At least one.
                continue;
            }

            var last = isGap ? answer.Length - 1 : Math.Min(next, answer.Length - 1);
            var found = Enumerable.Range(next, Math.Max(0, last - next + 1)).FirstOrDefault(i => FindFault(item, answer[i]) is null, -1);
            if (found < 0) return $"{path}[{next}] {(isGap ? "and later items are not" : "is not")} {item.GetRawText()}, but {(next < answer.Length ? answer[next].GetRawText() : "missing")}.";
            (next, isGap) = (found + 1, false);
        }

        return (isGap ? next <= answer.Length : next == answer.Length) ? null : $"{path} has {answer.Length} items.";
    }

    private static bool IsLeftOut(JsonElement shown) => shown.ValueKind is JsonValueKind.String && shown.ValueEquals(LeftOut);

    private static string NamesOf(JsonElement element) => string.Join(' ', element.EnumerateObject().Select(field => field.Name));
}
