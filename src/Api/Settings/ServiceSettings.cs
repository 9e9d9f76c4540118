using GroupResults.Domain.Stability;
using GroupResults.Infrastructure.Caching;
using GroupResults.Infrastructure.Storage;
using GroupResults.Infrastructure.Warming;
using StackExchange.Redis;

namespace GroupResults.Api.Settings;

/// <summary>All settings of the service, read and checked once, before anything else starts.</summary>
internal sealed record ServiceSettings(
    StabilityPolicy Stability, StorageSettings Storage, CacheSettings Cache, WarmingSettings Warming, GraphQLSettings GraphQL, AccessSettings Access, HttpSettings Http)
{
    internal const string DefaultAddress = "http://127.0.0.1:5080";
    internal const string DefaultStorage = "Data Source=data/groupresults.db";

    private static readonly TimeSpan OneSecond = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan ThirtyDays = TimeSpan.FromDays(30);

    /// <param name="isDevelopment">What shows the service's inside is on then, unless set otherwise.</param>
    /// <exception cref="SettingException">A setting cannot be used, or is not known.</exception>
    internal static ServiceSettings Read(IConfiguration configuration, string defaultStorage, bool isDevelopment)
    {
        SettingNames.RefuseUnknown(configuration);
        return Read(new SettingsReader(configuration), defaultStorage, isDevelopment);
    }

    internal static ServiceSettings Read(SettingsReader settings, string defaultStorage, bool isDevelopment)
    {
        var graphQL = GraphQLSettings.Read(settings, isDevelopment);
        settings.OneOf("GroupResults:Storage:Provider", "Sqlite", "Sqlite");
        return new ServiceSettings(
            ReadStability(settings),
            new StorageSettings(settings.Text("ConnectionStrings:Storage") ?? defaultStorage, graphQL.Limits.Timeout),
            new CacheSettings(
                settings.Bytes(
                    "GroupResults:Cache:MemoryLimitBytes", CacheSettings.DefaultMemoryLimitBytes, CacheSettings.MinMemoryLimitBytes),
                ReadRedis(settings)),
            ReadWarming(settings),
            graphQL,
            AccessSettings.Read(settings),
            HttpSettings.Read(settings));
    }

    private static StabilityPolicy ReadStability(SettingsReader settings)
    {
        var idleThreshold = settings.Duration(
            "GroupResults:Stability:IdleThreshold", StabilityPolicy.DefaultIdleThreshold, OneSecond, TimeSpan.FromDays(1));
        var activeTtl = settings.Duration("GroupResults:Cache:ActiveTtl", StabilityPolicy.DefaultActiveTtl, OneSecond, ThirtyDays);
        var stableTtl = settings.Duration("GroupResults:Cache:StableTtl", StabilityPolicy.DefaultStableTtl, OneSecond, ThirtyDays);
        if (stableTtl < activeTtl)
        {
            throw SettingsReader.Refused(
                "GroupResults:Cache:StableTtl", stableTtl.ToString("c"), $"at least GroupResults:Cache:ActiveTtl, which is {activeTtl:c}");
        }

        return new StabilityPolicy(idleThreshold, activeTtl, stableTtl);
    }

    private static WarmingSettings ReadWarming(SettingsReader settings)
    {
        const string Name = "GroupResults:Warming:PollInterval";
        var interval = settings.Duration(Name, WarmingSettings.DefaultPollInterval, OneSecond, TimeSpan.FromSeconds(59));
        return interval.Ticks % TimeSpan.TicksPerSecond == 0
            ? new WarmingSettings(interval)
            : throw SettingsReader.Refused(Name, interval.ToString("c"), "whole seconds, 00:00:01 to 00:00:59");
    }

    private static string? ReadRedis(SettingsReader settings)
    {
        const string Name = "ConnectionStrings:Redis";
        if (settings.Text(Name) is not { } text) return null;
        try
        {
            return ConfigurationOptions.Parse(text).EndPoints.Count > 0
                ? text
                : throw new SettingException($"The setting {Name} names no server; it must be such as 'localhost:6379'.");
        }
        catch (ArgumentException exception)
        {
            // The value may hold a password and is not shown; nor is the name of an option, which may be what is behind a password's comma.
            var reason = text.Contains("password", StringComparison.OrdinalIgnoreCase)
                ? "an option in it is not known or cannot have its value, or the password has a comma, which it cannot."
                : exception.Message;
            throw new SettingException($"The setting {Name} is no Redis connection string such as 'localhost:6379': {reason}");
        }
    }
}
