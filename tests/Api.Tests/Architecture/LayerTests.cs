using System.Reflection;
using System.Xml.Linq;
using GraphQLServer.Http;
using GroupResults.Api.Tests.Hosting;
using NetArchTest.Rules;

namespace GroupResults.Api.Tests.Architecture;

/// <summary>
/// Dependencies point inwards. What the code uses shows in its types; a reference that nothing uses yet shows only in the
/// project file, so both are held against the layers.
/// </summary>
public sealed class LayerTests
{
    private static readonly Assembly Domain = ProductAssemblies.Domain;
    private static readonly Assembly Application = ProductAssemblies.Application;
    private static readonly Assembly Infrastructure = ProductAssemblies.Infrastructure;

    private static readonly string[] Outside =
        ["Microsoft.EntityFrameworkCore", "Microsoft.Data", "SQLitePCL", "StackExchange", "Coravel", "Microsoft.AspNetCore", "GraphQL", "GraphQLParser", "OpenTelemetry"];

    private static readonly string[] OutsideDomain =
        [.. Outside, "MediatR", "FluentValidation", "Microsoft.Extensions", "GroupResults.Application", "GroupResults.Infrastructure", "GroupResults.Api"];

    private static readonly string[] OutsideApplication = [.. Outside, "GroupResults.Infrastructure", "GroupResults.Api"];
    private static readonly string[] OutsideInfrastructure = ["Microsoft.AspNetCore", "GraphQL", "GraphQLParser", "GroupResults.Api"];

    [Fact]
    public void Domain_Types_UseNothingButDotNet()
    {
        Assert.Empty(Offenders(Domain, OutsideDomain));
        Assert.Empty(ReferencesBesideDotNet(Domain));
    }

    [Fact]
    public void Application_Types_UseDomainAndTheirPackagesOnly()
    {
        Assert.Empty(Offenders(Application, OutsideApplication));
        Assert.Empty(ReferencesBesideDotNet(Application).Except(
            ["GroupResults.Domain", "MediatR", "FluentValidation", "FluentValidation.DependencyInjectionExtensions", "Microsoft.Extensions.DependencyInjection.Abstractions", "Microsoft.Extensions.Logging.Abstractions", "VersionedCache"],
            StringComparer.Ordinal));
    }

    /// <summary>Another product could take it.</summary>
    [Fact]
    public void VersionedCache_Types_KnowNothingOfTheProduct()
    {
        Assert.Empty(Offenders(ProductAssemblies.Cache, [.. Outside, "MediatR", "GroupResults"]));
        Assert.Equal(["Microsoft.IO.RecyclableMemoryStream"], ReferencesBesideDotNet(ProductAssemblies.Cache));
    }

    /// <summary>Another product could take it, and this one could have another in its place.</summary>
    [Fact]
    public void GraphQLServer_Types_KnowNothingOfTheProduct()
    {
        var server = typeof(GraphQLEndpoint).Assembly;

        Assert.Empty(Offenders(server, ["MediatR", "FluentValidation", "GroupResults", "VersionedCache", "Microsoft.EntityFrameworkCore", "Microsoft.Data", "StackExchange"]));
        Assert.Empty(ReferencesBesideDotNet(server)
            .Where(name => !name.StartsWith("Microsoft.AspNetCore.", StringComparison.Ordinal) && !name.StartsWith("Microsoft.Extensions.", StringComparison.Ordinal))
            .Except(["GraphQL", "GraphQL.MicrosoftDI", "GraphQL-Parser", "GraphQLParser", "Microsoft.IO.RecyclableMemoryStream", "Microsoft.Net.Http.Headers"], StringComparer.Ordinal));
    }

    [Fact]
    public void Infrastructure_Types_DoNotUseTheApi() => Assert.Empty(Offenders(Infrastructure, OutsideInfrastructure));

    /// <summary>The rules bite: layers further out break those of the layers further in, and are named.</summary>
    [Fact]
    public void Offenders_OfAnOuterLayer_AreNamed()
    {
        Assert.Contains("GroupResults.Application.Results.GetPush", Offenders(Application, OutsideDomain));
        Assert.Contains("GroupResults.Infrastructure.Storage.GroupResultsDbContext", Offenders(Infrastructure, OutsideApplication));
        Assert.Contains("GroupResults.Infrastructure.Caching.RedisCircuitBreaker", Offenders(Infrastructure, OutsideApplication));
        Assert.Contains("GroupResults.Api.GraphQL.PushLoader", Offenders(ProductAssemblies.Api, OutsideInfrastructure));
        Assert.Contains("MediatR", ReferencesBesideDotNet(Application));
    }

    [Theory]
    [InlineData("Domain", "")]
    [InlineData("VersionedCache", "")]
    [InlineData("GraphQLServer", "")]
    [InlineData("Application", "Domain VersionedCache")]
    [InlineData("Infrastructure", "Application")]
    [InlineData("Api", "Application GraphQLServer Infrastructure")]
    public void Project_References_PointInwards(string project, string allowed)
    {
        var references = Items(project, "ProjectReference").Select(path => Path.GetFileNameWithoutExtension(path.Replace('\\', '/')));

        Assert.Equal(allowed.Split(' ', StringSplitOptions.RemoveEmptyEntries), references.Order(StringComparer.Ordinal));
    }

    [Theory]
    [InlineData("Domain", "")]
    [InlineData("VersionedCache", "Microsoft.IO.RecyclableMemoryStream System.IO.Hashing")]
    [InlineData("Application", "FluentValidation.DependencyInjectionExtensions MediatR Microsoft.Extensions.Logging.Abstractions")]
    public void Project_Packages_AreThoseOfItsLayer(string project, string allowed)
    {
        Assert.Equal(allowed.Split(' ', StringSplitOptions.RemoveEmptyEntries), Items(project, "PackageReference").Order(StringComparer.Ordinal));
        Assert.Empty(Items(project, "FrameworkReference"));
        Assert.Empty(Items(project, "Reference"));
    }

    private static List<string> Offenders(Assembly assembly, string[] forbidden) =>
        [.. Types.InAssembly(assembly).ShouldNot().HaveDependencyOnAny(forbidden).GetResult().FailingTypeNames ?? []];

    private static IEnumerable<string> ReferencesBesideDotNet(Assembly assembly) => assembly.GetReferencedAssemblies()
        .Select(reference => reference.Name!)
        .Where(name => !name.StartsWith("System.", StringComparison.Ordinal));

    private static IEnumerable<string> Items(string project, string kind) =>
        XDocument.Parse(Repository.Read($"src/{project}/{project}.csproj")).Descendants(kind).Select(item => item.Attribute("Include")!.Value);
}
