using System.CommandLine.Parsing;
using System.Globalization;
using GroupResults.Application;
using GroupResults.Domain.Access;

namespace GroupResults.Api.Tokens;

/// <summary>Parses the options of the <c>tokens</c> command.</summary>
internal static class TokenOptions
{
    private static readonly string[] MomentFormats = ["yyyy-MM-dd'T'HH:mm:ss'Z'", "yyyy-MM-dd'T'HH:mm:sszzz"];

    internal static AccessScopes ParseScopes(ArgumentResult result)
    {
        var scopes = AccessScopes.None;
        foreach (var name in result.Tokens[0].Value.Split(',', StringSplitOptions.TrimEntries))
        {
            if (!AccessScopeNames.TryParse(name, out var scope)) result.AddError($"--scopes has '{name}'; it takes one or more of read, ingest, admin, separated by commas.");
            scopes |= scope;
        }

        return scopes;
    }

    internal static DateTimeOffset? ParseExpiry(ArgumentResult result)
    {
        var text = result.Tokens[0].Value;
        if (DateTimeOffset.TryParseExact(text, MomentFormats, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var moment)) return moment;

        // A plain number would mean days, which hardly anyone intends.
        var now = TimeProvider.System.GetUtcNow();
        if (text.Contains(':', StringComparison.Ordinal)
            && TimeSpan.TryParse(text, CultureInfo.InvariantCulture, out var duration)
            && duration > TimeSpan.Zero && duration < DateTimeOffset.MaxValue - now)
        {
            return now + duration;
        }

        result.AddError(
            $"--expires is '{text}'; it takes a duration ([days.]hours:minutes:seconds, such as 90.00:00:00) or a time such as 2027-01-31T00:00:00Z.");
        return null;
    }

    /// <summary>Replaces the field's name in an error with the option's name.</summary>
    internal static string Of(Refusal fault)
    {
        var rest = fault.Message[fault.Field!.Length..];
        return fault.Field switch
        {
            "id" => $"ID{rest}.",
            "expiresAt" => $"--expires{rest}.",
            _ => $"--{fault.Message}.",
        };
    }
}
