using GraphQLParser.AST;
using GraphQLServer;
using GraphQLServer.Documents;
using GraphQLServer.Execution;
using GroupResults.Domain.Pushes;
using MediatR;

namespace GroupResults.Api.GraphQL.Responses;

/// <summary>Recognizes operations that are a <see cref="PushQuery"/>.</summary>
internal sealed class PushQueries(IMediator mediator, ServiceHash serviceHash, TimeProvider time, ILogger<PushQueries> log) : IStoredResponses
{
    /// <summary>A field whose value changes without a new version of the push.</summary>
    private const string CacheEntry = "cacheEntry";

    /// <summary>Whether the answer may change while all versions stay the same. Such an answer is neither kept nor shared.</summary>
    internal static bool IsOfTheMoment(DescribedOperation operation) => operation.Mentions(CacheEntry) || RepositoryFields.AskForStability(operation);

    public IStoredResponse? Recognize(ValidOperation query)
    {
        if (PushField(query.Operation) is not { } field || query.ArgumentsOf(field) is not { } arguments) return null;
        if (arguments["repository"].Value is not string repository || arguments["revision"].Value is not string revision) return null;
        var hash = QueryHash.Of(serviceHash.Bytes, query.Document.Hash.Span, query.Prepared.Request.OperationName, query.Variables);
        return new StoredPushResponse(new PushQuery(query.Prepared, new PushKey(repository, revision), RepositoryFields.AreIn(query.Operation), hash), mediator, time, log);
    }

    /// <summary>
    /// The <c>push</c> field if it is the only field at the operation's root besides <c>__typename</c>. Null for anything
    /// else, for conditions at the root, and if the response depends on more than the push's version.
    /// </summary>
    private static GraphQLField? PushField(DescribedOperation operation)
    {
        if (operation.IsConditional) return null;
        GraphQLField? push = null;
        foreach (var field in operation.Fields)
        {
            if (field.First.Name.Value == "__typename") continue;
            if (push is not null || field is not { All: [{ Name.StringValue: "push" } only] }) return null;
            push = only;
        }

        return IsOfTheMoment(operation) ? null : push;
    }
}
