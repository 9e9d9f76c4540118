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

    /// <summary>A field with its description.</summary>
    private const string Version = "  \"The version, raised by 1 with each changed report.\"\n  version: Long!\n";

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
    [InlineData(Version, "", "Push.version")]
    [InlineData("  version: Long!\n", "  version: Int!\n", "Push.version")]
    [InlineData("  counts: ResultCounts! @cost", "  counts: ResultCounts @cost", "Push.counts")]
    [InlineData("  \"The group did not run.\"\n  SKIP\n", "", "GroupStatus.SKIP")]
    [InlineData("  runId: Int = 0\n", "  runId: Int!\n", "RecordGroupResultsInput.runId")]
    [InlineData("    search: String): TaskRunConnection!", "    search: String, sort: String!): TaskRunConnection!", "Push.tasks.sort")]
    [InlineData("    \"The endCursor of the previous page.\"\n    after: String,\n", "", "Push.tasks.after")]
    public async Task Change_ThatBreaksClients_IsReported(string was, string becomes, string path)
    {
        var breaking = await BreakingAsync(Repository.Combine(Schema), await ChangedAsync(was, becomes));

        Assert.Equal([path], breaking.Select(change => change.GetProperty("path").GetString()));
    }

    [Theory]
    [InlineData("  version: Long!\n", "  version: Long!\n  revisionDate: DateTime\n")]
    [InlineData("    after: String,\n", "    after: String,\n    before: String,\n")]
    [InlineData("  jobName: String\n  \"All", "  jobName: String!\n  \"All")]
    [InlineData("  version: Long!\n", "  version: Long! @deprecated(reason: \"Use cursor.\")\n")]
    [InlineData("weight: \"350\"", "weight: \"300\"")]
    [InlineData("\"An opaque id.\"", "\"Another text.\"")]
    public async Task Change_ThatBreaksNoClient_IsNotReported(string was, string becomes) =>
        Assert.Empty(await BreakingAsync(Repository.Combine(Schema), await ChangedAsync(was, becomes)));

    [Fact]
    public async Task Removal_OfAFieldThatWasDeprecated_IsNotReported()
    {
        var deprecated = await ChangedAsync("  version: Long!\n", "  version: Long! @deprecated(reason: \"Use cursor.\")\n");

        Assert.Empty(await BreakingAsync(deprecated, await ChangedAsync(Version, "")));
    }

    /// <summary>The schema with the text's first occurrence changed.</summary>
    private async Task<string> ChangedAsync(string was, string becomes)
    {
        var schema = await File.ReadAllTextAsync(Repository.Combine(Schema), Cancellation);
        var place = schema.IndexOf(was, StringComparison.Ordinal);
        Assert.True(place >= 0, $"The schema does not have '{was}'.");
        var path = Path.Combine(_directory.Path, $"{Guid.NewGuid():n}.graphql");
        await File.WriteAllTextAsync(path, string.Concat(schema.AsSpan(0, place), becomes, schema.AsSpan(place + was.Length)), Cancellation);
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
