using GroupResults.EndToEnd.Tests.Processes;

namespace GroupResults.EndToEnd.Tests.Documents;

/// <summary>A block of code in a Markdown text.</summary>
/// <param name="Heading">Of the section that it stands in.</param>
internal sealed record FencedBlock(string Heading, string Language, string Text)
{
    private const string Fence = "```";
    private const string AuthorityInTexts = "127.0.0.1:5080";

    internal static async Task<IReadOnlyList<FencedBlock>> ReadAllAsync(string path, CancellationToken cancellationToken) =>
        [.. In(await File.ReadAllTextAsync(Repository.Combine(path), cancellationToken))];

    internal static IEnumerable<FencedBlock> In(string markdown)
    {
        var heading = "";
        string? language = null;
        var lines = new List<string>();
        foreach (var line in markdown.Split('\n'))
        {
            if (language is not null && line == Fence)
            {
                yield return new FencedBlock(heading, language, string.Join('\n', lines));
                language = null;
                lines.Clear();
            }
            else if (language is not null)
            {
                lines.Add(line);
            }
            else if (line.StartsWith(Fence, StringComparison.Ordinal))
            {
                language = line[Fence.Length..];
            }
            else if (line.StartsWith('#'))
            {
                heading = line.TrimStart('#').Trim();
            }
        }
    }

    /// <summary>The block's text with a service's address in the place of the default one, which it must name.</summary>
    internal string At(Uri address)
    {
        Assert.Contains(AuthorityInTexts, Text, StringComparison.Ordinal);
        return Text.Replace(AuthorityInTexts, address.Authority, StringComparison.Ordinal);
    }
}
