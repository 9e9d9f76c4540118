using GraphQLParser.AST;

namespace GraphQLServer.Documents;

/// <summary>One operation of a document.</summary>
public sealed class DescribedOperation
{
    private volatile bool _isValid;

    internal DescribedOperation(GraphQLOperationDefinition definition, IReadOnlyList<SelectedField> fields, bool hasDirectives)
    {
        Definition = definition;
        Fields = fields;
        IsConditional = hasDirectives || definition.Directives is { Count: > 0 };
    }

    public GraphQLOperationDefinition Definition { get; }

    public OperationType Type => Definition.Operation;

    /// <summary>Null if the operation is anonymous.</summary>
    public string? Name => Definition.Name?.StringValue;

    /// <summary>The fields at the root, with fragments expanded.</summary>
    public IReadOnlyList<SelectedField> Fields { get; }

    /// <summary>Whether the operation or a field at its root has a directive, directly or through a fragment.</summary>
    public bool IsConditional { get; }

    /// <summary>Whether the operation selects exactly one field at its root, without fragments.</summary>
    internal bool HasOneField => Definition.SelectionSet.Selections is [GraphQLField];

    /// <summary>Whether the operation is known to have passed all validation rules.</summary>
    internal bool IsValid => _isValid;

    internal void MarkValid() => _isValid = true;

    /// <summary>Whether the operation selects a field of this name, at any depth.</summary>
    public bool Mentions(string field) => Mentions(Fields, field);

    private static bool Mentions(IReadOnlyList<SelectedField> fields, string name)
    {
        foreach (var field in fields)
        {
            foreach (var each in field.All)
            {
                if (each.Name.Value == name) return true;
            }

            if (Mentions(field.Fields, name)) return true;
        }

        return false;
    }
}
