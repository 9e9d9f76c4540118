namespace GroupResults.Api.GraphQL.Types;

/// <summary>
/// The costs of expensive fields. 1,000 is about the work and the bytes of all results of one of the largest pushes, as typed
/// fields.
/// </summary>
internal static class Costs
{
    /// <summary>A result map of a large push is about 4 MB. The default limit admits two in one operation, but not three.</summary>
    internal const double ResultMap = 350;

    /// <summary>All task runs are examined, however few are on the page.</summary>
    internal const double TaskRuns = 10;

    internal const double Counts = 5;

    /// <summary>All results of the push are examined, and for origins those of its parents.</summary>
    internal const double Groups = 20;

    /// <summary>A list of names without a limit.</summary>
    internal const double GroupNames = 10;

    /// <summary>A group is looked for in the newest pushes, and in all of them if none of these has run it.</summary>
    internal const double Group = 20;

    /// <summary>The results of one group on at least a hundred pushes.</summary>
    internal const double History = 10;

    /// <summary>The results of one group in a thousand pushes, or in all of two weeks.</summary>
    internal const double ManyPushes = 20;

    /// <summary>What is kept of all pushes of two weeks.</summary>
    internal const double Flakiest = 30;

    /// <summary>All results of 50 pushes.</summary>
    internal const double Slowest = 200;

    /// <summary>All task runs of a day, and some megabytes of counts.</summary>
    internal const double GroupSummary = 400;

    internal const int Repositories = 10;
    internal const int SegmentsOfAGroup = 5;
    internal const int PushesOfAStartRange = 5;
    internal const int ConfigurationsOfAGroup = 4;
    internal const int TaskRunsOfAGroup = 8;
    internal const int CandidatesOfAFailure = 2;

    /// <summary>All task runs and all expected tasks are compared.</summary>
    internal const double Completion = 5;

    /// <summary>Few pushes have more.</summary>
    internal const int Classifications = 20;

    /// <summary>The average of large pushes.</summary>
    internal const int ResultsOfATaskRun = 25;

    /// <summary>Rarely do all task runs of a push change between two reads.</summary>
    internal const int ChangedTaskRuns = 1000;
}
