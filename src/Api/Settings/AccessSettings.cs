namespace GroupResults.Api.Settings;

/// <summary>Who may do what, and how often.</summary>
/// <param name="ReadsNeedToken">Whether reading needs a token with the scope <c>read</c>; else it is open to all.</param>
/// <param name="RequestsPerToken">A minute, with one token; null: no limit.</param>
/// <param name="RequestsPerAddress">A minute, from one address without a valid token; null: no limit.</param>
/// <param name="RefusalsPerSecond">Refused requests of one client, as a mean over ten seconds.</param>
internal sealed record AccessSettings(bool ReadsNeedToken, int? RequestsPerToken, int? RequestsPerAddress, int RefusalsPerSecond)
{
    internal const int DefaultRefusalsPerSecond = 50;

    private const int MostRefusals = 1_000_000;
    private const int MostRequests = 1_000_000_000;

    /// <exception cref="SettingException">They cannot be used.</exception>
    internal static AccessSettings Read(SettingsReader settings) => new(
        settings.OneOf("GroupResults:Access:Reads", "Open", "Open", "Token") == "Token",
        Limit(settings, "GroupResults:RateLimit:PerToken"),
        Limit(settings, "GroupResults:RateLimit:PerAddress"),
        settings.Count("GroupResults:RateLimit:RefusalsPerSecond", DefaultRefusalsPerSecond, 1, MostRefusals));

    private static int? Limit(SettingsReader settings, string name) =>
        settings.Given(name) is null ? null : settings.Count(name, fallback: 0, 1, MostRequests);
}
