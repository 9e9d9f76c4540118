using System.ComponentModel.DataAnnotations;

namespace GroupResults.Api.Settings;

/// <summary>How often one client may ask, and be refused.</summary>
internal sealed record RateSettings
{
    internal const string Section = "GroupResults:RateLimit";

    private const int MostRequests = 1_000_000_000;

    /// <summary>Requests a minute with one token. Default: null, no limit. Range: 1 to 1,000,000,000.</summary>
    [Range(1, MostRequests)]
    public int? PerToken { get; init; }

    /// <summary>Requests a minute from one address without a valid token. Default: null, no limit. Range: 1 to 1,000,000,000.</summary>
    [Range(1, MostRequests)]
    public int? PerAddress { get; init; }

    /// <summary>Refused requests a second of one client, as a mean over ten seconds. Default: 50. Range: 1 to 1,000,000.</summary>
    [Range(1, 1_000_000)]
    public int RefusalsPerSecond { get; init; } = 50;
}
