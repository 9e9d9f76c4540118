namespace GroupResults.Domain.Origins;

/// <summary>Says in words how an origin was decided.</summary>
internal static class OriginSentences
{
    internal static string Of(in Origin origin) => origin switch
    {
        { Kind: OriginKind.New, Distance: { } distance } => $"Passed on {Push(distance)}{GapsBefore(distance)}.",
        { Kind: OriginKind.Pending, Distance: { } distance } =>
            $"A task run of this configuration on {Push(distance)} has not ended{GapsBefore(distance)}.",
        { Kind: OriginKind.Inherited, Distance: { } distance, FirstFail: { } firstFail } =>
            $"Failed on {Push(distance)} already{GapsBefore(distance)}; {OldestFailure(firstFail, origin)}.",
        { Walked: 0 } => $"{Capitalised(EndOf(origin))}.",
        { Walked: 1 } => $"The push before this one has no result of this configuration, and {EndOf(origin)}.",
        _ => $"None of the {origin.Walked} pushes before this one has a result of this configuration, and {EndOf(origin)}.",
    };

    private static string Push(int distance) => distance switch
    {
        0 => "this push",
        1 => "the push before this one",
        _ => $"the push {distance} before this one",
    };

    /// <summary>Pushes before the one that decided have no result, or they would have decided.</summary>
    private static string GapsBefore(int distance) => distance switch
    {
        1 => "",
        2 => "; the push between them has no result of this configuration",
        _ => $"; the {distance - 1} pushes between them have no result of this configuration",
    };

    private static string OldestFailure(int firstFail, in Origin origin) => origin.PassBeforeFailures is { } pass
        ? $"the first failure after the pass on {Push(pass)} is on {Push(firstFail)}"
        : $"the oldest failure found is on {Push(firstFail)}, without a pass before it: {EndOf(origin)}";

    private static string EndOf(in Origin origin) => origin.End switch
    {
        WalkEnd.NoParent => $"{Push(origin.Walked)} has no known parent",
        WalkEnd.NotStored => $"the parent of {Push(origin.Walked)} is not stored",
        WalkEnd.Visited => $"the parent of {Push(origin.Walked)} was visited before",
        _ => $"no more than {origin.Walked} {(origin.Walked == 1 ? "parent is" : "parents are")} searched",
    };

    private static string Capitalised(string sentence) => char.ToUpperInvariant(sentence[0]) + sentence[1..];
}
