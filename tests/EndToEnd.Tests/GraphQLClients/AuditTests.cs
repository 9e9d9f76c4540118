using System.Text.Json;

namespace GroupResults.EndToEnd.Tests.GraphQLClients;

/// <summary>GraphQL over HTTP as its reference implementation audits it.</summary>
[Collection(nameof(ClientScripts))]
public sealed class AuditTests(ClientScripts scripts)
{
    private const int AuditCount = 61;

    [Fact]
    public async Task EveryAuditOfGraphQLOverHttp_IsOk()
    {
        var audits = await scripts.RunAsync("audit.js");

        Assert.Empty(audits.Where(audit => audit.GetProperty("status").GetString() is not "ok").Select(Describe));
        Assert.Equal(AuditCount, audits.Count);
    }

    private static string Describe(JsonElement audit) => audit.GetRawText();
}
