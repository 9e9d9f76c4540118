namespace GroupResults.EndToEnd.Tests.GraphQLClients;

/// <summary>The schema as the reference implementation's tools fetch it.</summary>
[Collection(nameof(ClientScripts))]
public sealed class IntrospectionTests(ClientScripts scripts)
{
    [Fact]
    public async Task Introspection_WithAllOptionsOfGraphQLJs_IsTheSchemaOfTheText()
    {
        var schemas = (await scripts.RunAsync("introspection.js")).Select(line => line.GetProperty("schema").GetString()).ToList();

        Assert.Contains("scalar Long @specifiedBy(url: ", schemas[0], StringComparison.Ordinal);
        Assert.Equal(schemas[1], schemas[0]);
    }
}
