using GraphQLServer.Documents;

namespace GroupResults.Api.GraphQL.Responses;

/// <summary>Finds the fields of a push whose values depend on other pushes of its repository.</summary>
internal static class RepositoryFields
{
    private static readonly string[] Always = ["origin", "parent", "comparison", "notRun", "flakiness"];

    internal static bool AreIn(DescribedOperation operation) => Array.Exists(Always, operation.Mentions) || FilterByOrigin(operation.Fields);

    /// <summary>Whether the stability of another push is selected. It changes with time alone, and no key says when.</summary>
    internal static bool AskForStability(DescribedOperation operation) => AskForStability(operation.Fields, isOther: false);

    private static bool AskForStability(IReadOnlyList<SelectedField> fields, bool isOther)
    {
        foreach (var field in fields)
        {
            var names = field.All.Select(each => each.Name.StringValue).ToList();
            if (isOther && names.Contains("stability")) return true;
            if (AskForStability(field.Fields, isOther || names.Exists(Always.Contains))) return true;
        }

        return false;
    }

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
