using System.Net.Http.Json;
using System.Text.Json;
using GroupResults.EndToEnd.Tests.Clients;
using GroupResults.EndToEnd.Tests.Processes;

namespace GroupResults.EndToEnd.Tests.Documents;

/// <summary>Asks the demo each question of docs/questions.md.</summary>
public sealed class QuestionsTests(DemoService demo) : IClassFixture<DemoService>
{
    private const string Page = "docs/questions.md";
    private const string Tabs = "src/Api/Explorer/app/src/questions";

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task EachQuery_AskedOfTheDemo_HasTheAnswerThatThePageShows()
    {
        var faults = new List<string>();
        var asked = 0;
        foreach (var (question, variables, shown) in await ReadPageAsync())
        {
            var answer = await AskAsync(question.Text, variables);
            asked++;
            if (ShownAnswer.FindFault(shown, answer) is { } fault) faults.Add($"{question.Heading} {fault}");
        }

        Assert.Empty(faults);
        Assert.True(asked >= 9, $"The page shows {asked} answers.");
    }

    [Fact]
    public async Task TheExplorersTabs_AreThePagesQueries()
    {
        var ofPage = (await FencedBlock.ReadAllAsync(Page, Cancellation)).Where(block => block.Language == "graphql").Select(block => block.Text);
        var ofExplorer = Directory.GetFiles(Repository.Combine(Tabs), "*.graphql")
            .Where(file => Path.GetFileName(file) != "newestPushes.graphql")
            .Select(file => string.Join('\n', File.ReadLines(file).Where(line => !line.StartsWith('#'))).TrimEnd());

        Assert.Equal(ofPage.Order(StringComparer.Ordinal), ofExplorer.Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task ThePage_HasNoBlocksButThoseThatAreRun()
    {
        var languages = (await FencedBlock.ReadAllAsync(Page, Cancellation)).Select(block => block.Language);

        Assert.Equal(["graphql", "json"], languages.Distinct().Order(StringComparer.Ordinal));
    }

    /// <summary>A block of variables counts for the answers that follow in its section; the first one of the page for all other sections.</summary>
    private static async Task<List<(FencedBlock Question, JsonElement Variables, JsonElement Shown)>> ReadPageAsync()
    {
        var answers = new List<(FencedBlock, JsonElement, JsonElement)>();
        JsonElement? ofPage = null;
        (FencedBlock? question, JsonElement? variables) = (null, null);
        foreach (var block in await FencedBlock.ReadAllAsync(Page, Cancellation))
        {
            if (block.Language == "graphql")
            {
                (question, variables) = (block, ofPage);
                continue;
            }

            var json = JsonElement.Parse(block.Text);
            if (!json.TryGetProperty("repository", out var repository) || repository.ValueKind is not JsonValueKind.String)
            {
                Assert.Equal(block.Heading, question!.Heading);
                answers.Add((question, variables!.Value, json));
            }
            else
            {
                (ofPage, variables) = (ofPage ?? json, json);
            }
        }

        return answers;
    }

    /// <summary>The answer's data; of a subscription, that of the first message.</summary>
    private async Task<JsonElement> AskAsync(string query, JsonElement variables)
    {
        using var client = new ServiceClient(demo.Address);
        if (!query.StartsWith("subscription", StringComparison.Ordinal)) return await client.QueryAsync(query, variables, Cancellation);

        const string DataLine = "data: ";
        using var request = new HttpRequestMessage(HttpMethod.Post, "/graphql") { Content = JsonContent.Create(new { query, variables }) };
        request.Headers.Accept.ParseAdd("text/event-stream");
        using var response = await client.Http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, Cancellation);
        using var lines = new StreamReader(await response.Content.ReadAsStreamAsync(Cancellation));
        while (true)
        {
            var line = await lines.ReadLineAsync(Cancellation).AsTask().WaitAsync(Eventually.Limit, TimeProvider.System, Cancellation);
            Assert.NotNull(line);
            if (line.StartsWith(DataLine, StringComparison.Ordinal)) return JsonElement.Parse(line[DataLine.Length..]).GetProperty("data");
        }
    }
}
