using GraphQL.Types;

namespace GraphQLServer.Tests;

/// <summary>What tests of the server's parts share.</summary>
internal static class TestServer
{
    internal static readonly OperationLimits Limits = new(
        Depth: 20,
        Tokens: 10_000,
        Fields: 2_000,
        Repeats: 50,
        Fragments: 100,
        Variables: 100,
        Aliases: 50,
        Directives: 50,
        Cost: 1_000,
        PageSize: 2_000,
        Batch: 1,
        Timeout: TimeSpan.FromSeconds(30));

    /// <summary>A schema whose types refer to themselves.</summary>
    internal static Schema NewSchema(Action<ObjectGraphType>? add = null)
    {
        var query = new ObjectGraphType { Name = "Query" };
        query.Field<StringGraphType>("text");
        query.AddField(new FieldType { Name = "self", ResolvedType = query });
        add?.Invoke(query);
        var schema = new Schema { Query = query };
        schema.Initialize();
        return schema;
    }
}
