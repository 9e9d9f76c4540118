using GraphQL.Validation;
using GraphQLParser.AST;
using GraphQLServer;
using GraphQLServer.Documents;
using GraphQLServer.Execution;
using GroupResults.Api.GraphQL.Responses;
using GroupResults.Application;
using GroupResults.Domain.Pushes;

namespace GroupResults.Api.GraphQL.Subscriptions;

/// <summary>Finds the subject of a subscription.</summary>
internal sealed class PushFeeds(PushFeedReader reader, ServiceHash serviceHash) : ISubscriptions
{
    private const string Since = "since";

    public ISubscription? Find(ValidOperation subscription)
    {
        var field = subscription.Operation.Fields[0].First; // A valid subscription has exactly one.
        var arguments = subscription.ArgumentsOf(field);
        if (arguments?["repository"].Value is not string repository) return null;
        if (!PushRules.IsRepository(repository))
            throw new RefusedException("INVALID_INPUT", "repository", $"repository must be {NameRules.Repository}.");
        var revision = arguments.TryGetValue("revision", out var given) ? given.Value as string : null; // pushActivity has none.
        if (revision is not null && !PushRules.IsRevision(revision))
            throw new RefusedException("INVALID_INPUT", "revision", $"revision must be {NameRules.Revision}.");
        return new PushFeed(
            subscription.Prepared,
            repository,
            revision,
            arguments.TryGetValue(Since, out var since) ? since.Value as string : null,
            RepositoryFields.AreIn(subscription.Operation),
            PushQueries.IsOfTheMoment(subscription.Operation) ? QueryHash.Unique() : HashOf(subscription, field),
            reader);
    }

    private UInt128 HashOf(ValidOperation subscription, GraphQLField field) => QueryHash.Of(
        serviceHash.Bytes,
        subscription.Document.Hash.Span,
        subscription.Prepared.Request.OperationName,
        WithoutSince(subscription.Variables, subscription.Document, field));

    /// <summary>
    /// Drops the variable for <c>since</c>, which does not affect later payloads: subscribers share them wherever they started. A variable
    /// with other uses is kept.
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
