using System.ComponentModel.DataAnnotations;
using System.Globalization;
using System.Net;

namespace GroupResults.Api.Settings;

/// <summary>Limits on the connections and memory of clients, and the origins that may use the service from a browser.</summary>
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

    /// <summary>The largest request body, as received and again after decompression. Default: 40 MiB. Range: 64 KiB to 2 GiB - 1.</summary>
    [Range(MinBodyBytes, int.MaxValue)]
    public long MaxBodyBytes { get; init; } = 40 * 1024 * 1024;

    /// <summary>
    /// The same for requests without a token, if reports need one: only reports are large. Default: 128 KiB, or
    /// <see cref="MaxBodyBytes"/> if that is less. Range: 64 KiB to <see cref="MaxBodyBytes"/>.
    /// </summary>
    [Range(MinBodyBytes, int.MaxValue)]
    public long MaxAnonymousBodyBytes
    {
        get => _maxAnonymousBodyBytes ?? Math.Min(DefaultAnonymousBodyBytes, MaxBodyBytes);
        init => _maxAnonymousBodyBytes = value;
    }

    /// <summary>
    /// The memory of all bodies that are being read, and of the operations and subscriptions parsed from them; small ones do not count.
    /// Default: 256 MiB, or <see cref="MaxBodyBytes"/> if that is more. Range: <see cref="MaxBodyBytes"/> or more.
    /// </summary>
    [Range(0, long.MaxValue)]
    public long BodyMemoryBytes
    {
        get => _bodyMemoryBytes ?? Math.Max(DefaultBodyMemoryBytes, MaxBodyBytes);
        init => _bodyMemoryBytes = value;
    }

    /// <summary>The memory of all large answers that are being sent. Default: 256 MiB. Range: 64 MiB, the largest answer, or more.</summary>
    [Range(64d * 1024 * 1024, long.MaxValue)]
    public long AnswerMemoryBytes { get; init; } = 256 * 1024 * 1024;

    /// <summary>The minimum bytes per second of a request body and of an answer, averaged after five seconds. Default: 4096. Range: 1 or more.</summary>
    [Range(1, int.MaxValue)]
    public int MinBytesPerSecond { get; init; } = 4096;

    /// <summary>The time to receive a request's line and headers. Default: 10 s. Range: 1 s to 10 min.</summary>
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

    /// <summary>
    /// Whether pages from any port of this machine may use the service, such as those of a frontend's development server. Default: false;
    /// true only in Development, where a person starts the programs on this machine.
    /// </summary>
    public bool LoopbackOrigins { get; init; }

    /// <summary>The addresses or networks of trusted proxies, whose X-Forwarded-For and -Proto headers are used. Default: none.</summary>
    [Networks]
    public IReadOnlyList<string> Proxies { get; init; } = [];

    /// <summary><see cref="Proxies"/>, with an address as a network of one.</summary>
    internal IEnumerable<IPNetwork> ProxyNetworks => Proxies.Select(proxy => Network(proxy)!.Value);

    /// <summary>Whether <see cref="LoopbackOrigins"/> may be true.</summary>
    internal bool IsDevelopment { get; init; }

    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
    {
        if (LoopbackOrigins && !IsDevelopment)
            yield return new ValidationResult(SettingsReader.Describe($"{Section}:{nameof(LoopbackOrigins)}", "true", "false outside Development"));
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

    private sealed class OriginsAttribute() : SettingListAttribute("origins such as https://ci.example.org, lower case and without a path, separated by commas, or *")
    {
        internal override bool IsItem(string text) => text == AnyOrigin
            || (Uri.TryCreate(text, UriKind.Absolute, out var uri) && uri.Scheme is "http" or "https" && uri.GetLeftPart(UriPartial.Authority) == text);
    }

    private sealed class NetworksAttribute() : SettingListAttribute("addresses such as 10.0.0.7 or networks such as 10.0.0.0/24, separated by commas")
    {
        internal override bool IsItem(string text) => Network(text) is not null;
    }
}
