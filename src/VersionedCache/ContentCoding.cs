namespace VersionedCache;

/// <summary>The form of an answer's bytes: an HTTP content coding.</summary>
public enum ContentCoding
{
    Identity,
    Gzip,
    Brotli,
}
