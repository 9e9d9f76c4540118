using System.Security.Cryptography;
using System.Text;
using GraphQL.Types;
using GraphQLServer;

namespace GroupResults.Api.GraphQL.Responses;

/// <summary>SHA-256 of the schema's text. As part of the key, it excludes responses cached under another schema.</summary>
internal sealed class SchemaHash(ISchema schema)
{
    private readonly Lazy<byte[]> _bytes = new(() => SHA256.HashData(Encoding.UTF8.GetBytes(SchemaText.Print(schema))));

    internal ReadOnlySpan<byte> Bytes => _bytes.Value;
}
