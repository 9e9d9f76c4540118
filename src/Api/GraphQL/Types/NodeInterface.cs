using GraphQL.Types;

namespace GroupResults.Api.GraphQL.Types;

/// <summary>Relay's global object identification.</summary>
internal sealed class NodeInterface : InterfaceGraphType
{
    public NodeInterface()
    {
        Name = "Node";
        Description = "An object that can be fetched by its id.";
        Field<NonNullGraphType<IdGraphType>>("id").Description("An opaque id.");
    }
}
