using GraphQL.Types;

namespace GroupResults.Api.GraphQL.Types;

/// <summary>Relay's global object identification.</summary>
internal sealed class NodeInterface : InterfaceGraphType
{
    public NodeInterface()
    {
        Name = "Node";
        Description = "Whatever has an id of its own and can be read again by it.";
        Field<NonNullGraphType<IdGraphType>>("id").Description("Opaque.");
    }
}
