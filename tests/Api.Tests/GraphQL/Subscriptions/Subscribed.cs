using System.Text.Json;
using GroupResults.Api.Tests.Hosting;

namespace GroupResults.Api.Tests.GraphQL.Subscriptions;

/// <summary>The operations that the tests subscribe to.</summary>
internal static class Subscribed
{
    internal const string PushUpdated =
        """
        subscription($revision: String!, $since: String) {
          pushUpdated(repository: "autoland", revision: $revision, since: $since) { reset version cursor resultMap taskRuns { taskId runId } }
        }
        """;

    internal const string PushActivity =
        """subscription { pushActivity(repository: "autoland") { revision reset version resultMap } }""";

    /// <summary>The cursor of what is stored now.</summary>
    internal static async Task<string> CursorAsync(this TestService service, string revision)
    {
        var data = await service.QueryAsync(
            "query($revision: String!) { push(repository: \"autoland\", revision: $revision) { changes { cursor } } }", new { revision });
        return data.GetProperty("push").GetProperty("changes").GetProperty("cursor").GetString()!;
    }

    /// <summary>What an event of <see cref="PushUpdated"/> tells.</summary>
    internal static JsonElement Updated(this JsonElement payload)
    {
        Assert.False(payload.TryGetProperty("errors", out _), payload.GetRawText());
        return payload.GetProperty("data").GetProperty("pushUpdated");
    }

    internal static JsonElement Activity(this JsonElement payload)
    {
        Assert.False(payload.TryGetProperty("errors", out _), payload.GetRawText());
        return payload.GetProperty("data").GetProperty("pushActivity");
    }

    internal static string Map(this JsonElement changes) => changes.GetProperty("resultMap").GetRawText();

    internal static long Version(this JsonElement changes) => changes.GetProperty("version").GetInt64();

    internal static bool IsReset(this JsonElement changes) => changes.GetProperty("reset").GetBoolean();

    internal static string Cursor(this JsonElement changes) => changes.GetProperty("cursor").GetString()!;
}
