using System.Net;
using GroupResults.Api.Tests.Hosting;
using GroupResults.Application;
using GroupResults.Application.Ingestion;
using GroupResults.Application.Pushes;
using GroupResults.Application.Results;
using GroupResults.Domain.Pushes;
using GroupResults.Domain.Results;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using static GroupResults.Api.Tests.Hosting.GraphQLRequests;

namespace GroupResults.Api.Tests.GraphQL;

/// <summary>A storage that fails, and what clients get to see of it: the contract's code and nothing of the cause.</summary>
public sealed class FaultTests : IAsyncLifetime
{
    private const string Secret = "SELECT secret FROM /var/lib/results.db";

    private readonly FaultyPorts _ports = new();
    private readonly TestService _service;

    public FaultTests() => _service = new TestService(services =>
    {
        services.Replace(ServiceDescriptor.Singleton<IReportStore>(_ports));
        services.Replace(ServiceDescriptor.Singleton<IPushHeads>(_ports));
        services.Replace(ServiceDescriptor.Singleton<IPushSnapshots>(_ports));
        services.Replace(ServiceDescriptor.Singleton<IPushList>(_ports));
    });

    public static TheoryData<string, string, string, int> Faults => new()
    {
        { "other", "INTERNAL", "Internal error. The request is not at fault.", 500 },
        { "unavailable", "UNAVAILABLE", "Another process has locked the storage; try again.", 503 },
        { "full", "STORAGE_FULL", "The storage is full: nothing was stored. Send the report again when there is room.", 507 },
    };

    public ValueTask InitializeAsync() => _service.InitializeAsync();

    public ValueTask DisposeAsync() => _service.DisposeAsync();

    [Theory]
    [InlineData("other", "INTERNAL", "Internal error. The request is not at fault.")]
    [InlineData("unavailable", "UNAVAILABLE", "Another process has locked the storage; try again.")]
    [InlineData("full", "STORAGE_FULL", "The storage is full: nothing was stored. Send the report again when there is room.")]
    public async Task Mutation_WithAFailingStore_NamesTheFaultAndNoDetails(string fault, string code, string message)
    {
        _ports.Fault = fault;

        var answer = await _service.TryRecordAsync(Report("aa", "T", ("a", "OK", 1)));

        Assert.Equal(HttpStatusCode.OK, answer.Status);
        Assert.Equal("null", answer.Json.GetProperty("data").GetRawText());
        Assert.Equal(1, answer.Json.GetProperty("errors").GetArrayLength());
        Assert.Equal(message, answer.Error.GetProperty("message").GetString());
        Assert.Equal($$"""{"code":"{{code}}"}""", answer.Error.GetProperty("extensions").GetRawText());
        Assert.Equal(["message", "locations", "path", "extensions"], answer.Error.EnumerateObject().Select(property => property.Name));
    }

    [Theory]
    [MemberData(nameof(Faults))]
    public async Task Upload_WithAFailingStore_NamesTheFaultAndNoDetails(string fault, string code, string message, int status)
    {
        _ports.Fault = fault;

        var answer = await _service.Http.SendAsync(
            HttpMethod.Put, "/api/project/autoland/push/aa/task/T/0/errorsummary", request => request.Content = new StringContent(""));

        AssertProblem(answer, code, message, status);
    }

    [Theory]
    [MemberData(nameof(Faults))]
    public async Task DropIn_WithAFailingStorage_NamesTheFaultAndNoDetails(string fault, string code, string message, int status)
    {
        _ports.Fault = fault;

        AssertProblem(await _service.GetAsync(GroupResultsPath("aa")), code, message, status);
    }

    [Theory]
    [InlineData("push(repository: \"autoland\", revision: \"aa\") { version }", """{"push":null}""")]
    [InlineData("pushes(repository: \"autoland\") { totalCount }", "null")]
    [InlineData("cacheStatistics { hits }", "null")]
    public async Task Query_WithAFailingStorage_IsAnInternalError(string field, string data)
    {
        _ports.Fault = "other";

        var answer = await _service.GraphQLAsync($"{{ {field} }}");

        Assert.Equal("INTERNAL", answer.Error.GetProperty("extensions").GetProperty("code").GetString());
        Assert.Equal(data, answer.Json.GetProperty("data").GetRawText());
        Assert.DoesNotContain("SELECT", answer.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Query_WithOneFailingPart_StillHasTheOthers()
    {
        _ports.Fault = "other";

        var answer = await _service.GraphQLAsync("{ __typename push(repository: \"autoland\", revision: \"aa\") { version } }");

        Assert.Equal("""{"__typename":"Query","push":null}""", answer.Json.GetProperty("data").GetRawText());
    }

    private static void AssertProblem(Answer answer, string code, string message, int status)
    {
        Assert.Equal(status, (int)answer.Status);
        Assert.Equal("application/problem+json; charset=utf-8", answer.ContentType);
        Assert.Equal(code, answer.Json.GetProperty("code").GetString());
        Assert.Equal(message, answer.Json.GetProperty("detail").GetString());
        Assert.Equal(status, answer.Json.GetProperty("status").GetInt32());
        Assert.DoesNotContain("SELECT", answer.Text, StringComparison.Ordinal);
        Assert.DoesNotContain("GroupResults.", answer.Text, StringComparison.Ordinal);
    }

    private sealed class FaultyPorts : IReportStore, IPushHeads, IPushSnapshots, IPushList
    {
        internal string Fault { get; set; } = "other";

        public int Waiting => 0;

        public Task<IReadOnlyList<AppendedReport>> AppendAsync(IReadOnlyList<Report> reports, CancellationToken cancellationToken) => throw Failure();

        public Task<int> ResetFutureActivitiesAsync(CancellationToken cancellationToken) => throw Failure();

        public ValueTask<PushHead?> FindAsync(PushKey push, CancellationToken cancellationToken) => throw Failure();

        public ValueTask<PushHead?> FindInRepositoryAsync(PushKey push, CancellationToken cancellationToken) => throw Failure();

        public ValueTask<IReadOnlyList<PushHead>> FindByPrefixAsync(string repository, string prefix, int limit, CancellationToken cancellationToken) => throw Failure();

        public Task<PushSnapshot?> ReadAsync(PushKey push, CancellationToken cancellationToken) => throw Failure();

        public Task<PushListPage> ReadAsync(ListPushes query, CancellationToken cancellationToken) => throw Failure();

        public Task<PushTotals> CountAsync(DateTimeOffset activeSince, CancellationToken cancellationToken) => throw Failure();

        private Exception Failure() => Fault switch
        {
            "unavailable" => new UnavailableException("Another process has locked the storage; try again.", new IOException(Secret)),
            "full" => new StorageFullException(new IOException(Secret)),
            _ => new InvalidDataException(Secret),
        };
    }
}
