using System.Net;
using System.Text.Json;
using GroupResults.Api.Tests.Hosting;
using static GroupResults.Api.Tests.Hosting.GraphQLRequests;

namespace GroupResults.Api.Tests.Questions;

/// <summary>Answers depend on settings. What a client or Redis has kept from before they changed is no answer any more.</summary>
public sealed class SettingsTests : IAsyncLifetime
{
    private const string Fields = "groups(verdict: [FAIL]) { nodes { origin { kind } } } tasks { nodes { suite } }";

    private readonly TestService _service = new();
    private readonly string[] _revisions = [NewRevision(), NewRevision(), NewRevision()];

    private string Path =>
        $"/graphql?query={Uri.EscapeDataString($$"""{ push(repository: "autoland", revision: "{{_revisions[2]}}") { {{Fields}} } }""")}";

    public async ValueTask InitializeAsync()
    {
        await _service.InitializeAsync();
        for (var i = 0; i < _revisions.Length; i++)
        {
            await _service.QueryAsync(
                "mutation($input: RecordPushInput!) { recordPush(input: $input) { changed } }",
                new { input = new { repository = "autoland", revision = _revisions[i], position = i } });
        }

        await _service.RecordAsync(Report(_revisions[0], "T0", ("a", "OK", 1)).With("jobName", "test-linux/opt-xpcshell-1"));
        await _service.RecordAsync(Report(_revisions[2], "T2", ("a", "ERROR", 1)).With("jobName", "test-linux/opt-xpcshell-1"));
    }

    public ValueTask DisposeAsync() => _service.DisposeAsync();

    [Theory]
    [InlineData("MaxParents=1", "UNKNOWN", "xpcshell")]
    [InlineData("ParentlessRepositories=autoland", "UNKNOWN", "xpcshell")]
    [InlineData("JobNameRules=opt-(?<suite>.+)", "NEW", "xpcshell-1")]
    public async Task ASettingOfQuestions_Changed_ChangesTheTagWithTheAnswer(string setting, string kind, string suite)
    {
        var before = await _service.GetAsync(Path);
        Assert.Equal(("NEW", "xpcshell"), AnswerOf(before));
        await using var other = new TestService { SharedDatabase = _service.DatabasePath, Time = _service.Time, Settings = [$"--GroupResults:Questions:{setting}"] };
        await other.InitializeAsync();

        var after = await other.GetAsync(Path, ("If-None-Match", before.Header("ETag")!));

        Assert.Equal(HttpStatusCode.OK, after.Status);
        Assert.Equal((kind, suite), AnswerOf(after));
    }

    [Fact]
    public async Task NoSettingOfQuestions_Changed_LeavesTheTag()
    {
        var before = await _service.GetAsync(Path);
        await using var other = new TestService { SharedDatabase = _service.DatabasePath, Time = _service.Time, Settings = ["--GroupResults:Questions:MaxParents=20"] };
        await other.InitializeAsync();

        Assert.Equal(HttpStatusCode.NotModified, (await other.GetAsync(Path, ("If-None-Match", before.Header("ETag")!))).Status);
    }

    private static (string? Kind, string? Suite) AnswerOf(Answer answer)
    {
        var push = answer.Json.GetProperty("data").GetProperty("push");
        return (Only(push, "groups").GetProperty("origin").GetProperty("kind").GetString(), Only(push, "tasks").GetProperty("suite").GetString());
    }

    private static JsonElement Only(JsonElement push, string list) => Assert.Single(push.GetProperty(list).GetProperty("nodes").EnumerateArray());
}
