using GroupResults.Api.Tests.Hosting;

namespace GroupResults.Api.Tests.Architecture;

/// <summary>Inside a project, no two namespaces import each other, directly or through others.</summary>
public sealed class CycleTests
{
    private const string Samples = "GroupResults.Api.Tests.Architecture.Samples";

    public static TheoryData<string> Projects => [.. ProductAssemblies.All.Select(assembly => assembly.GetName().Name!)];

    [Theory]
    [MemberData(nameof(Projects))]
    public void Namespaces_OfAProject_DoNotImportEachOtherInACircle(string project)
    {
        var assembly = ProductAssemblies.All.Single(assembly => string.Equals(assembly.GetName().Name, project, StringComparison.Ordinal));
        var circle = NamespaceGraph.Of(assembly).ShortestCircle();

        Assert.True(circle.Count == 0, $"Namespaces of {project} import each other in a circle:\n{string.Join('\n', circle)}");
    }

    [Fact]
    public void Assemblies_AreThoseOfEveryProject()
    {
        var projects = Directory.GetFiles(Repository.File("src"), "*.csproj", SearchOption.AllDirectories).Select(Path.GetFileNameWithoutExtension);

        Assert.Equal(
            projects.Order(StringComparer.Ordinal),
            ProductAssemblies.All.Select(assembly => assembly.GetName().Name!.Split('.')[^1]).Order(StringComparer.Ordinal));
    }

    [Fact]
    public void ShortestCircle_ThroughThreeNamespaces_IsNamedWithAnExampleForEachEdge() => Assert.Equal(
        [
            $"{Samples}.Circle.First -> {Samples}.Circle.Second: One uses Two",
            $"{Samples}.Circle.Second -> {Samples}.Circle.Third: Two uses Three",
            $"{Samples}.Circle.Third -> {Samples}.Circle.First: Three uses One",
        ],
        SamplesOf("Circle").ShortestCircle().Select(use => use.ToString()));

    [Fact]
    public void ShortestCircle_TypesUseThoseOfAnEnclosingNamespace_IsNone()
    {
        var graph = SamplesOf("Enclosing");

        Assert.Equal([$"{Samples}.Enclosing -> {Samples}.Enclosing.Inner: Whole uses Part"], graph.Uses.Select(use => use.ToString()));
        Assert.Empty(graph.ShortestCircle());
    }

    [Fact]
    public void Uses_OfEveryKind_AreSeen()
    {
        var users = typeof(CycleTests).Assembly.GetTypes()
            .Where(type => type is { Namespace: $"{Samples}.Kinds.Users", IsNested: false })
            .Select(type => type.Name);

        Assert.Equal(
            users.Order(StringComparer.Ordinal),
            SamplesOf("Kinds").Uses.Select(use => use.User).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal));
    }

    private static NamespaceGraph SamplesOf(string name) => NamespaceGraph.Of(typeof(CycleTests).Assembly, $"{Samples}.{name}");
}
