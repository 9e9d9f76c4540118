using System.Globalization;
using System.Text.Json;
using GroupResults.Api.Tests.Hosting;
using GroupResults.Application.Facts;
using GroupResults.Application.Ingestion;
using GroupResults.Domain.Pushes;
using GroupResults.Domain.Results;
using MediatR;
using Microsoft.Extensions.DependencyInjection;

namespace GroupResults.Api.Tests.Questions;

/// <summary>Pushes in a row in few words, and questions across them over HTTP.</summary>
public abstract class HistoryTests : IAsyncLifetime
{
    protected const string Linux = "test-linux/opt-mochitest";
    protected const string Mac = "test-mac/opt-mochitest";

    private int _tasks;

    internal TestService Service { get; } = new();

    /// <summary>The moment of push 0; each push comes a day after the one before.</summary>
    internal DateTimeOffset Start => new DateTimeOffset(Service.Time.GetUtcNow().UtcDateTime.Date, TimeSpan.Zero).AddDays(-40);

    private IMediator Mediator => Service.Services.GetRequiredService<IMediator>();

    public virtual async ValueTask InitializeAsync() => await Service.InitializeAsync();

    public async ValueTask DisposeAsync()
    {
        await Service.DisposeAsync();
        GC.SuppressFinalize(this);
    }

    internal static string Revision(int number) => $"{number:x8}";

    /// <summary>Records that push <paramref name="number"/> has its number as position, and was pushed on its day.</summary>
    internal Task RecordAsync(int number, string repository = "autoland") => Mediator.Send(new RecordPush(new RecordPushInput(
        repository, Revision(number), new RecordedPush(null, number, Start.AddDays(number), null))));

    /// <summary>Reports a task of its own.</summary>
    internal Task ReportAsync(int number, string jobName, params GroupResult[] results) =>
        ReportAsync("autoland", Revision(number), jobName, results);

    internal Task ReportAsync(string repository, string revision, string? jobName, params GroupResult[] results) => Mediator.Send(new RecordGroupResults(
        new ReportInput(repository, revision, string.Create(CultureInfo.InvariantCulture, $"T{_tasks++}"), 0, jobName, results)));

    internal static GroupResult Ok(string group, int durationMs = 10) => new(group, GroupStatus.Ok, durationMs);

    internal static GroupResult Error(string group, int durationMs = 10) => new(group, GroupStatus.Error, durationMs);

    internal static GroupResult Skip(string group) => new(group, GroupStatus.Skip, 0);

    /// <summary>A field of the repository.</summary>
    internal async Task<JsonElement> AskAsync(string field, string repository = "autoland") =>
        (await Service.QueryAsync($$"""{ repository(name: "{{repository}}") { {{field}} } }""")).GetProperty("repository").EnumerateObject().Single().Value;

    /// <summary>A field of a group, as JSON text.</summary>
    internal async Task<string> AskOfGroupAsync(string group, string field) =>
        (await AskAsync($$"""group(name: "{{group}}") { {{field}} }""")).EnumerateObject().Single().Value.GetRawText();

    internal static string Revisions(JsonElement nodes, string field = "revision") =>
        string.Join(' ', nodes.EnumerateArray().Select(node => node.GetProperty(field).GetString()));
}
