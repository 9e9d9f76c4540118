using System.Net;
using GroupResults.EndToEnd.Tests.Processes;

namespace GroupResults.EndToEnd.Tests.Security;

/// <summary>What a stranger who tries the well-known holes of GraphQL services finds: nothing in Production.</summary>
public sealed class GraphQLCopTests(ProductionService service) : IClassFixture<ProductionService>
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public static TheoryData<string> Names => [.. GraphQLCop.Checks.Keys];

    [Theory]
    [MemberData(nameof(Names))]
    public async Task Check_InProduction_FindsNothing(string name)
    {
        using var stranger = new GraphQLCop(service.Address, secret: null);
        using var known = new GraphQLCop(service.Address, service.Secret);

        Assert.Null(await GraphQLCop.Checks[name](stranger));
        Assert.Null(await GraphQLCop.Checks[name](known));
    }

    [Fact]
    public async Task APlainGet_InProduction_IsAnsweredAndNoPageOfAnotherSiteCanReadIt()
    {
        using var client = new GraphQLCop(service.Address, secret: null);

        var answer = await client.GetAsync("/graphql?query=%7B__typename%7D");

        Assert.Equal(HttpStatusCode.OK, answer.Status);
        Assert.Equal("""{"data":{"__typename":"Query"}}""", answer.Text);
        Assert.False(answer.IsShared);
    }

    [Fact]
    public async Task Checks_InDevelopment_FindTheSchemaAndTheExplorer()
    {
        using var directory = new TestDirectory();
        await using var open = await ServiceProcess.StartAsync(directory, Cancellation);

        Assert.Equal(
            ["Field Suggestions", "GraphiQL", "Introspection"],
            await FindingsAsync(open));
    }

    /// <summary>So that no check passes because it looks past what it is about. What no setting opens is left: forms, traces, mutations by GET.</summary>
    [Fact]
    public async Task Checks_WithEveryLimitAndOriginLifted_FindThatToo()
    {
        using var directory = new TestDirectory();
        await using var open = await ServiceProcess.StartAsync(
            directory,
            Cancellation,
            "--GroupResults:Http:Origins=*",
            "--GroupResults:GraphQL:MaxAliases=1000",
            "--GroupResults:GraphQL:MaxRepeats=1000",
            "--GroupResults:GraphQL:MaxDirectives=1000",
            "--GroupResults:GraphQL:MaxCost=1000000",
            "--GroupResults:GraphQL:MaxBatch=10");

        Assert.Equal(
            [
                "Alias Overloading", "Batch Queries", "GET based Queries", "Field Duplication", "Field Suggestions", "GraphiQL", "Introspection",
                "Directives Overloading", "Circular Query using Introspection",
            ],
            await FindingsAsync(open));
    }

    private static async Task<IReadOnlyList<string>> FindingsAsync(ServiceProcess service)
    {
        using var cop = new GraphQLCop(service.Address, secret: null);
        var findings = new List<string>();
        foreach (var (name, check) in GraphQLCop.Checks)
        {
            if (await check(cop) is not null) findings.Add(name);
        }

        return findings;
    }
}
