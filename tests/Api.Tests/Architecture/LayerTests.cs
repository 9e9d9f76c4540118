using System.Reflection;
using System.Xml.Linq;
using GroupResults.Api.Tests.Hosting;
using GroupResults.Application.Pushes;
using GroupResults.Domain.Pushes;
using GroupResults.Infrastructure.Storage;
using NetArchTest.Rules;

namespace GroupResults.Api.Tests.Architecture;

/// <summary>
/// Dependencies point inwards. What the code uses shows in its types; a reference that nothing uses yet shows only in the
/// project file, so both are held against the layers.
/// </summary>
public sealed class LayerTests
{
    private static readonly Assembly Domain = typeof(PushKey).Assembly;
    private static readonly Assembly Application = typeof(GetPush).Assembly;
    private static readonly Assembly Infrastructure = typeof(StorageSettings).Assembly;

    // What begins with < is what the compiler made.
    private static readonly string[] InDomain =
    [
        "System", "Microsoft.CodeAnalysis", "GroupResults.Domain",
        "<PrivateImplementationDetails>", "<>z__ReadOnlyArray`1", "<>z__ReadOnlyList`1", "<>z__ReadOnlySingleElementList`1", "<>y__InlineArray4`1",
    ];
    private static readonly string[] InApplication =
    [
        .. InDomain, "GroupResults.Application", "MediatR", "FluentValidation", "Microsoft.Extensions.DependencyInjection", "Microsoft.Extensions.Logging",
    ];

    [Fact]
    public void Domain_Types_UseNothingButDotNet() => Assert.Empty(Offenders(Domain, InDomain));

    [Fact]
    public void Application_Types_UseDomainAndTheirPackagesOnly() => Assert.Empty(Offenders(Application, InApplication));

    [Fact]
    public void Infrastructure_Types_DoNotUseTheApi()
    {
        var result = Types.InAssembly(Infrastructure)
            .ShouldNot().HaveDependencyOnAny("GroupResults.Api", "GraphQL", "GraphQLParser", "Microsoft.AspNetCore").GetResult();

        Assert.Empty(result.FailingTypeNames ?? []);
    }

    /// <summary>The rules bite: what may use more breaks them, and by the types that do.</summary>
    [Fact]
    public void Offenders_OfAnOuterLayer_AreNamed()
    {
        Assert.Contains("GroupResults.Application.Pushes.GetPush", Offenders(Application, InDomain));
        Assert.Contains("GroupResults.Infrastructure.Storage.GroupResultsDbContext", Offenders(Infrastructure, InApplication));
        Assert.Contains("GroupResults.Infrastructure.Caching.RedisConnection", Offenders(Infrastructure, InApplication));
    }

    [Theory]
    [InlineData("Domain", "")]
    [InlineData("Application", "Domain")]
    [InlineData("Infrastructure", "Application")]
    [InlineData("Api", "Application Infrastructure")]
    public void Project_References_PointInwards(string project, string allowed)
    {
        var references = Items(project, "ProjectReference").Select(path => Path.GetFileNameWithoutExtension(path.Replace('\\', '/')));

        Assert.Equal(allowed.Split(' ', StringSplitOptions.RemoveEmptyEntries), references.Order(StringComparer.Ordinal));
    }

    [Theory]
    [InlineData("Domain", "")]
    [InlineData("Application", "FluentValidation.DependencyInjectionExtensions MediatR Microsoft.Extensions.Logging.Abstractions")]
    public void Project_Packages_AreThoseOfItsLayer(string project, string allowed)
    {
        Assert.Equal(allowed.Split(' ', StringSplitOptions.RemoveEmptyEntries), Items(project, "PackageReference").Order(StringComparer.Ordinal));
        Assert.Empty(Items(project, "FrameworkReference"));
        Assert.Empty(Items(project, "Reference"));
    }

    private static List<string> Offenders(Assembly assembly, string[] allowed) =>
        [.. Types.InAssembly(assembly).That().DoNotHaveNameStartingWith("<").Should().OnlyHaveDependenciesOn(allowed).GetResult().FailingTypeNames ?? []];

    private static IEnumerable<string> Items(string project, string kind) =>
        XDocument.Parse(Repository.Read($"src/{project}/{project}.csproj")).Descendants(kind).Select(item => item.Attribute("Include")!.Value);
}
