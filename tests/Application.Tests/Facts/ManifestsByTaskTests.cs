using System.Text;
using System.Text.Json;
using CsCheck;
using GroupResults.Application.Facts;
using GroupResults.Application.Tests.Ingestion;
using GroupResults.Domain.Pushes;

namespace GroupResults.Application.Tests.Facts;

public sealed class ManifestsByTaskTests : FactTests
{
    private const string Kind = "expected_tasks";
    private const string NoMap = "is not a JSON object that maps labels to lists of manifests";

    private static readonly string[] Files =
    [
        """{"a": ["x.toml", "y/ü🦊.toml"], "b": []}""",
        "\uFEFF{\n\"a\"\n:\n[\n\"x\"\n]\n}\n",
        """{"a": ["x", 1]}""",
        "{\n\"a\": [\"x\"\n\n  \"y\"]}",
        """{"a": ["x"]""",
        "{}x",
        "",
        "\n",
        "<",
    ];

    [Theory]
    [InlineData("{}", "")]
    [InlineData("\uFEFF {\"a\": [] }\r\n", "a=")]
    [InlineData("""{"test-linux/opt-1": ["dom/a.toml", "dom/b.toml"], "raptor": ["x"]}""", "test-linux/opt-1=dom/a.toml,dom/b.toml raptor=x")]
    [InlineData("""{"a": ["x", "y", "x"], "b": ["x"]}""", "a=x,y b=x")]
    [InlineData("""{"\u0061": ["\u00fcber \ud83e\udd8a"]}""", "a=über 🦊")]
    public async Task Ingest_AMap_IsExpectedFinally(string content, string expected)
    {
        var ingested = await IngestAsync(Encoding.UTF8.GetBytes(content));

        var (push, tasks) = Assert.Single(Application.Facts.Expectations);
        Assert.Equal((new PushKey("autoland", "abc"), true), (push, tasks.IsFinal));
        Assert.Equal(expected, string.Join(' ', tasks.Tasks.Select(task => $"{task.JobName}={string.Join(',', task.Groups!)}")));
        Assert.All(tasks.Tasks, task => Assert.Null(task.TaskId));
        Assert.Equal((true, tasks.Tasks.Count, tasks.Tasks.Sum(task => task.Groups!.Count)), (ingested.Fact.Changed, ingested.Tasks, ingested.Groups));
        AssertCounted(Kind, changed: 1, unchanged: 0, refused: 0);
    }

    [Theory]
    [InlineData("", "is empty")]
    [InlineData("\uFEFF", "is empty")]
    [InlineData("\u001f\u008b\b", "is not valid JSON at line 1, byte 1")] // As text, the mark is none.
    [InlineData("{", "is not valid JSON at line 1, byte 2")]
    [InlineData("{}\n{}", "is not valid JSON at line 2, byte 1")]
    [InlineData("""{"a": ["b" "c"]}""", "is not valid JSON at line 1, byte 12")]
    [InlineData("<html>", "is not valid JSON at line 1, byte 1")]
    [InlineData("[]", NoMap)]
    [InlineData("1", NoMap)]
    [InlineData("null", NoMap)]
    [InlineData("""{"a": null}""", "has for the task 'a' no list of strings; it must map labels to lists of manifests")]
    [InlineData("""{"a": {}}""", "has for the task 'a' no list of strings; it must map labels to lists of manifests")]
    [InlineData("""{"a": "b"}""", "has for the task 'a' no list of strings; it must map labels to lists of manifests")]
    [InlineData("""{"a": ["b", 1]}""", "has for the task 'a' no list of strings; it must map labels to lists of manifests")]
    [InlineData("""{"a": [["b"]]}""", "has for the task 'a' no list of strings; it must map labels to lists of manifests")]
    [InlineData("""{"": []}""", "has a label that is empty; a job name has 1 to 255 characters")]
    [InlineData("""{"a\u0000": []}""", "has a label that contains the control character U+0000, which no text may contain")]
    [InlineData("""{"\ud83e": []}""", "has a label that is not valid Unicode text")]
    [InlineData("""{"a": ["b"], "c": [], "a": []}""", "has the label 'a' twice")]
    [InlineData("""{"a": ["b"], "c": ["b", "d\\e"]}""", "has for the task 'c', at [1], a manifest that contains a backslash; a group name uses forward slashes")]
    [InlineData("""{"a": [""]}""", "has for the task 'a', at [0], a manifest that is empty; a group name has 1 to 255 characters")]
    [InlineData("""{"a": ["\udd8a"]}""", "has a manifest of 'a' that is not valid Unicode text")]
    public Task Ingest_AnythingElse_IsRefusedWithItsPlace(string content, string fault) =>
        AssertRefusedAsync(Command(Encoding.UTF8.GetBytes(content)), "input.content", fault, Kind);

    [Fact]
    public Task Ingest_Gzip_IsRefusedWithTheHeaderThatItNeeds() => AssertRefusedAsync(
        Command([0x1F, 0x8B, 8, 0]), "input.content", "is compressed with gzip; send it with the header Content-Encoding: gzip", Kind);

    [Fact]
    public Task Ingest_InvalidUtf8_IsRefused() =>
        AssertRefusedAsync(Command([.. "{\"a\": [\""u8, 0xFF, .. "\"]}"u8]), "input.content", "has a manifest of 'a' that is not valid Unicode text", Kind);

    [Fact]
    public async Task Ingest_BadRevision_IsRefusedBeforeTheFileIsRead()
    {
        using var content = new MemoryStream("{}"u8.ToArray());

        await AssertRefusedAsync(
            new IngestManifestsByTask(new ManifestsByTaskInput("autoland", "X", content)),
            "input.revision", "is 'X'; a revision is 1 to 64 of 0-9 a-f, in lower case", Kind);
        Assert.Equal(0, content.Position);
    }

    [Fact]
    public async Task Ingest_TheMost_IsStoredAndOneMoreIsTooLarge()
    {
        var tasks = Enumerable.Range(0, 50_000).ToDictionary(i => $"job{i}", _ => Enumerable.Range(0, 10).Select(i => $"group{i}"));
        await AssertTooLargeAsync(
            Command(JsonSerializer.SerializeToUtf8Bytes(new Dictionary<string, IEnumerable<string>>(tasks) { ["one more"] = [] })),
            "input.content has more than 50000 tasks", Kind);
        await Assert.ThrowsAsync<TooLargeException>(() => IngestAsync(JsonSerializer.SerializeToUtf8Bytes(
            new Dictionary<string, IEnumerable<string>>(tasks) { ["job7"] = [.. tasks["job7"], "one more"] })));

        var ingested = await IngestAsync(JsonSerializer.SerializeToUtf8Bytes(tasks));

        Assert.Equal((50_000, 500_000), (ingested.Tasks, ingested.Groups));
    }

    [Fact]
    public Task Read_AnyChunks_GiveTheSame() => Gen.Select(Gen.Int[0, Files.Length - 1], Gen.Int[1, 40].Array[1, 8]).SampleAsync(async (file, sizes) =>
    {
        var content = Encoding.UTF8.GetBytes(Files[file]);

        Assert.Equal(await OutcomeAsync(new MemoryStream(content)), await OutcomeAsync(new ChunkedStream(content, sizes)));
    });

    /// <summary>The first piece is the byte order mark alone.</summary>
    [Fact]
    public async Task Read_MarkComesAlone_ReadsOn() => Assert.Equal(
        "a=x", await OutcomeAsync(new ChunkedStream((byte[])[0xEF, 0xBB, 0xBF, .. """{"a":["x"]}"""u8], [3, 20])));

    [Theory]
    [InlineData(65_530)]
    [InlineData(65_536)]
    [InlineData(300_000)]
    public async Task Read_TextLongerThanTheBuffer_IsRead(int blanks)
    {
        var content = Encoding.UTF8.GetBytes($$"""{ "a" :{{new string(' ', blanks)}}["{{new string('g', 255)}}"], "{{new string('b', 300_000)}}": [] }""");

        Assert.Equal("file has a label that is longer than 255 characters", await OutcomeAsync(new ChunkedStream(content, [1, 65_535, 4096])));
    }

    private static async Task<string> OutcomeAsync(Stream content)
    {
        try
        {
            var tasks = await ManifestsByTaskReader.ReadAsync(content, "file", CancellationToken.None);
            return string.Join(' ', tasks.Select(task => $"{task.JobName}={string.Join(',', task.Groups!)}"));
        }
        catch (InvalidInputException refused)
        {
            return refused.Message;
        }
    }

    private static IngestManifestsByTask Command(byte[] content) => new(new ManifestsByTaskInput("autoland", "abc", new MemoryStream(content)));

    private Task<IngestedManifests> IngestAsync(byte[] content) => Application.SendAsync(Command(content));
}
