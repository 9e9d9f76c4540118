using System.Text.Json;
using GroupResults.EndToEnd.Tests.Clients;
using GroupResults.EndToEnd.Tests.Processes;

namespace GroupResults.EndToEnd.Tests.GraphQLClients;

/// <summary>
/// The schema breaks no client of the last release, as graphql-inspector judges it. The baseline is the schema of that release; each
/// release replaces it by its own.
/// </summary>
public sealed class SchemaChangesTests : IDisposable
{
    private const string Schema = "docs/schema.graphql";
    private const string Baseline = "tests/EndToEnd.Tests/GraphQLClients/schema.baseline.graphql";

    private const string Version = "version: Long!";
    private const string Deprecated = Version + """ @deprecated(reason: "Use revision.")""";

    private const string Sample =
        """
        directive @cost(weight: String!) on FIELD_DEFINITION
        scalar Long
        enum Status { OK ERROR SKIP }
        type Query { push(revision: String!): Push }
        type Push { "The version." version: Long! jobName: String counts: Counts! @cost(weight: "350") tasks(first: Int = 50, after: String): [String!]! }
        type Counts { ok: Int! }
        type Mutation { record(input: Input!): Push! }
        input Input { runId: Int = 0 status: Status }
        """;

    private readonly TestDirectory _directory = new();

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public void Dispose() => _directory.Dispose();

    [Fact]
    public async Task Schema_ComparedWithTheBaseline_BreaksNoClient()
    {
        var breaking = await BreakingAsync(Repository.Combine(Baseline), Repository.Combine(Schema));

        Assert.True(
            breaking.Count == 0,
            $"{Schema} breaks clients of the last release, {Baseline}; docs/graphql.md says how to change it:\n{string.Join('\n', breaking.Select(change => change.GetProperty("message")))}");
    }

    [Theory]
    [InlineData("\"The version.\" version: Long!", "", "Push.version")]
    [InlineData(Version, "version: Int!", "Push.version")]
    [InlineData("counts: Counts!", "counts: Counts", "Push.counts")]
    [InlineData("ERROR SKIP", "ERROR", "Status.SKIP")]
    [InlineData("runId: Int = 0", "runId: Int!", "Input.runId")]
    [InlineData("after: String)", "after: String, sort: String!)", "Push.tasks.sort")]
    [InlineData(", after: String)", ")", "Push.tasks.after")]
    public async Task Change_ThatBreaksClients_IsReported(string was, string becomes, string path)
    {
        var breaking = await BreakingAsync(await WriteAsync(Sample), await ChangedAsync(was, becomes));

        Assert.Equal([path], breaking.Select(change => change.GetProperty("path").GetString()));
    }

    [Theory]
    [InlineData(Version, Version + " pushedAt: String")]
    [InlineData("after: String)", "after: String, before: String)")]
    [InlineData("jobName: String", "jobName: String!")]
    [InlineData(Version, Deprecated)]
    [InlineData("350", "300")]
    [InlineData("The version.", "Another text.")]
    public async Task Change_ThatBreaksNoClient_IsNotReported(string was, string becomes) =>
        Assert.Empty(await BreakingAsync(await WriteAsync(Sample), await ChangedAsync(was, becomes)));

    [Fact]
    public async Task Removal_OfAFieldThatWasDeprecated_IsNotReported() =>
        Assert.Empty(await BreakingAsync(await ChangedAsync(Version, Deprecated), await ChangedAsync("\"The version.\" version: Long!", "")));

    private Task<string> ChangedAsync(string was, string becomes)
    {
        Assert.Contains(was, Sample, StringComparison.Ordinal);
        return WriteAsync(Sample.Replace(was, becomes, StringComparison.Ordinal));
    }

    /// <returns>The file that has the schema.</returns>
    private async Task<string> WriteAsync(string schema)
    {
        var path = _directory.Combine($"{Guid.NewGuid():n}.graphql");
        await File.WriteAllTextAsync(path, schema, Cancellation);
        return path;
    }

    private static async Task<List<JsonElement>> BreakingAsync(string before, string after)
    {
        await NpmProject.InstallAsync(Cancellation);
        var result = await Command.RunAsync(NpmProject.Folder, "node", ["schema-changes.js", before, after], Cancellation);
        return [.. result.Succeeded().Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => JsonElement.Parse(line)).Where(IsBreaking)];
    }

    private static bool IsBreaking(JsonElement change) => change.GetProperty("level").GetString() is "BREAKING";
}
