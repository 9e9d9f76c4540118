using GraphQLServer.Documents;

namespace GroupResults.Api.GraphQL.Responses;

/// <summary>Finds the fields of a push whose values depend on other pushes of its repository.</summary>
internal static class RepositoryFields
{
    private static readonly string[] Always = ["origin", "parent", "comparison", "notRun", "flakiness"];

    internal static bool AreIn(DescribedOperation operation) => Array.Exists(Always, operation.Mentions) || FilterByOrigin(operation.Fields);

    /// <summary><c>groups(origin:)</c> selects by what the parents say.</summary>
    private static bool FilterByOrigin(IReadOnlyList<SelectedField> fields)
    {
        foreach (var field in fields)
        {
            foreach (var each in field.All)
            {
                if (each.Name.Value == "groups" && each.Arguments?.Any(argument => argument.Name.Value == "origin") is true) return true;
            }

            if (FilterByOrigin(field.Fields)) return true;
        }

        return false;
    }
}
