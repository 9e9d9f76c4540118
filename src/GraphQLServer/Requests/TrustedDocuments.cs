using System.Security.Cryptography;
using System.Text;
using System.Text.Json;

namespace GraphQLServer.Requests;

/// <summary>The documents that the operator trusts, by id.</summary>
/// <param name="IsExclusive">Whether other documents are refused.</param>
public sealed record TrustedDocuments(IReadOnlyDictionary<string, string> ById, bool IsExclusive)
{
    private readonly HashSet<string> _texts = new(ById.Values, StringComparer.Ordinal);

    internal bool Contains(string text) => _texts.Contains(text);

    public static TrustedDocuments None { get; } = new(new Dictionary<string, string>(), IsExclusive: false);

    /// <summary>
    /// Reads a build tool's manifest: an object of ids and documents (Relay, GraphQL Code Generator), or Apollo's list of operations. Each
    /// document can also be referred to by its SHA-256 hash.
    /// </summary>
    /// <exception cref="FormatException">The text is not such a manifest.</exception>
    public static TrustedDocuments Read(ReadOnlyMemory<byte> json, bool isExclusive)
    {
        var byId = new Dictionary<string, string>(StringComparer.Ordinal);
        try
        {
            using var manifest = JsonDocument.Parse(json);
            foreach (var (id, text) in DocumentsOf(manifest.RootElement)) byId[id] = byId[HashOf(text)] = text;
        }
        catch (Exception exception) when (exception is JsonException or InvalidOperationException or KeyNotFoundException)
        {
            throw new FormatException("The manifest is neither an object of ids and documents nor Apollo's list of operations.", exception);
        }

        return new TrustedDocuments(byId, isExclusive);
    }

    /// <returns>64 lower-case hexadecimal digits.</returns>
    internal static string HashOf(string text) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)));

    private static IEnumerable<(string Id, string Text)> DocumentsOf(JsonElement manifest)
    {
        if (!manifest.TryGetProperty("operations", out var operations) || operations.ValueKind is not JsonValueKind.Array)
            return manifest.EnumerateObject().Select(document => (document.Name, Text(document.Value)));
        return operations.EnumerateArray().Select(operation => (Text(operation.GetProperty("id")), Text(operation.GetProperty("body"))));
    }

    private static string Text(JsonElement value) => value.GetString() ?? throw new JsonException("A document is null.");
}
