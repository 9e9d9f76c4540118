using System.ComponentModel.DataAnnotations;

namespace GroupResults.Api.Settings;

/// <summary>Limits on the requests and refusals of one client.</summary>
internal sealed record RateSettings
{
    internal const string Section = "GroupResults:RateLimit";

    private const int MostRequests = 1_000_000_000;

    /// <summary>Requests per minute with one token. Default: null, no limit. Range: 1 to 1,000,000,000.</summary>
    [Range(1, MostRequests)]
    public int? PerToken { get; init; }

    /// <summary>Requests per minute from one address without a valid token. Default: null, no limit. Range: 1 to 1,000,000,000.</summary>
    [Range(1, MostRequests)]
    public int? PerAddress { get; init; }

    /// <summary>Refused requests per second of one client, averaged over ten seconds. Default: 50. Range: 1 to 1,000,000.</summary>
    [Range(1, 1_000_000)]
    public int RefusalsPerSecond { get; init; } = 50;
}
