namespace GroupResults.Api.Settings;

/// <summary>What one GraphQL request may ask for.</summary>
/// <param name="Depth">Fields within fields; one at the root is at depth 1.</param>
/// <param name="Tokens">Of the document, comments included; counted before it is parsed.</param>
/// <param name="Fields">Of the document, each fragment counted wherever it is spread.</param>
/// <param name="Repeats">Of one field of one object, under the same name.</param>
/// <param name="Fragments">That have names, of the document.</param>
/// <param name="Variables">That the document declares.</param>
/// <param name="Aliases">Of the document.</param>
/// <param name="Directives">Of the document.</param>
/// <param name="Cost">See <see cref="GraphQL.Limits.QueryCost"/>.</param>
/// <param name="PageSize">Of lists of pushes and of task runs.</param>
/// <param name="Batch">Requests in one body; 1: batching is off.</param>
/// <param name="Timeout">Of a query, and of the computing of an answer that several may wait for.</param>
internal sealed record QueryLimits(
    int Depth, int Tokens, int Fields, int Repeats, int Fragments, int Variables, int Aliases, int Directives, int Cost, int PageSize, int Batch, TimeSpan Timeout)
{
    internal static readonly QueryLimits Default = new(
        Depth: 20,
        Tokens: 10_000,
        Fields: 2_000,
        Repeats: 50,
        Fragments: 100,
        Variables: 100,
        Aliases: 50,
        Directives: 50,
        Cost: 1_000,
        PageSize: 2_000,
        Batch: 1,
        Timeout: TimeSpan.FromSeconds(30));

    private const string Prefix = "GroupResults:GraphQL:Max";
    private const int Most = 1_000_000;

    /// <summary>The parser does not read deeper ones.</summary>
    private const int DeepestParsed = 60;

    /// <exception cref="SettingException">One is out of range.</exception>
    internal static QueryLimits Read(SettingsReader settings) => new(
        settings.Count(Prefix + "Depth", Default.Depth, 1, DeepestParsed),
        settings.Count(Prefix + "Tokens", Default.Tokens, 1, 100_000),
        settings.Count(Prefix + "Fields", Default.Fields, 1, Most),
        settings.Count(Prefix + "Repeats", Default.Repeats, 1, Most),
        settings.Count(Prefix + "Fragments", Default.Fragments, 0, 200),
        settings.Count(Prefix + "Variables", Default.Variables, 0, Most),
        settings.Count(Prefix + "Aliases", Default.Aliases, 0, Most),
        settings.Count(Prefix + "Directives", Default.Directives, 0, Most),
        settings.Count(Prefix + "Cost", Default.Cost, 1, int.MaxValue),
        settings.Count(Prefix + "PageSize", Default.PageSize, 1, Default.PageSize),
        settings.Count(Prefix + "Batch", Default.Batch, 1, 100),
        settings.Duration("GroupResults:GraphQL:Timeout", Default.Timeout, TimeSpan.FromMilliseconds(100), TimeSpan.FromHours(1)));
}
