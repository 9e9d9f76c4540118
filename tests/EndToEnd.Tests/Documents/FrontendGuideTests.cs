using System.Text.Json;
using GroupResults.EndToEnd.Tests.Clients;
using GroupResults.EndToEnd.Tests.Processes;

namespace GroupResults.EndToEnd.Tests.Documents;

/// <summary>The files of docs/frontends.md as they stand there.</summary>
public sealed class FrontendGuideTests : IDisposable
{
    private const string Guide = "docs/frontends.md";

    private const string Operations =
        """
        query Push($repository: String!, $revision: String!, $status: [GroupStatus!]) {
          push(repository: $repository, revision: $revision) {
            id version firstSeenAt stability resultMap
            tasks(status: $status) { nodes { id jobName results { group status durationMs } } }
          }
        }
        mutation Record($input: RecordGroupResultsInput!) { recordGroupResults(input: $input) { changed } }
        subscription Changes($repository: String!, $revision: String!) {
          pushUpdated(repository: $repository, revision: $revision) { cursor lastActivityAt resultMap }
        }
        """;

    /// <summary>Each line that must not compile says so: a scalar that became <c>any</c> would let it.</summary>
    private const string Use =
        """
        import type { ResultOf, VariablesOf } from '@graphql-typed-document-node/core';
        import { ChangesDocument, PushDocument, RecordDocument } from './generated.js';

        const variables: VariablesOf<typeof PushDocument> = { repository: 'autoland', revision: 'ab', status: ['ERROR'] };
        // @ts-expect-error There is no such status.
        const wrong: VariablesOf<typeof PushDocument> = { ...variables, status: ['BROKEN'] };

        export function show({ push }: ResultOf<typeof PushDocument>, { pushUpdated }: ResultOf<typeof ChangesDocument>) {
          if (push === null) return '';
          const version: number = push.version;
          const at: string = push.firstSeenAt;
          const passed: boolean | undefined = push.resultMap['task']?.['group'];
          const changed: Record<string, Record<string, boolean>> = pushUpdated.resultMap;
          // @ts-expect-error A time is a string.
          const time: number = push.firstSeenAt;
          // @ts-expect-error A version is a number.
          const text: string = push.version;
          // @ts-expect-error A job may have no name.
          const name: string = push.tasks.nodes[0]!.jobName;
          return `${version} ${at} ${passed} ${Object.keys(changed)} ${time} ${text} ${name} ${wrong}`;
        }

        const input = { repository: 'autoland', revision: 'ab', taskId: 'T', results: [{ group: 'a', status: 'OK' as const }] };
        export const record: VariablesOf<typeof RecordDocument> = { input };
        """;

    private readonly TestDirectory _directory = new();

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public void Dispose() => _directory.Dispose();

    [Fact]
    public async Task CodeGeneration_AsConfigured_TypesEveryScalarAndCompiles()
    {
        await ProjectAsync();
        await WriteAsync(".graphqlrc.yml", await BlockAsync("yaml"));
        await WriteAsync("src/operations.graphql", Operations);
        await WriteAsync("src/use.ts", Use);
        File.Copy(Repository.Combine("docs/schema.graphql"), _directory.Combine("schema.graphql"));

        var lines = await RunAsync("codegen.js", _directory.Path);

        Assert.Equal(["scalars", "compiled"], lines.Select(line => line.GetProperty("step").GetString()));
        Assert.Equal(Texts(lines[0], "schema"), Texts(lines[0], "config"));
        Assert.Empty(Texts(lines[1], "faults"));
    }

    [Fact]
    public async Task ApolloPolicies_WhateverIsAskedForOneAfterAnother_LoseNoField()
    {
        await ProjectAsync();
        await WriteAsync("cache.js", await BlockAsync("js"));
        await using var service = await ServiceProcess.StartAsync(_directory, Cancellation);

        var lines = await RunAsync("cache-policies.js", Origin(service), "c1", _directory.Combine("cache.js"));

        Assert.Empty(Texts(lines[0], "lost"));
        Assert.Empty(Texts(lines[0], "warnings"));
        Assert.Equal(["task-0", "task-1", "task-2", "task-3", "task-4"], Texts(lines[1], "tasks"));
        Assert.False(lines[1].GetProperty("hasNextPage").GetBoolean());
        Assert.Empty(Texts(lines[1], "warnings"));
        Assert.Equal(Texts(lines[1], "tasks"), Texts(lines[2], "tasks"));
        Assert.Equal(["task-0", "task-1"], Texts(lines[3], "tasks"));
        Assert.True(lines[3].GetProperty("hasNextPage").GetBoolean());
    }

    /// <summary>What the policies are for: the same queries show it.</summary>
    [Fact]
    public async Task Apollo_WithoutPolicies_LosesFieldsAndWarns()
    {
        await NpmProject.InstallAsync(Cancellation);
        await using var service = await ServiceProcess.StartAsync(_directory, Cancellation);

        var read = (await RunAsync("cache-policies.js", Origin(service), "c2", "-"))[0];

        Assert.Equal(
            [
                "counts, one half", "tasks, one half", "tasks, the other half", "results, one half", "task runs, one half", "groups, one half",
                "configurations, one half", "completion, one half", "comparison, one half", "not run, one half", "cache entry, one half",
                "statistics, one half", "pushes, one half",
            ],
            Texts(read, "lost"));
        Assert.NotEmpty(Texts(read, "warnings"));
    }

    [Fact]
    public async Task TheGuide_HasNoBlocksButThoseThatAreUsed()
    {
        var languages = (await FencedBlock.ReadAllAsync(Guide, Cancellation)).Select(block => block.Language);

        Assert.Equal(["yaml", "js"], languages);
    }

    private static string Origin(ServiceProcess service) => service.Address.GetLeftPart(UriPartial.Authority);

    private static async Task<string> BlockAsync(string language) =>
        Assert.Single(await FencedBlock.ReadAllAsync(Guide, Cancellation), block => block.Language == language).Text;

    /// <summary>A folder in which the npm project's packages are found, as in a frontend's own.</summary>
    private async Task ProjectAsync()
    {
        await NpmProject.InstallAsync(Cancellation);
        Directory.CreateSymbolicLink(_directory.Combine("node_modules"), Path.Combine(NpmProject.Folder, "node_modules"));
        await WriteAsync("package.json", """{ "type": "module" }""");
    }

    private async Task WriteAsync(string path, string text)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(_directory.Combine(path))!);
        await File.WriteAllTextAsync(_directory.Combine(path), text, Cancellation);
    }

    /// <summary>Apollo warns in its build for development only.</summary>
    private static async Task<List<JsonElement>> RunAsync(string script, params IEnumerable<string> arguments)
    {
        var result = await Command.RunAsync(NpmProject.Folder, "node", ["--conditions=development", script, .. arguments], Cancellation);
        return [.. result.Succeeded().Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => JsonElement.Parse(line))];
    }

    private static IEnumerable<string> Texts(JsonElement line, string name) => line.GetProperty(name).EnumerateArray().Select(text => text.GetString()!);
}
