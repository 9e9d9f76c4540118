using System.Text.Encodings.Web;
using System.Text.Json;

namespace GroupResults.Application.Results;

/// <summary>A group's name with its cached JSON encoding.</summary>
public sealed class GroupName(string name)
{
    private readonly byte[] _jsonProperty = EncodeProperty(name);

    public string Name { get; } = name;

    /// <summary>The name as a JSON property in UTF-8: quoted, escaped, and followed by a colon.</summary>
    public ReadOnlySpan<byte> JsonProperty => _jsonProperty;

    public override string ToString() => Name;

    private static byte[] EncodeProperty(string name)
    {
        var encoded = JsonEncodedText.Encode(name, JavaScriptEncoder.UnsafeRelaxedJsonEscaping).EncodedUtf8Bytes;
        byte[] property = [(byte)'"', .. encoded, (byte)'"', (byte)':'];
        return property;
    }
}

/// <summary>The names of the group ids in one snapshot's packed results.</summary>
public interface IGroupNames
{
    /// <exception cref="InvalidDataException">No group has this id.</exception>
    GroupName this[int groupId] { get; }
}
