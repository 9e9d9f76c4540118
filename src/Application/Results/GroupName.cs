using System.Text.Encodings.Web;
using System.Text.Json;

namespace GroupResults.Application.Results;

/// <summary>A group's name, with the bytes that stand for it in JSON made once.</summary>
public sealed class GroupName(string name)
{
    private readonly byte[] _jsonProperty = EncodeProperty(name);

    public string Name { get; } = name;

    /// <summary>UTF-8: the name as a JSON property, quoted, escaped and with its colon.</summary>
    public ReadOnlySpan<byte> JsonProperty => _jsonProperty;

    public override string ToString() => Name;

    private static byte[] EncodeProperty(string name)
    {
        var encoded = JsonEncodedText.Encode(name, JavaScriptEncoder.UnsafeRelaxedJsonEscaping).EncodedUtf8Bytes;
        byte[] property = [(byte)'"', .. encoded, (byte)'"', (byte)':'];
        return property;
    }
}

/// <summary>The names of the group ids that stand in one snapshot's packed results.</summary>
public interface IGroupNames
{
    /// <exception cref="InvalidDataException">No group has this id.</exception>
    GroupName this[int groupId] { get; }
}
