using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using GraphQL.Types;
using GraphQLServer;
using GroupResults.Application.Questions;

namespace GroupResults.Api.GraphQL.Responses;

/// <summary>
/// SHA-256 of the schema's text and of the settings that answers to questions depend on. As part of the key, it excludes responses that were
/// kept under others: before a restart, or by another instance.
/// </summary>
internal sealed class ServiceHash(ISchema schema, QuestionSettings questions)
{
    private readonly Lazy<byte[]> _bytes = new(() =>
    {
        // No setting has a line break: rules are separated by white space.
        string[] lines =
        [
            questions.MaxParents.ToString(CultureInfo.InvariantCulture),
            string.Join(',', questions.ParentlessRepositories.Order(StringComparer.Ordinal)),
            string.Join(' ', questions.JobNames.Rules),
            SchemaText.Print(schema),
        ];
        return SHA256.HashData(Encoding.UTF8.GetBytes(string.Join('\n', lines)));
    });

    internal ReadOnlySpan<byte> Bytes => _bytes.Value;
}
