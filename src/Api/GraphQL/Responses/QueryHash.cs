using System.Buffers;
using System.Buffers.Binary;
using System.Collections;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using GraphQL.Validation;
using GroupResults.Domain.Pushes;

namespace GroupResults.Api.GraphQL.Responses;

/// <summary>
/// 128 bits of SHA-256 over everything that a response depends on besides its push. Each part is written with its length, so that
/// no two queries write the same bytes.
/// </summary>
internal static class QueryHash
{
    internal static UInt128 Of(ReadOnlySpan<byte> schema, ReadOnlySpan<byte> document, string? operationName, Variables? variables)
    {
        var bytes = new ArrayBufferWriter<byte>(256);
        bytes.Write(schema);
        bytes.Write(document);
        Write(bytes, 'o', operationName ?? "");
        foreach (var variable in variables ?? Variables.None)
        {
            Write(bytes, variable.ValueSpecified ? 'v' : 'u', variable.Name); // An explicit null differs from no value.
            WriteValue(bytes, variable.Value);
        }

        return BinaryPrimitives.ReadUInt128BigEndian(SHA256.HashData(bytes.WrittenSpan));
    }

    /// <summary>A random hash, for a query whose answers are not shared.</summary>
    internal static UInt128 Unique() => BinaryPrimitives.ReadUInt128BigEndian(RandomNumberGenerator.GetBytes(16));

    /// <summary>The hash of a query for a client whose cursor is at this place.</summary>
    internal static UInt128 At(UInt128 query, PushCursor? place)
    {
        Span<byte> bytes = stackalloc byte[49];
        BinaryPrimitives.WriteUInt128LittleEndian(bytes, query);
        bytes[16] = place is null ? (byte)0 : (byte)1;
        BinaryPrimitives.WriteUInt64LittleEndian(bytes[17..], place?.Incarnation.Value ?? 0);
        BinaryPrimitives.WriteUInt64LittleEndian(bytes[25..], place?.Stamp.Epoch.Value ?? 0);
        BinaryPrimitives.WriteInt64LittleEndian(bytes[33..], place?.Stamp.Counter ?? 0);
        BinaryPrimitives.WriteInt64LittleEndian(bytes[41..], place?.Version ?? 0);
        return BinaryPrimitives.ReadUInt128BigEndian(SHA256.HashData(bytes));
    }

    private static void WriteValue(ArrayBufferWriter<byte> bytes, object? value)
    {
        switch (value)
        {
            case null:
                Write(bytes, 'n', "");
                break;
            case string text:
                Write(bytes, 's', text);
                break;
            case IDictionary<string, object?> map:
                Write(bytes, '{', map.Count.ToString(CultureInfo.InvariantCulture));
                foreach (var (name, item) in map.OrderBy(entry => entry.Key, StringComparer.Ordinal))
                {
                    Write(bytes, 'k', name);
                    WriteValue(bytes, item);
                }

                break;
            case IEnumerable list:
                var items = list.Cast<object?>().ToList();
                Write(bytes, '[', items.Count.ToString(CultureInfo.InvariantCulture));
                foreach (var item in items) WriteValue(bytes, item);
                break;
            default:
                Write(bytes, 'x', $"{value.GetType().FullName}:{Convert.ToString(value, CultureInfo.InvariantCulture)}");
                break;
        }
    }

    private static void Write(ArrayBufferWriter<byte> bytes, char kind, string text)
    {
        var length = Encoding.UTF8.GetByteCount(text);
        var target = bytes.GetSpan(5 + length);
        target[0] = (byte)kind;
        BinaryPrimitives.WriteInt32LittleEndian(target[1..], length);
        Encoding.UTF8.GetBytes(text, target[5..]);
        bytes.Advance(5 + length);
    }
}
