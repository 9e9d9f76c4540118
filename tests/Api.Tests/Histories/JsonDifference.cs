using System.Text.Json;

namespace GroupResults.Api.Tests.Histories;

/// <summary>Says where two JSON values differ first.</summary>
internal static class JsonDifference
{
    /// <returns>Null where they are equal; the order of an object's properties does not count.</returns>
    internal static (string Path, string Text)? Find(JsonElement expected, JsonElement actual, string path = "push")
    {
        if (JsonElement.DeepEquals(expected, actual)) return null;
        if (expected.ValueKind == JsonValueKind.Object && actual.ValueKind == JsonValueKind.Object)
        {
            foreach (var property in expected.EnumerateObject())
            {
                if (!actual.TryGetProperty(property.Name, out var other)) return (path, $"{path}.{property.Name} is missing");
                if (Find(property.Value, other, $"{path}.{property.Name}") is { } inside) return inside;
            }
        }

        if (expected.ValueKind == JsonValueKind.Array && actual.ValueKind == JsonValueKind.Array)
        {
            foreach (var pair in expected.EnumerateArray().Zip(actual.EnumerateArray()))
            {
                if (Find(pair.First, pair.Second, $"{path}[]") is { } inside) return inside;
            }
        }

        return (path, $"{path} is {actual}, not {expected}");
    }
}
