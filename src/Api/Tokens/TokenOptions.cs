using System.CommandLine.Parsing;
using System.Globalization;
using GroupResults.Application;
using GroupResults.Domain.Access;

namespace GroupResults.Api.Tokens;

/// <summary>How the options of the command are written.</summary>
internal static class TokenOptions
{
    private static readonly string[] MomentFormats = ["yyyy-MM-dd'T'HH:mm:ss'Z'", "yyyy-MM-dd'T'HH:mm:sszzz"];

    internal static AccessScopes ParseScopes(ArgumentResult result)
    {
        var scopes = AccessScopes.None;
        foreach (var name in result.Tokens[0].Value.Split(',', StringSplitOptions.TrimEntries))
        {
            if (!AccessScopeNames.TryParse(name, out var scope)) result.AddError($"--scopes has '{name}'; it is one or more of read, ingest, admin, with commas.");
            scopes |= scope;
        }

        return scopes;
    }

    internal static DateTimeOffset? ParseExpiry(ArgumentResult result)
    {
        var text = result.Tokens[0].Value;
        if (DateTimeOffset.TryParseExact(text, MomentFormats, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var moment)) return moment;

        // A lone number would be taken for days, which hardly anyone means.
        var now = TimeProvider.System.GetUtcNow();
        if (text.Contains(':', StringComparison.Ordinal)
            && TimeSpan.TryParse(text, CultureInfo.InvariantCulture, out var duration)
            && duration > TimeSpan.Zero && duration < DateTimeOffset.MaxValue - now)
        {
            return now + duration;
        }

        result.AddError(
            $"--expires is '{text}'; it is a duration such as 90.00:00:00, written as [days.]hours:minutes:seconds, or a moment such as 2027-01-31T00:00:00Z.");
        return null;
    }

    /// <summary>The fault as one of what the field was given as.</summary>
    internal static string Of(InputFault fault)
    {
        var rest = fault.Message[fault.Field.Length..];
        return fault.Field switch
        {
            "id" => $"ID{rest}.",
            "expiresAt" => $"--expires{rest}.",
            _ => $"--{fault.Message}.",
        };
    }
}
