using GraphQL.Validation;
using GraphQLParser.AST;
using GraphQLServer;
using GraphQLServer.Documents;
using GraphQLServer.Execution;
using GroupResults.Api.GraphQL.Responses;
using GroupResults.Domain.Pushes;

namespace GroupResults.Api.GraphQL.Subscriptions;

/// <summary>Tells what a subscription is about.</summary>
internal sealed class PushFeeds(PushFeedReader reader, SchemaHash schemaHash) : ISubscriptions
{
    private const string Since = "since";

    public ISubscription? Find(ValidOperation subscription)
    {
        var field = subscription.Operation.Fields[0].First; // A valid subscription has one only.
        var arguments = subscription.ArgumentsOf(field);
        if (arguments?["repository"].Value is not string repository) return null;
        if (!PushRules.IsRepository(repository))
            throw new RefusedException("INVALID_INPUT", "repository", $"repository must be 1 to {PushRules.MaxRepositoryLength} of A-Z a-z 0-9 _ -; no push can have this one.");
        var revision = arguments.TryGetValue("revision", out var given) ? given.Value as string : null; // That of pushActivity has none.
        if (revision is not null && !PushRules.IsRevision(revision))
            throw new RefusedException("INVALID_INPUT", "revision", $"revision must be 1 to {PushRules.MaxRevisionLength} of 0-9 a-f; no push can have this one.");
        return new PushFeed(
            subscription.Prepared,
            repository,
            revision,
            arguments.TryGetValue(Since, out var since) ? since.Value as string : null,
            QueryHash.Of(
                schemaHash.Bytes,
                subscription.Document.Hash.Span,
                subscription.Prepared.Request.OperationName,
                WithoutSince(subscription.Variables, subscription.Document, field)),
            reader);
    }

    /// <summary>
    /// Where a subscriber began changes none of the payloads behind: subscribers share them wherever they began, if the variable serves
    /// for nothing else.
    /// </summary>
    private static Variables? WithoutSince(Variables? variables, DescribedDocument document, GraphQLField field)
    {
        if (variables is null || field.Arguments?.ValueFor(Since) is not GraphQLVariable since) return variables;
        var name = since.Name.StringValue;
        if (document.UsesOf(name) > 1) return variables;
        var others = new Variables();
        foreach (var variable in variables)
        {
            if (variable.Name != name) others.Add(variable);
        }

        return others;
    }
}
