using System.Text.Json;
using CsCheck;
using GroupResults.Api.Tests.Hosting;
using static GroupResults.Api.Tests.GraphQL.Facts.FactRequests;
using static GroupResults.Api.Tests.Hosting.GraphQLRequests;

namespace GroupResults.Api.Tests.GraphQL.Facts;

/// <summary>Who keeps the states of a push by its changes has those that are read, whatever was reported and told.</summary>
public sealed class StateMirrorTests(TestService service) : IClassFixture<TestService>
{
    private const string Query =
        """
        query($revision: String!, $since: String) { push(repository: "autoland", revision: $revision) {
          changes(since: $since) { reset cursor taskStates { taskId runId state jobName } }
          tasks(first: 100, state: [UNSCHEDULED, PENDING, RUNNING, COMPLETED, FAILED, EXCEPTION]) { nodes { taskId runId state jobName } } } }
        """;

    private static readonly string[] States = ["UNSCHEDULED", "PENDING", "RUNNING", "COMPLETED", "FAILED", "EXCEPTION", "REPORT", "EMPTY REPORT"];

    private static readonly Gen<(string Task, int Run, string What, string? JobName)> Steps =
        Gen.Select(Gen.Int[0, 2], Gen.Int[0, 1], Gen.Int[0, States.Length - 1], Gen.Int[0, 2]).Select(
            (task, run, what, job) => ($"T{task}", run, States[what], job == 0 ? null : $"job-{job}"));

    [Fact]
    public Task TaskStates_FromAnyVersion_LeadToWhatIsRead() => Steps.Array[1, 12].SampleAsync(
        async steps =>
        {
            var revision = NewRevision();
            Mirror chained = new();
            List<Mirror> copies = [];
            foreach (var step in steps)
            {
                await TellAsync(revision, step);
                await AssertFollowsAsync(revision, chained);
                copies.Add(chained.Copy());
            }

            foreach (var copy in copies) await AssertFollowsAsync(revision, copy);
        },
        iter: 40,
        threads: 1,
        print: steps => string.Join("; ", steps.Select(step => $"{step.Task}/{step.Run} {step.What} {step.JobName}")));

    private async Task TellAsync(string revision, (string Task, int Run, string What, string? JobName) step)
    {
        var (task, run, what, jobName) = step;
        if (what.EndsWith("REPORT", StringComparison.Ordinal))
        {
            (string, string, int)[] results = what == "REPORT" ? [("a", "OK", 1)] : [];
            await service.RecordAsync(Report(revision, task, results).With("runId", run).With("jobName", jobName));
        }
        else
        {
            await service.RecordStatesAsync(State(revision, task, what).With("runId", run).With("jobName", jobName));
        }
    }

    private async Task AssertFollowsAsync(string revision, Mirror mirror)
    {
        var push = (await service.QueryAsync(Query, new { revision, since = mirror.Cursor })).GetProperty("push");

        mirror.Apply(push.GetProperty("changes"));

        Assert.Equal(Mirror.Of(push.GetProperty("tasks").GetProperty("nodes")), mirror.Runs);
    }

    private sealed class Mirror
    {
        internal string Cursor { get; private set; } = "none";

        /// <summary>What is known of each run, as it was read.</summary>
        internal Dictionary<string, string> Runs { get; private init; } = [];

        internal Mirror Copy() => new() { Cursor = Cursor, Runs = new Dictionary<string, string>(Runs) };

        internal void Apply(JsonElement changes)
        {
            if (changes.GetProperty("reset").GetBoolean()) Runs.Clear();
            foreach (var (run, state) in Of(changes.GetProperty("taskStates"))) Runs[run] = state;
            Cursor = changes.GetProperty("cursor").GetString()!;
        }

        internal static Dictionary<string, string> Of(JsonElement runs) => runs.EnumerateArray().ToDictionary(
            run => $"{run.GetProperty("taskId")}/{run.GetProperty("runId")}", run => run.GetRawText());
    }
}
