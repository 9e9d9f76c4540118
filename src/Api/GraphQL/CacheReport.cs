using GraphQL;
using GroupResults.Application.Caching;
using GroupResults.Domain.Stability;

namespace GroupResults.Api.GraphQL;

/// <summary>
/// How the cache answered the pushes of one request, for <c>extensions.cache</c>. Nothing in it changes from one second
/// to the next, so that the bytes of an answer can be kept.
/// </summary>
internal sealed class CacheReport : Dictionary<string, object?>
{
    private readonly List<(string Field, AnswerProvenance Provenance)> _answers = [];

    /// <summary>Of the first push that was answered through the cache.</summary>
    internal AnswerProvenance? First => _answers.Count > 0 ? _answers[0].Provenance : null;

    /// <summary>The report travels with its request as GraphQL's user context.</summary>
    internal static CacheReport Of(IResolveFieldContext context) => (CacheReport)context.UserContext;

    internal void Add(IResolveFieldContext context, AnswerProvenance provenance)
    {
        lock (_answers) _answers.Add((context.FieldAst.Alias?.Name.StringValue ?? context.FieldAst.Name.StringValue, provenance));
    }

    /// <summary>One object for one push. A request with several has one more, with each push's object under its field's name.</summary>
    internal Dictionary<string, object?>? ToExtensions()
    {
        if (_answers.Count == 0) return null;
        var extensions = new Dictionary<string, object?> { ["cache"] = Describe(_answers[0].Provenance) };
        if (_answers.Count > 1)
        {
            var byField = new Dictionary<string, object?>();
            foreach (var (field, provenance) in _answers) byField[field] = Describe(provenance);
            extensions["cacheByField"] = byField;
        }

        return extensions;
    }

    private static Dictionary<string, object?> Describe(AnswerProvenance provenance) => new()
    {
        ["status"] = provenance.Outcome is CacheOutcome.Hit ? "HIT" : "MISS",
        ["version"] = provenance.Version,
        ["expiresAt"] = provenance.ExpiresAt.UtcDateTime,
        ["stability"] = provenance.Stability is PushStability.Stable ? "STABLE" : "ACTIVE",
    };
}
