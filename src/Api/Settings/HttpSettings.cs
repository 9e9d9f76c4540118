using System.ComponentModel.DataAnnotations;
using System.Globalization;
using System.Net;

namespace GroupResults.Api.Settings;

/// <summary>What clients may take of the service's connections and memory, and which browsers' pages may use it.</summary>
internal sealed record HttpSettings : IValidatableObject
{
    internal const string Section = "GroupResults:Http";
    internal const string AnyOrigin = "*";

    internal static readonly HttpSettings Default = new();

    private const int Most = 1_000_000;
    private const double MinBodyBytes = 64 * 1024;
    private const long DefaultAnonymousBodyBytes = 128 * 1024;
    private const long DefaultBodyMemoryBytes = 256 * 1024 * 1024;

    private readonly long? _maxAnonymousBodyBytes;
    private readonly long? _bodyMemoryBytes;

    /// <summary>The largest body of a request, as it arrives and again when it is decompressed. Default: 40 MiB. Range: 64 KiB to 2 GiB - 1.</summary>
    [Range(MinBodyBytes, int.MaxValue)]
    public long MaxBodyBytes { get; init; } = 40 * 1024 * 1024;

    /// <summary>
    /// The same without a token, where reports need one: only reports are large. Default: 128 KiB, or <see cref="MaxBodyBytes"/> where that
    /// is less. Range: 64 KiB to <see cref="MaxBodyBytes"/>.
    /// </summary>
    [Range(MinBodyBytes, int.MaxValue)]
    public long MaxAnonymousBodyBytes
    {
        get => _maxAnonymousBodyBytes ?? Math.Min(DefaultAnonymousBodyBytes, MaxBodyBytes);
        init => _maxAnonymousBodyBytes = value;
    }

    /// <summary>
    /// All bodies together that are being read or worked on; small ones do not count. Default: 256 MiB, or <see cref="MaxBodyBytes"/> where
    /// that is more. Range: <see cref="MaxBodyBytes"/> and more.
    /// </summary>
    [Range(0, long.MaxValue)]
    public long BodyMemoryBytes
    {
        get => _bodyMemoryBytes ?? Math.Max(DefaultBodyMemoryBytes, MaxBodyBytes);
        init => _bodyMemoryBytes = value;
    }

    /// <summary>All large answers together that are on their way. Default: 256 MiB. Range: 64 MiB, which one answer may have, and more.</summary>
    [Range(64d * 1024 * 1024, long.MaxValue)]
    public long AnswerMemoryBytes { get; init; } = 256 * 1024 * 1024;

    /// <summary>Bytes a second of a body on its way in and of an answer on its way out, on average after five seconds. Default: 4096. Range: 1 and more.</summary>
    [Range(1, int.MaxValue)]
    public int MinBytesPerSecond { get; init; } = 4096;

    /// <summary>The time for a request's line and headers. Default: 10 s. Range: 1 s to 10 min.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "00:10:00", ParseLimitsInInvariantCulture = true)]
    public TimeSpan HeaderTimeout { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>Connections; further ones are closed at once. Default: 20,000. Range: 1 to 1,000,000.</summary>
    [Range(1, Most)]
    public int MaxConnections { get; init; } = 20_000;

    /// <summary>WebSockets and event streams; further ones are refused. Default: 5,000. Range: 0 to 1,000,000.</summary>
    [Range(0, Most)]
    public int MaxStreams { get; init; } = 5_000;

    /// <summary>New streams per second, also the burst size; others queue up to 30 s. Default: 100. Range: 1 to 1,000,000.</summary>
    [Range(1, Most)]
    public int StreamsPerSecond { get; init; } = 100;

    /// <summary>Subscriptions on all streams together; further ones are refused. Default: 10,000. Range: 0 to 1,000,000.</summary>
    [Range(0, Most)]
    public int MaxSubscriptions { get; init; } = 10_000;

    /// <summary>The origins whose pages may use the service from a browser, or <c>*</c>. Default: none.</summary>
    [Origins]
    public IReadOnlyList<string> Origins { get; init; } = [];

    /// <summary>The addresses or networks that may say for whom they ask (X-Forwarded-For, -Proto). Default: none.</summary>
    [Networks]
    public IReadOnlyList<string> Proxies { get; init; } = [];

    /// <summary><see cref="Proxies"/>, an address as a network of one.</summary>
    internal IEnumerable<IPNetwork> ProxyNetworks => Proxies.Select(proxy => Network(proxy)!.Value);

    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
    {
        if (MaxAnonymousBodyBytes > MaxBodyBytes)
            yield return Fault(nameof(MaxAnonymousBodyBytes), MaxAnonymousBodyBytes, $"a whole number of bytes from {MinBodyBytes:F0} to {MaxBodyBytes}");
        if (BodyMemoryBytes < MaxBodyBytes)
            yield return Fault(nameof(BodyMemoryBytes), BodyMemoryBytes, $"a whole number of bytes, {MaxBodyBytes} or more");
    }

    private static ValidationResult Fault(string name, long value, FormattableString allowed) => new(SettingsReader.Describe(
        $"{Section}:{name}", value.ToString(CultureInfo.InvariantCulture), allowed.ToString(CultureInfo.InvariantCulture)));

    private static IPNetwork? Network(string text)
    {
        if (IPNetwork.TryParse(text, out var network)) return network;
        return IPAddress.TryParse(text, out var address) ? new IPNetwork(address, address.GetAddressBytes().Length * 8) : null;
    }

    private sealed class OriginsAttribute() : SettingListAttribute("origins such as https://ci.example.org, lower case and without a path, with commas between them, or *")
    {
        internal override bool IsItem(string text) => text == AnyOrigin
            || (Uri.TryCreate(text, UriKind.Absolute, out var uri) && uri.Scheme is "http" or "https" && uri.GetLeftPart(UriPartial.Authority) == text);
    }

    private sealed class NetworksAttribute() : SettingListAttribute("addresses such as 10.0.0.7 or networks such as 10.0.0.0/24, with commas between them")
    {
        internal override bool IsItem(string text) => Network(text) is not null;
    }
}
