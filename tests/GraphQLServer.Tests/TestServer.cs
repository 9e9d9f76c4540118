using GraphQL.Types;
using GraphQLServer.Requests;

namespace GraphQLServer.Tests;

/// <summary>What tests of the server's parts share.</summary>
internal static class TestServer
{
    internal static readonly OperationLimits Limits = OperationLimits.Default;
    internal static readonly GraphQLServerOptions Options = new(Limits, TrustedDocuments.None, Introspection: true);

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
