using GroupResults.Api.Tests.GraphQL.Facts;
using GroupResults.Api.Tests.Hosting;
using GroupResults.Application.Pushes;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using static GroupResults.Api.Tests.Hosting.GraphQLRequests;

namespace GroupResults.Api.Tests.Questions;

/// <summary>A page of pushes is read after the snapshot of another part of the operation.</summary>
public sealed class PushListBesideWriterTests : IAsyncLifetime
{
    private readonly TestService _service;
    private Func<Task> _beforeList = () => Task.CompletedTask;

    public PushListBesideWriterTests() => _service = new TestService(services =>
    {
        var own = services.Single(service => service.ServiceType == typeof(IPushList)).ImplementationType!;
        services.Replace(ServiceDescriptor.Singleton<IPushList>(provider =>
            new LateList((IPushList)ActivatorUtilities.CreateInstance(provider, own), () => _beforeList())));
    });

    public ValueTask InitializeAsync() => _service.InitializeAsync();

    public ValueTask DisposeAsync() => _service.DisposeAsync();

    [Fact]
    public async Task Nodes_OfAPageWithAPushThatCameMeanwhile_HaveItAsWell()
    {
        var (first, second) = (NewRevision(), NewRevision());
        await _service.RecordPushAsync(first, """{ "position": 1 }""");
        _beforeList = () => _service.RecordPushAsync(second, """{ "position": 2 }""");

        var answer = await _service.QueryAsync("""{ repository(name: "autoland") { pushes { totalCount nodes { parent { revision } } } } }""");

        Assert.Equal(
            $$$"""{"totalCount":2,"nodes":[{"parent":{"revision":"{{{first}}}"}},{"parent":null}]}""",
            answer.GetProperty("repository").GetProperty("pushes").GetRawText());
    }

    private sealed class LateList(IPushList inner, Func<Task> before) : IPushList
    {
        public async Task<PushListPage> ReadAsync(ListPushes query, CancellationToken cancellationToken)
        {
            await before();
            return await inner.ReadAsync(query, cancellationToken);
        }

        public Task<PushTotals> CountAsync(DateTimeOffset activeSince, CancellationToken cancellationToken) => inner.CountAsync(activeSince, cancellationToken);
    }
}
