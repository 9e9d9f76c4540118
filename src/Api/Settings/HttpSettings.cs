using System.Net;

namespace GroupResults.Api.Settings;

/// <summary>What clients may take of the service's connections and memory, and which browsers' pages may use it.</summary>
/// <param name="MaxBodyBytes">Of a request's body as it arrives, and again when it is decompressed.</param>
/// <param name="MaxAnonymousBodyBytes">The same of a request without a token, where reports need one: only they are large.</param>
/// <param name="BodyMemoryBytes">Of all bodies together that are being read or worked on; small ones do not count.</param>
/// <param name="AnswerMemoryBytes">Of all large answers together that are on their way.</param>
/// <param name="MinBytesPerSecond">Of a body on its way in and an answer on its way out, on average after five seconds.</param>
/// <param name="HeaderTimeout">For the request's line and headers.</param>
/// <param name="MaxConnections">Further ones are closed at once.</param>
/// <param name="MaxStreams">WebSockets and event streams; further ones are refused.</param>
/// <param name="StreamsPerSecond">That are opened; further ones wait, up to half a minute. So many may come at once.</param>
/// <param name="MaxSubscriptions">On all of them together; further ones are refused.</param>
/// <param name="Origins">Whose pages may use the service from a browser, such as <c>https://ci.example.org</c>, or <c>*</c>.</param>
/// <param name="Proxies">Which may say for whom they ask (X-Forwarded-For, -Proto).</param>
internal sealed record HttpSettings(
    long MaxBodyBytes,
    long MaxAnonymousBodyBytes,
    long BodyMemoryBytes,
    long AnswerMemoryBytes,
    int MinBytesPerSecond,
    TimeSpan HeaderTimeout,
    int MaxConnections,
    int MaxStreams,
    int StreamsPerSecond,
    int MaxSubscriptions,
    IReadOnlyList<string> Origins,
    IReadOnlyList<IPNetwork> Proxies)
{
    internal const string AnyOrigin = "*";

    internal static readonly HttpSettings Default = new(
        MaxBodyBytes: 40 * 1024 * 1024,
        MaxAnonymousBodyBytes: 128 * 1024,
        BodyMemoryBytes: 256 * 1024 * 1024,
        AnswerMemoryBytes: 256 * 1024 * 1024,
        MinBytesPerSecond: 4096,
        HeaderTimeout: TimeSpan.FromSeconds(10),
        MaxConnections: 20_000,
        MaxStreams: 5_000,
        StreamsPerSecond: 100,
        MaxSubscriptions: 10_000,
        Origins: [],
        Proxies: []);

    private const string Prefix = "GroupResults:Http:";
    private const int Most = 1_000_000;
    private const long MinBodyBytes = 64 * 1024;

    /// <summary>One answer of the largest kind.</summary>
    private const long MinAnswerBytes = 64 * 1024 * 1024;

    /// <exception cref="SettingException">They cannot be used.</exception>
    internal static HttpSettings Read(SettingsReader settings)
    {
        var maxBody = settings.Bytes(Prefix + "MaxBodyBytes", Default.MaxBodyBytes, MinBodyBytes, int.MaxValue);
        return new HttpSettings(
            maxBody,
            settings.Bytes(Prefix + "MaxAnonymousBodyBytes", Math.Min(Default.MaxAnonymousBodyBytes, maxBody), MinBodyBytes, maxBody),
            settings.Bytes(Prefix + "BodyMemoryBytes", Math.Max(Default.BodyMemoryBytes, maxBody), maxBody),
            settings.Bytes(Prefix + "AnswerMemoryBytes", Default.AnswerMemoryBytes, MinAnswerBytes),
            settings.Count(Prefix + "MinBytesPerSecond", Default.MinBytesPerSecond, 1, int.MaxValue),
            settings.Duration(Prefix + "HeaderTimeout", Default.HeaderTimeout, TimeSpan.FromSeconds(1), TimeSpan.FromMinutes(10)),
            settings.Count(Prefix + "MaxConnections", Default.MaxConnections, 1, Most),
            settings.Count(Prefix + "MaxStreams", Default.MaxStreams, 0, Most),
            settings.Count(Prefix + "StreamsPerSecond", Default.StreamsPerSecond, 1, Most),
            settings.Count(Prefix + "MaxSubscriptions", Default.MaxSubscriptions, 0, Most),
            ReadOrigins(settings),
            ReadProxies(settings));
    }

    private static IReadOnlyList<string> ReadOrigins(SettingsReader settings)
    {
        const string Name = "GroupResults:Http:Origins";
        var origins = settings.List(Name);
        foreach (var origin in origins)
        {
            var isOrigin = Uri.TryCreate(origin, UriKind.Absolute, out var uri) && uri.Scheme is "http" or "https" && uri.GetLeftPart(UriPartial.Authority) == origin;
            if (!isOrigin && origin != AnyOrigin)
                throw SettingsReader.Refused(Name, origin, "origins such as https://ci.example.org, lower case and without a path, with commas between them, or *");
        }

        return origins;
    }

    private static IReadOnlyList<IPNetwork> ReadProxies(SettingsReader settings)
    {
        const string Name = "GroupResults:Http:Proxies";
        var proxies = settings.List(Name).Select(text => Network(text) ?? throw SettingsReader.Refused(
            Name, text, "addresses such as 10.0.0.7 or networks such as 10.0.0.0/24, with commas between them")).ToArray();
        return proxies.Length == 0 ? Default.Proxies : proxies;
    }

    private static IPNetwork? Network(string text)
    {
        if (IPNetwork.TryParse(text, out var network)) return network;
        return IPAddress.TryParse(text, out var address) ? new IPNetwork(address, address.GetAddressBytes().Length * 8) : null;
    }
}
