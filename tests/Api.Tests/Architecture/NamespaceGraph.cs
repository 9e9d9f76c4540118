using System.Reflection;
using Mono.Cecil;

namespace GroupResults.Api.Tests.Architecture;

/// <summary>A type uses a type of another namespace of the same project.</summary>
internal sealed record NamespaceUse(string From, string To, string User, string Used)
{
    public override string ToString() => $"{From} -> {To}: {User} uses {Used}";
}

/// <summary>
/// The namespaces of an assembly and which of them use which others. A use of an enclosing namespace is no edge: what lies
/// there is shared by all below it. Namespaces outside the root are left out: compiler and source generators put their own types there.
/// </summary>
internal sealed class NamespaceGraph
{
    private readonly Dictionary<string, Dictionary<string, List<NamespaceUse>>> _edges = new(StringComparer.Ordinal);

    private NamespaceGraph(IReadOnlyList<NamespaceUse> uses)
    {
        Uses = uses;
        foreach (var use in uses)
        {
            if (!_edges.TryGetValue(use.From, out var targets)) _edges.Add(use.From, targets = new(StringComparer.Ordinal));
            if (!targets.TryGetValue(use.To, out var examples)) targets.Add(use.To, examples = []);
            examples.Add(use);
        }
    }

    internal IReadOnlyList<NamespaceUse> Uses { get; }

    internal static NamespaceGraph Of(Assembly assembly) => Of(assembly, assembly.GetName().Name!);

    internal static NamespaceGraph Of(Assembly assembly, string root)
    {
        using var resolver = new DefaultAssemblyResolver();
        foreach (var directory in PlatformDirectories()) resolver.AddSearchDirectory(directory);
        using var module = ModuleDefinition.ReadModule(assembly.Location, new ReaderParameters { AssemblyResolver = resolver });
        return new NamespaceGraph([.. Read(module, root)]);
    }

    /// <summary>One use for each edge: each ends where the next one begins, the last where the first begins. Empty where there is no circle.</summary>
    internal IReadOnlyList<NamespaceUse> ShortestCircle() =>
        _edges.Keys.Order(StringComparer.Ordinal)
            .Select(ShortestWayBack)
            .Where(circle => circle.Count > 0)
            .MinBy(circle => circle.Count) ?? [];

    private IReadOnlyList<NamespaceUse> ShortestWayBack(string start)
    {
        Dictionary<string, NamespaceUse> reachedBy = new(StringComparer.Ordinal);
        Queue<string> reached = new([start]);
        while (reached.TryDequeue(out var from) && !reachedBy.ContainsKey(start))
        {
            if (!_edges.TryGetValue(from, out var targets)) continue;
            foreach (var (to, examples) in targets.OrderBy(target => target.Key, StringComparer.Ordinal))
            {
                if (reachedBy.TryAdd(to, examples[0])) reached.Enqueue(to);
            }
        }

        if (!reachedBy.TryGetValue(start, out var last)) return [];
        List<NamespaceUse> circle = [last];
        while (!string.Equals(circle[0].From, start, StringComparison.Ordinal)) circle.Insert(0, reachedBy[circle[0].From]);
        return circle;
    }

    private static IEnumerable<NamespaceUse> Read(ModuleDefinition module, string root)
    {
        var own = module.GetTypes().Where(type => IsWithin(NamespaceOf(type), root)).ToDictionary(type => type.FullName, StringComparer.Ordinal);
        return own.Values
            .OrderBy(type => type.FullName, StringComparer.Ordinal)
            .SelectMany(type => TypeUses.Of(type).Select(used => (User: type, Used: own.GetValueOrDefault(used.FullName))))
            .Where(use => use.Used is not null && !IsWithin(NamespaceOf(use.User), NamespaceOf(use.Used)))
            .Select(use => new NamespaceUse(NamespaceOf(use.User), NamespaceOf(use.Used!), Outermost(use.User).Name, Outermost(use.Used!).Name))
            .Distinct();
    }

    private static bool IsWithin(string inner, string outer) =>
        string.Equals(inner, outer, StringComparison.Ordinal) || inner.StartsWith(outer + '.', StringComparison.Ordinal);

    /// <summary>What the compiler makes of lambdas and asynchronous methods is nested in the type that has them.</summary>
    private static TypeDefinition Outermost(TypeDefinition type) => type.DeclaringType is { } around ? Outermost(around) : type;

    private static string NamespaceOf(TypeDefinition type) => Outermost(type).Namespace;

    /// <summary>Attributes' arguments cannot be read without the assemblies of their types.</summary>
    private static IEnumerable<string> PlatformDirectories() =>
        ((string)AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES")!).Split(Path.PathSeparator).Select(path => Path.GetDirectoryName(path)!).Distinct();
}
