using System.Text.Json;
using CsCheck;
using GroupResults.Api.Tests.Hosting;
using static GroupResults.Api.Tests.Hosting.GraphQLRequests;

namespace GroupResults.Api.Tests.GraphQL.Subscriptions;

/// <summary>Who keeps a copy of a push by its changes has what is read, whatever happened and from wherever it begins.</summary>
public sealed class MirrorTests(TestService service) : IClassFixture<TestService>
{
    private const string Changes =
        """
        query($revision: String!, $since: String) { push(repository: "autoland", revision: $revision) {
          version resultMap changes(since: $since) { reset version cursor resultMap taskRuns { taskId runId results { group status } } } } }
        """;

    private static readonly string[] Tasks = ["T", "U", "V"];
    private static readonly string[] Groups = ["a", "b/\"c\"", "ü"];
    private static readonly string[] Statuses = ["OK", "ERROR", "SKIP", "UNSUPPORTED"];

    private static readonly Gen<(string Group, string Status, int DurationMs)> Results =
        Gen.Select(OneOf(Groups), OneOf(Statuses)).Select((group, status) => (group, status, 1));

    /// <summary>Of so few kinds that tasks are retried, reported again and emptied all the time.</summary>
    private static readonly Gen<Step> Steps =
        Gen.Select(OneOf(Tasks), Gen.Int[0, 2], Results.Array[0, 3], Gen.Int[0, 4]).Select((task, run, results, again) =>
            new Step(task, run, results, IsRepeated: again == 0));

    [Fact]
    public Task Changes_FromAnyVersion_LeadToWhatIsRead() => Steps.Array[1, 12].SampleAsync(
        async steps =>
        {
            var revision = NewRevision();
            Mirror chained = new();
            List<Mirror> copies = [];
            foreach (var step in steps)
            {
                for (var times = step.IsRepeated ? 2 : 1; times > 0; times--)
                    await service.RecordAsync(Report(revision, step.Task, step.Results).With("runId", step.Run));
                await AssertFollowsAsync(revision, chained);
                copies.Add(chained.Copy());
            }

            foreach (var copy in copies) await AssertFollowsAsync(revision, copy);
        },
        iter: 40,
        threads: 1,
        print: steps => string.Join("; ", steps.Select(step => $"{step.Task}{step.Run}: {string.Join(", ", step.Results)}")));

    [Fact]
    public async Task Changes_SinceWhatIsNoCursorOfThePush_AreEverythingWithReset()
    {
        var (revision, other) = (NewRevision(), NewRevision());
        await service.RecordAsync(Report(revision, "T", ("a", "OK", 1)));
        await service.RecordAsync(Report(revision, "U", ("a", "SKIP", 1)));
        await service.RecordAsync(Report(other, "T", ("a", "OK", 1)));
        var cursor = await service.CursorAsync(revision);

        string?[] unknown = [null, "", "none", "ü", cursor[..^2], "x" + cursor, await service.CursorAsync(other), new string('A', 5000), "dGFza3M6MQ"];
        foreach (var since in unknown)
        {
            var changes = (await ReadAsync(revision, since)).GetProperty("changes");
            Assert.True(changes.IsReset(), since);
            Assert.Equal("""{"T":{"a":true}}""", changes.Map());
            Assert.Equal(2, changes.GetProperty("taskRuns").GetArrayLength());
            Assert.Equal(cursor, changes.Cursor());
        }

        var none = (await ReadAsync(revision, cursor)).GetProperty("changes");
        Assert.False(none.IsReset());
        Assert.Equal("{}", none.Map());
    }

    /// <summary>Brings the copy up to date and compares it with what is read by REST and by GraphQL.</summary>
    private async Task AssertFollowsAsync(string revision, Mirror mirror)
    {
        var push = await ReadAsync(revision, mirror.Cursor);
        var changes = push.GetProperty("changes");
        Assert.Equal(mirror.Cursor is null, changes.IsReset());
        Assert.Equal(push.Version(), changes.Version());
        mirror.Apply(changes);

        var expected = Mirror.Normalize(push.GetProperty("resultMap"));
        Assert.Equal(expected, Mirror.Normalize((await service.GetAsync(GroupResultsPath(revision))).Json));
        Assert.Equal(expected, mirror.ByMap());
        Assert.Equal(expected, mirror.ByTaskRuns());
    }

    private async Task<JsonElement> ReadAsync(string revision, string? since) =>
        (await service.QueryAsync(Changes, new { revision, since })).GetProperty("push");

    private static Gen<string> OneOf(string[] texts) => Gen.Int[0, texts.Length - 1].Select(i => texts[i]);

    private sealed record Step(string Task, int Run, (string Group, string Status, int DurationMs)[] Results, bool IsRepeated);
}
