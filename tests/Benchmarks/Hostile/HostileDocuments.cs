using System.Text;
using GroupResults.Domain.Pushes;

namespace GroupResults.Benchmarks.Hostile;

/// <summary>GraphQL that nobody with good intentions writes.</summary>
internal sealed class HostileDocuments(PushKey push)
{
    private string Push => $"push(repository: \"{push.Repository}\", revision: \"{push.Revision}\")";

    internal string Aliases(int count) => $"{{{Many(count, i => $"a{i}:{Push}{{counts{{ok}}}} ")}}}";

    /// <summary>Each of them 4 MB.</summary>
    internal string Maps(int count) => $"{{{Many(count, i => $"a{i}:{Push}{{resultMap}} ")}}}";

    /// <summary>A text that was never asked for, and so an answer of 4 MB to be computed and kept.</summary>
    internal string NewMap => $"{{{Push}{{a{HostileRequest.Number}:resultMap}}}}";

    /// <summary>All results of all pushes.</summary>
    internal string Everything =>
        $"{{pushes(repository:\"{push.Repository}\",first:2000){{nodes{{tasks(first:2000){{nodes{{results{{group status durationMs}}}}}}}}}}}}";

    /// <summary>
    /// Looks through all results of the newest pushes for what none has: much work, and a short answer. 9 pushes cost 96, 40 cost 407.
    /// </summary>
    internal string Search(int pushes) =>
        $"{{pushes(repository:\"{push.Repository}\",first:{pushes}){{nodes{{tasks(first:1,search:\"{HostileRequest.Number}\"){{totalCount}}}}}}}}";

    /// <summary>Valid with <see cref="ManyValues.Declared"/>.</summary>
    internal string WithStatus => $"query($status:[GroupStatus!]){{{Push}{{tasks(first:1,status:$status){{totalCount}}}}}}";

    internal string Updates => $"subscription{{pushUpdated(repository:\"{push.Repository}\",revision:\"{push.Revision}\"){{version}}}}";

    internal static string Statistics(int count) => $"{{{Many(count, i => $"a{i}:cacheStatistics{{activePushes stablePushes}} ")}}}";

    internal string Map(string alias) =>
        $"subscription{{pushUpdated(repository:\"{push.Repository}\",revision:\"{push.Revision}\",since:\"none\"){{{alias}:resultMap}}}}";

    internal string Activity => $"subscription{{pushActivity(repository:\"{push.Repository}\"){{version}}}}";

    internal static string Same(int count) => $"{{{Many(count, _ => "__typename ")}}}";

    internal static string Depth(int levels) => $"{{__type(name:\"Push\"){Nested("{ofType", levels, "{name}", "}")}}}";

    internal static string DepthOfNothing(int levels) => $"{{{Nested("a{", levels, "a", "}")}}}";

    internal static string DepthOfValue(int levels) => $"{{push(repository:{Nested("[", levels, "", "]")},revision:\"d00d\"){{version}}}}";

    internal static string Directives(int count) => $"{{__typename {Many(count, _ => "@a")}}}";

    /// <summary>Each spreads the next one, the last the first.</summary>
    internal static string FragmentCycle(int count) => $"{{...F0}}{Many(count, i => $"fragment F{i} on Query{{...F{(i + 1) % count}}}")}";

    /// <summary>Each spreads the next one, the last none.</summary>
    internal static string FragmentChain(int count) =>
        $"{{...F0}}{Many(count, i => $"fragment F{i} on Query{{...F{i + 1}}}")}fragment F{count} on Query{{__typename}}";

    /// <summary>Each spreads the next one twice.</summary>
    internal static string FragmentDoubling(int count) =>
        $"{{...F0}}{Many(count, i => $"fragment F{i} on Query{{...F{i + 1} ...F{i + 1}}}")}fragment F{count} on Query{{__typename}}";

    /// <summary>An interface and its types, again and again: each circle doubles the answer.</summary>
    internal static string Introspection(int circles, int aliases) =>
        $"{{{Many(aliases, i => $"a{i}:__type(name:\"Node\"){{{Nested("possibleTypes{interfaces{", circles, "name", "}}")}}} ")}}}";

    /// <summary>Tokens end where a comment begins.</summary>
    internal static string Comment(int characters) => $"{{__typename}}#{new string('x', characters)}";

    internal static string Many(int count, Func<int, string> part)
    {
        var text = new StringBuilder();
        for (var i = 0; i < count; i++) text.Append(part(i));
        return text.ToString();
    }

    private static string Nested(string begin, int levels, string inner, string end) => $"{Many(levels, _ => begin)}{inner}{Many(levels, _ => end)}";
}
