using System.Buffers.Binary;
using System.IO.Hashing;
using GroupResults.Application.Caching;
using VersionedCache;

namespace GroupResults.Infrastructure.Caching;

/// <summary>
/// How an entry is laid out in the shared cache: its times (UTC ticks), a byte of flags, the entry's bytes, and a hash
/// over the key and all of it. What does not match its hash is as good as absent.
/// </summary>
internal static class SharedEntryFormat
{
    private const int StoredAtOffset = 0;
    private const int ExpiresAtOffset = 8;
    private const int FlagsOffset = 16;
    private const int HeaderLength = 17;
    private const int HashLength = 16;
    private const byte LongLivedFlag = 1;
    private const byte WarmedFlag = 2;

    internal static byte[] Write(CacheEntry<PushVersion> entry)
    {
        var value = new byte[HeaderLength + entry.Bytes.Length + HashLength];
        BinaryPrimitives.WriteInt64LittleEndian(value.AsSpan(StoredAtOffset), entry.StoredAt.UtcTicks);
        BinaryPrimitives.WriteInt64LittleEndian(value.AsSpan(ExpiresAtOffset), entry.ExpiresAt.UtcTicks);
        value[FlagsOffset] = (byte)((entry.IsLongLived ? LongLivedFlag : 0) | (entry.IsWarmed ? WarmedFlag : 0));
        entry.Bytes.Span.CopyTo(value.AsSpan(HeaderLength));
        Hash(entry.Key, value.AsSpan(0, value.Length - HashLength), value.AsSpan(value.Length - HashLength));
        return value;
    }

    /// <summary>Null where the value is not what <see cref="Write"/> made for this key.</summary>
    internal static CacheEntry<PushVersion>? Read(CacheKey<PushVersion> key, byte[] value)
    {
        if (value.Length < HeaderLength + HashLength) return null;
        Span<byte> hash = stackalloc byte[HashLength];
        Hash(key, value.AsSpan(0, value.Length - HashLength), hash);
        if (!hash.SequenceEqual(value.AsSpan(value.Length - HashLength))) return null;
        var flags = value[FlagsOffset];
        return new CacheEntry<PushVersion>(
            key,
            value.AsMemory(HeaderLength, value.Length - HeaderLength - HashLength),
            new DateTimeOffset(BinaryPrimitives.ReadInt64LittleEndian(value.AsSpan(StoredAtOffset)), TimeSpan.Zero),
            new DateTimeOffset(BinaryPrimitives.ReadInt64LittleEndian(value.AsSpan(ExpiresAtOffset)), TimeSpan.Zero),
            (flags & LongLivedFlag) != 0,
            (flags & WarmedFlag) != 0);
    }

    private static void Hash(CacheKey<PushVersion> key, ReadOnlySpan<byte> content, Span<byte> target)
    {
        var hash = new XxHash128();
        hash.Append(System.Text.Encoding.UTF8.GetBytes(key.ToString()));
        hash.Append(content);
        hash.GetCurrentHash(target);
    }
}
