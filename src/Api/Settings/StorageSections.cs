using System.ComponentModel.DataAnnotations;
using StackExchange.Redis;

namespace GroupResults.Api.Settings;

/// <summary>Where results and answers are kept.</summary>
internal sealed record ConnectionStringSection : IValidatableObject
{
    internal const string Section = "ConnectionStrings";

    private const string RedisSetting = Section + ":" + nameof(Redis);

    /// <summary>A SQLite database in a file. Default: null, which is <see cref="ServiceSettings.DefaultStorage"/>.</summary>
    public string? Storage { get; init; }

    /// <summary>StackExchange.Redis's form. Default: null, answers are kept in memory only.</summary>
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
                : $"The setting {RedisSetting} names no server; it must be such as 'localhost:6379'.";
        }
        catch (ArgumentException exception)
        {
            // The value may hold a password and is not shown; nor is the name of an option, which may be what is behind a password's comma.
            var reason = redis.Contains("password", StringComparison.OrdinalIgnoreCase)
                ? "an option in it is not known or cannot have its value, or the password has a comma, which it cannot."
                : exception.Message;
            return $"The setting {RedisSetting} is no Redis connection string such as 'localhost:6379': {reason}";
        }
    }
}

/// <summary>What keeps the results.</summary>
internal sealed record StorageSection
{
    internal const string Section = "GroupResults:Storage";

    /// <summary>Default: <see cref="StorageProvider.Sqlite"/>, the only one there is.</summary>
    public StorageProvider Provider { get; init; }
}

internal enum StorageProvider
{
    Sqlite,
}
