using System.ComponentModel.DataAnnotations;
using Microsoft.Extensions.Configuration;

namespace GraphQLServer;

/// <summary>The limits of one request, with their defaults and ranges. They can be bound to a configuration section.</summary>
public sealed record OperationLimits
{
    public static readonly OperationLimits Default = new();

    private const int Most = 1_000_000;

    /// <summary>Fields within fields; a field at the root is at depth 1. Default: 20. Range: 1 to 60, the deepest that the parser reads.</summary>
    [ConfigurationKeyName("MaxDepth"), Range(1, 60)]
    public int Depth { get; init; } = 20;

    /// <summary>Tokens of a document, comments included; counted before it is parsed. Default: 10,000. Range: 1 to 100,000.</summary>
    [ConfigurationKeyName("MaxTokens"), Range(1, 100_000)]
    public int Tokens { get; init; } = 10_000;

    /// <summary>Fields of a document, each fragment counted wherever it is spread. Default: 2,000. Range: 1 to 1,000,000.</summary>
    [ConfigurationKeyName("MaxFields"), Range(1, Most)]
    public int Fields { get; init; } = 2_000;

    /// <summary>How often one field of one object is asked for under the same name. Default: 50. Range: 1 to 1,000,000.</summary>
    [ConfigurationKeyName("MaxRepeats"), Range(1, Most)]
    public int Repeats { get; init; } = 50;

    /// <summary>Named fragments of a document. Default: 100. Range: 0 to 200.</summary>
    [ConfigurationKeyName("MaxFragments"), Range(0, 200)]
    public int Fragments { get; init; } = 100;

    /// <summary>Variables that a document declares. Default: 100. Range: 0 to 1,000,000.</summary>
    [ConfigurationKeyName("MaxVariables"), Range(0, Most)]
    public int Variables { get; init; } = 100;

    /// <summary>Aliases of a document. Default: 50. Range: 0 to 1,000,000.</summary>
    [ConfigurationKeyName("MaxAliases"), Range(0, Most)]
    public int Aliases { get; init; } = 50;

    /// <summary>Directives of a document. Default: 50. Range: 0 to 1,000,000.</summary>
    [ConfigurationKeyName("MaxDirectives"), Range(0, Most)]
    public int Directives { get; init; } = 50;

    /// <summary>The estimated cost of an operation. Default: 1,000. Range: 1 and more.</summary>
    [ConfigurationKeyName("MaxCost"), Range(1, int.MaxValue)]
    public int Cost { get; init; } = 1_000;

    /// <summary>Items on a page. Default: 2,000. Range: 1 to 2,000.</summary>
    [ConfigurationKeyName("MaxPageSize"), Range(1, 2_000)]
    public int PageSize { get; init; } = 2_000;

    /// <summary>Requests in one body. Default: 1, no batches. Range: 1 to 100.</summary>
    [ConfigurationKeyName("MaxBatch"), Range(1, 100)]
    public int Batch { get; init; } = 1;

    /// <summary>The time for a query, and for computing an answer that several may wait for. Default: 30 s. Range: 0.1 s to 1 h.</summary>
    [Range(typeof(TimeSpan), "00:00:00.1", "01:00:00", ParseLimitsInInvariantCulture = true)]
    public TimeSpan Timeout { get; init; } = TimeSpan.FromSeconds(30);
}

/// <summary>Which documents the server accepts, and whether it reveals its schema.</summary>
/// <param name="Introspection">Whether the schema is revealed in any way: by introspection, by <c>?sdl</c>, or by suggestions in errors.</param>
public sealed record GraphQLServerOptions(OperationLimits Limits, Requests.TrustedDocuments Trusted, bool Introspection)
{
    /// <summary>Advice for clients whose operation exceeds the cost limit.</summary>
    public string CostHint { get; init; } = "A list costs its items times the length requested.";
}
