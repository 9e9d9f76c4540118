using GraphQL.Validation;
using GraphQLParser.AST;
using GroupResults.Api.GraphQL.Documents;
using GroupResults.Api.GraphQL.Responses;
using GroupResults.Api.GraphQL.Transport;
using GroupResults.Api.GraphQL.Types;
using GroupResults.Domain.Pushes;

namespace GroupResults.Api.GraphQL.Subscriptions;

/// <summary>Tells what a subscription is about.</summary>
internal sealed class PushFeeds(OperationExecuter executer, SchemaHash schemaHash)
{
    private const string Since = "since";

    /// <returns>Null where it is not valid: executing it says why.</returns>
    internal async Task<PushFeed?> FindAsync(GraphQLHttpRequest request, ParsedDocument document)
    {
        if (document.Operation(request.OperationName) is not { Operation: OperationType.Subscription } operation) return null;
        request.EnsureHoldable();
        if (await executer.ValidateAsync(request, document, operation) is not { } result) return null;
        var field = RootField(document.Document, operation.SelectionSet)
            ?? throw MalformedRequestException.BadRequest("query", "A subscription's field must not stand under a condition.");
        var arguments = result.ArgumentValues?[field];
        if (arguments?["repository"].Value is not string repository) return null;
        if (!PushRules.IsRepository(repository))
            throw MalformedRequestException.Refused("INVALID_INPUT", "repository", $"repository must be 1 to {PushRules.MaxRepositoryLength} of A-Z a-z 0-9 _ -; no push can have this one.");
        var revision = field.Name.StringValue == SubscriptionType.PushUpdated ? (string)arguments["revision"].Value! : null;
        if (revision is not null && !PushRules.IsRevision(revision))
            throw MalformedRequestException.Refused("INVALID_INPUT", "revision", $"revision must be 1 to {PushRules.MaxRevisionLength} of 0-9 a-f; no push can have this one.");
        return new PushFeed(
            request,
            document,
            repository,
            revision,
            arguments.TryGetValue(Since, out var since) ? since.Value as string : null,
            QueryHash.Of(schemaHash.Bytes, document.Hash.Span, request.OperationName, WithoutSince(result.Variables, document.Document, field)));
    }

    /// <summary>Through fragments; a valid subscription has one only. Null where it stands under a directive.</summary>
    private static GraphQLField? RootField(GraphQLDocument document, GraphQLSelectionSet selections)
    {
        foreach (var selection in selections.Selections)
        {
            if (((IHasDirectivesNode)selection).Directives is { Count: > 0 }) return null;
            return selection switch
            {
                GraphQLField field => field,
                GraphQLInlineFragment fragment => RootField(document, fragment.SelectionSet),
                GraphQLFragmentSpread spread => RootField(document, Fragments.Find(document, spread)!.SelectionSet),
                _ => null,
            };
        }

        return null;
    }

    /// <summary>
    /// Where a subscriber began changes none of the payloads behind: subscribers share them wherever they began, if the variable serves
    /// for nothing else.
    /// </summary>
    private static Variables? WithoutSince(Variables? variables, GraphQLDocument document, GraphQLField field)
    {
        if (variables is null || field.Arguments?.ValueFor(Since) is not GraphQLVariable since) return variables;
        var name = since.Name.StringValue;
        if (VariableUses.Count(document, name) > 1) return variables;
        var others = new Variables();
        foreach (var variable in variables)
        {
            if (variable.Name != name) others.Add(variable);
        }

        return others;
    }
}
