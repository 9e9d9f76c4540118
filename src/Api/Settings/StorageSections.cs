using System.ComponentModel.DataAnnotations;
using StackExchange.Redis;

namespace GroupResults.Api.Settings;

/// <summary>The connection strings of the storage and of the shared cache.</summary>
internal sealed record ConnectionStringSection : IValidatableObject
{
    internal const string Section = "ConnectionStrings";

    private const string RedisSetting = Section + ":" + nameof(Redis);

    /// <summary>The SQLite connection string. Default: null, which means <see cref="ServiceSettings.DefaultStorage"/>.</summary>
    public string? Storage { get; init; }

    /// <summary>The StackExchange.Redis connection string. Default: null; then answers are cached in memory only.</summary>
    public string? Redis { get; init; }

    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
    {
        if (Redis is not null && FaultOf(Redis) is { } fault) yield return new ValidationResult(fault);
    }

    private static string? FaultOf(string redis)
    {
        try
        {
            return ConfigurationOptions.Parse(redis).EndPoints.Count > 0
                ? null
                : $"The setting {RedisSetting} names no server; it must name one, such as 'localhost:6379'.";
        }
        catch (ArgumentException exception)
        {
            // The value may contain a password, so it is not shown. Nor is an option's name, which may be the rest of a password with a comma.
            var reason = redis.Contains("password", StringComparison.OrdinalIgnoreCase)
                ? "an option is unknown or has an invalid value, or the password contains a comma, which is not supported."
                : exception.Message;
            return $"The setting {RedisSetting} is not a Redis connection string such as 'localhost:6379': {reason}";
        }
    }
}

/// <summary>Settings for the storage of results.</summary>
internal sealed record StorageSection
{
    internal const string Section = "GroupResults:Storage";

    /// <summary>The storage provider. Default: <see cref="StorageProvider.Sqlite"/>, the only one.</summary>
    public StorageProvider Provider { get; init; }
}

internal enum StorageProvider
{
    Sqlite,
}
