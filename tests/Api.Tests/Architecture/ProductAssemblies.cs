using System.Reflection;
using GraphQLServer.Http;
using GroupResults.Application.Results;
using GroupResults.Domain.Pushes;
using GroupResults.Infrastructure.Storage;
using VersionedCache;

namespace GroupResults.Api.Tests.Architecture;

/// <summary>The assemblies of <c>src/</c>, one for each project there.</summary>
internal static class ProductAssemblies
{
    internal static readonly Assembly Domain = typeof(PushKey).Assembly;
    internal static readonly Assembly Application = typeof(GetPush).Assembly;
    internal static readonly Assembly Infrastructure = typeof(StorageSettings).Assembly;
    internal static readonly Assembly Api = typeof(Service).Assembly;
    internal static readonly Assembly Cache = typeof(SingleFlight<,>).Assembly;
    internal static readonly Assembly GraphQL = typeof(GraphQLEndpoint).Assembly;

    internal static readonly IReadOnlyList<Assembly> All = [Domain, Application, Infrastructure, Api, Cache, GraphQL];
}
