using GraphQLServer;
using GroupResults.Domain.Stability;
using GroupResults.Infrastructure.Caching;
using GroupResults.Infrastructure.Storage;
using GroupResults.Infrastructure.Warming;

namespace GroupResults.Api.Settings;

/// <summary>
/// All settings of the service. They are read and validated once, before the host is built and the storage is opened: the framework's
/// validation on start would run after both.
/// </summary>
internal sealed record ServiceSettings(
    StabilityPolicy Stability,
    StorageSettings Storage,
    CacheSettings Cache,
    WarmingSettings Warming,
    GraphQLSettings GraphQL,
    AccessSettings Access,
    RateSettings Rates,
    HttpSettings Http,
    QuestionsSection Questions)
{
    internal const string DefaultAddress = "http://127.0.0.1:5080";
    internal const string DefaultStorage = "Data Source=data/groupresults.db";

    /// <param name="isDevelopment">The default of introspection and of the explorer, and whether other loopback origins may be allowed.</param>
    /// <exception cref="SettingException">A setting is invalid or unknown.</exception>
    internal static ServiceSettings Read(IConfiguration configuration, string defaultStorage, bool isDevelopment)
    {
        SettingNames.RefuseUnknown(configuration);
        return Read(new SettingsReader(configuration), defaultStorage, isDevelopment);
    }

    internal static ServiceSettings Read(SettingsReader reader, string defaultStorage, bool isDevelopment)
    {
        var stability = reader.Read(StabilitySection.Section, new StabilitySection());
        var cache = reader.Read(CacheSection.Section, new CacheSection());
        var warming = reader.Read(WarmingSection.Section, new WarmingSection());
        var connections = reader.Read(ConnectionStringSection.Section, new ConnectionStringSection());
        reader.Read(StorageSection.Section, new StorageSection());
        var limits = reader.Read(GraphQLSettings.Section, new OperationLimits());
        var graphQL = reader.Read(GraphQLSettings.Section, new GraphQLSettings { Introspection = isDevelopment, Explorer = isDevelopment, Limits = limits });
        var access = reader.Read(AccessSettings.Section, new AccessSettings());
        var rates = reader.Read(RateSettings.Section, new RateSettings());
        var http = reader.Read(HttpSettings.Section, new HttpSettings { IsDevelopment = isDevelopment });
        var questions = reader.Read(QuestionsSection.Section, new QuestionsSection());
        reader.EnsureValid();
        return new ServiceSettings(
            new StabilityPolicy(stability.IdleThreshold, cache.ActiveTtl, cache.StableTtl),
            new StorageSettings(connections.Storage ?? defaultStorage, limits.Timeout),
            new CacheSettings(cache.MemoryLimitBytes, connections.Redis),
            new WarmingSettings(warming.PollInterval),
            graphQL,
            access,
            rates,
            http,
            questions);
    }
}
