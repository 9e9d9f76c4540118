namespace GroupResults.Api.GraphQL.Types;

/// <summary>
/// What fields cost that take more than others: 1,000 is about the work and the bytes of all results of the largest pushes once, as
/// typed fields.
/// </summary>
internal static class Costs
{
    /// <summary>A result map of a large push is about 4 MB: two of them pass, three do not.</summary>
    internal const double ResultMap = 350;

    /// <summary>All task runs are looked at, however few are on the page.</summary>
    internal const double TaskRuns = 10;

    internal const double Counts = 5;

    /// <summary>On average of large pushes.</summary>
    internal const int ResultsOfATaskRun = 25;

    /// <summary>Hardly ever do all task runs of a push change between two looks.</summary>
    internal const int ChangedTaskRuns = 1000;
}
