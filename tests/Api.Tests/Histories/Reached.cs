using System.Text.Json;
using GroupResults.Api.Tests.Histories.Model;

namespace GroupResults.Api.Tests.Histories;

/// <summary>What histories have reached, so that agreement on what never happens is not taken for a proof.</summary>
internal sealed class Reached
{
    private static readonly string[] Lists =
        ["newFailures", "fixed", "stillFailing", "becameIntermittent", "onlyHere", "onlyInBase"];

    private readonly HashSet<string> _cases = new(StringComparer.Ordinal);

    internal IEnumerable<string> Cases => _cases;

    internal void Add(Operation operation, string outcome)
    {
        foreach (var each in outcome.Split(", ")) _cases.Add($"{operation.GetType().Name} {each}");
    }

    internal void Add(JsonElement push)
    {
        if (push.ValueKind == JsonValueKind.Null) return;
        foreach (var group in NodesOf(push, "groups")) AddGroup(group);
        foreach (var group in NodesOf(push, "origins")) AddOrigins(group);
        foreach (var group in NodesOf(push, "flakiness"))
        {
            var flakiness = group.GetProperty("flakiness");
            if (flakiness.GetProperty("isFlaky").GetBoolean()) _cases.Add("isFlaky");
            if (flakiness.GetProperty("n").GetInt32() == 0) _cases.Add("n is 0");
        }

        foreach (var list in Lists)
        {
            if (push.TryGetProperty("named", out var named) && named.ValueKind == JsonValueKind.Object && named.GetProperty(list).GetArrayLength() > 0) _cases.Add(list);
        }

        foreach (var list in (string[])["missing", "notRun", "fresh"])
        {
            if (NodesOf(push, list).Any()) _cases.Add(list);
        }

        if (!push.TryGetProperty("completion", out var completion) || completion.ValueKind == JsonValueKind.Null) return;
        foreach (var field in completion.EnumerateObject())
        {
            if (field.Value.ToString() is not ("0" or "False")) _cases.Add(field.Name);
        }
    }

    private void AddGroup(JsonElement group)
    {
        _cases.Add(group.GetProperty("verdict").GetString()!);
        _cases.Add($"confirmed {group.GetProperty("confirmed")}");
        _cases.Add($"consistent {group.GetProperty("consistent")}");
        if (group.GetProperty("skipped").GetInt32() > 0) _cases.Add("skipped");
        if (group.GetProperty("classification").ValueKind != JsonValueKind.Null) _cases.Add("classified");
    }

    private void AddOrigins(JsonElement group)
    {
        var origins = group.GetProperty("configurations").EnumerateArray().Select(each => each.GetProperty("origin"))
            .Where(origin => origin.ValueKind != JsonValueKind.Null).ToList();
        foreach (var origin in origins)
        {
            var isFar = origin.GetProperty("distance") is { ValueKind: JsonValueKind.Number } distance && distance.GetInt32() > 1;
            _cases.Add($"origin {origin.GetProperty("kind")}{(isFar ? " far" : "")}");
        }

        if (origins.Select(origin => origin.GetProperty("kind").GetString()).Distinct().Count() > 1) _cases.Add("origins of several kinds");
    }

    private static IEnumerable<JsonElement> NodesOf(JsonElement push, string field) =>
        push.TryGetProperty(field, out var page) ? page.GetProperty("nodes").EnumerateArray() : [];
}
