using System.Net;
using System.Text;
using GroupResults.Api.Tests.Hosting;
using GroupResults.Application.Ingestion;
using GroupResults.Infrastructure.Storage.Sqlite;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using static GroupResults.Api.Tests.Hosting.GraphQLRequests;

namespace GroupResults.Api.Tests.Operations;

/// <summary>More reports than may wait, as clients see it.</summary>
public sealed class FullQueueTests : IAsyncLifetime
{
    private const string Message = "Too many reports are waiting to be stored: nothing was stored. Send the report again in 2 s.";

    private readonly TestService _service = new(services => services.Replace(
        ServiceDescriptor.Singleton(new WriterLimits { MaxWaitingReports = 1, RetryAfter = TimeSpan.FromMilliseconds(1500) })));

    public ValueTask InitializeAsync() => _service.InitializeAsync();

    public ValueTask DisposeAsync() => _service.DisposeAsync();

    [Fact]
    public async Task Mutation_QueueIsFull_IsUnavailableWithRetryAfterAndWorksLater()
    {
        Task<Answer> waiting;
        using (_service.HoldStorage())
        {
            waiting = await SendAndWaitAsync();

            var answer = await _service.TryRecordAsync(Report("aa", "refused"));

            Assert.Equal(HttpStatusCode.OK, answer.Status);
            Assert.Equal("null", answer.Json.GetProperty("data").GetRawText());
            Assert.Equal(Message, answer.Error.GetProperty("message").GetString());
            Assert.Equal("""{"code":"UNAVAILABLE"}""", answer.Error.GetProperty("extensions").GetRawText());
            Assert.Equal("2", answer.Header("Retry-After"));
        }

        Assert.Equal(HttpStatusCode.OK, (await waiting).Status);
        Assert.Null((await waiting).Header("Retry-After"));
        var later = await _service.TryRecordAsync(Report("aa", "refused"));
        Assert.Equal(2, later.Json.GetProperty("data").GetProperty("recordGroupResults").GetProperty("push").GetProperty("version").GetInt32());
        Assert.Equal(2, _service.CountRows("TaskRuns"));
    }

    [Fact]
    public async Task Upload_QueueIsFull_IsUnavailableWithRetryAfterAndWorksLater()
    {
        Task<Answer> waiting;
        using (_service.HoldStorage())
        {
            waiting = await SendAndWaitAsync();

            var answer = await PutAsync();

            Assert.Equal(HttpStatusCode.ServiceUnavailable, answer.Status);
            Assert.Equal("application/problem+json; charset=utf-8", answer.ContentType);
            Assert.Equal("UNAVAILABLE", answer.Json.GetProperty("code").GetString());
            Assert.Equal(Message, answer.Json.GetProperty("detail").GetString());
            Assert.Equal("2", answer.Header("Retry-After"));
        }

        await waiting;
        Assert.Equal(HttpStatusCode.OK, (await PutAsync()).Status);
        Assert.Equal(2, _service.CountRows("TaskRuns"));
    }

    private async Task<Task<Answer>> SendAndWaitAsync()
    {
        var sent = _service.TryRecordAsync(Report("aa", "waiting"));
        await Eventually.TrueAsync(() => _service.Services.GetRequiredService<IReportStore>().Waiting == 1, "the report waits");
        return sent;
    }

    private Task<Answer> PutAsync() => _service.Http.SendAsync(
        HttpMethod.Put,
        "/api/project/autoland/push/aa/task/refused/0/errorsummary",
        request => request.Content = new ByteArrayContent(Encoding.UTF8.GetBytes("""{"action":"group_result","group":"a","status":"OK"}""")));
}
