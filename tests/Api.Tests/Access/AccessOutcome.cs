using System.Text.Json;
using GroupResults.Api.Tests.Hosting;

namespace GroupResults.Api.Tests.Access;

/// <summary>What an answer says about its asker's rights, and whether it says it as its protocol wants it.</summary>
internal static class AccessOutcome
{
    internal const string InvalidToken = "The access token is not valid.";

    /// <summary>Of a GraphQL response.</summary>
    internal static Outcome Of(JsonElement response) =>
        response.TryGetProperty("errors", out var errors) ? OfCode(errors[0]) : Outcome.Allowed;

    /// <summary>Of a GraphQL error.</summary>
    internal static Outcome OfCode(JsonElement error) => error.GetProperty("extensions").GetProperty("code").GetString() switch
    {
        "UNAUTHENTICATED" => Outcome.Unauthenticated,
        "FORBIDDEN" => Outcome.Forbidden,
        var other => throw new InvalidDataException($"An unexpected error {other}: {error.GetRawText()}"),
    };

    /// <summary>Of a response over HTTP whose status must fit it.</summary>
    internal static Outcome Of(Answer answer)
    {
        var outcome = Of(answer.Json);
        var isJson = answer.ContentType!.StartsWith("application/json", StringComparison.Ordinal);
        var isExecuted = answer.Json.TryGetProperty("data", out _);
        Assert.Equal(isJson || isExecuted ? 200 : StatusOf(outcome), (int)answer.Status);
        Assert.Equal(outcome is Outcome.Unauthenticated ? "Bearer" : null, answer.Header("WWW-Authenticate"));
        return outcome;
    }

    /// <summary>Of a request to GraphQL's address that is no operation: its status tells, whatever it accepts.</summary>
    internal static Outcome OfRefusal(Answer answer)
    {
        var outcome = Of(answer.Json);
        Assert.Equal(StatusOf(outcome), (int)answer.Status);
        Assert.Equal(outcome is Outcome.Unauthenticated ? "Bearer" : null, answer.Header("WWW-Authenticate"));
        return outcome;
    }

    /// <summary>Of an answer outside GraphQL: problem details where it is refused.</summary>
    internal static Outcome OfProblem(Answer answer, bool hasBody)
    {
        var outcome = (int)answer.Status switch
        {
            401 => Outcome.Unauthenticated,
            403 => Outcome.Forbidden,
            _ => Outcome.Allowed,
        };
        Assert.Equal(outcome is Outcome.Unauthenticated ? "Bearer" : null, answer.Header("WWW-Authenticate"));
        if (outcome is Outcome.Allowed || !hasBody) return outcome;
        Assert.Equal("application/problem+json; charset=utf-8", answer.ContentType);
        Assert.Equal((int)answer.Status, answer.Json.GetProperty("status").GetInt32());
        Assert.Equal(outcome is Outcome.Forbidden ? "FORBIDDEN" : "UNAUTHENTICATED", answer.Json.GetProperty("code").GetString());
        return outcome;
    }

    /// <summary>Asserts that a refusal tells nothing: no secret, not what is there, and not what is wrong with a token.</summary>
    internal static void AssertDiscreet(AccessWorld world, string text)
    {
        foreach (var word in (string[])[world.Revision, "autoland", "other", "expire", "revoke", "unknown", "grt_", "of a test", .. world.Secrets])
            Assert.DoesNotContain(word, text, StringComparison.OrdinalIgnoreCase);
    }

    private static int StatusOf(Outcome outcome) => outcome switch
    {
        Outcome.Unauthenticated => 401,
        Outcome.Forbidden => 403,
        _ => 200,
    };
}
