using System.Collections.Concurrent;
using GroupResults.Api.Tests.Hosting;
using GroupResults.Application.Ingestion;
using GroupResults.Domain.Access;
using GroupResults.Domain.Results;
using MediatR;
using Microsoft.Extensions.DependencyInjection;

namespace GroupResults.Api.Tests.Access;

/// <summary>A service of each kind, with a push in it and everybody's tokens.</summary>
public sealed class AccessWorlds : IAsyncLifetime
{
    private readonly ConcurrentDictionary<Where, AccessWorld> _worlds = new();

    public async ValueTask InitializeAsync()
    {
        foreach (var where in Enum.GetValues<Where>()) _worlds[where] = await AccessWorld.StartAsync(where);
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var world in _worlds.Values) await world.Service.DisposeAsync();
    }

    internal AccessWorld Of(Where where) => _worlds[where];
}

internal sealed class AccessWorld
{
    private const AccessScopes Everything = AccessScopes.Read | AccessScopes.Ingest | AccessScopes.Admin;

    private readonly Dictionary<Who, string> _authorization = [];
    private string _node = "";

    private AccessWorld(Where where)
    {
        Where = where;
        Service = new TestService
        {
            Environment = where is Where.Development ? "Development" : "Production",
            Settings = where is Where.TokenReads ? ["--GroupResults:Access:Reads=Token"] : [],
        };
    }

    internal Where Where { get; }

    internal TestService Service { get; }

    /// <summary>Of the push that is there.</summary>
    internal string Revision { get; } = GraphQLRequests.NewRevision();

    /// <summary>Whatever no answer may contain, whoever asks.</summary>
    internal IReadOnlyList<string> Secrets =>
        [.. _authorization.Values.SelectMany(value => value.Split([' ', ',', '_'])).Where(part => part.Length > 20)];

    internal static async Task<AccessWorld> StartAsync(Where where)
    {
        var world = new AccessWorld(where);
        await world.Service.InitializeAsync();
        await world.FillAsync();
        return world;
    }

    /// <summary>The header that somebody brings; none for nobody.</summary>
    internal (string Name, string Value)[] HeadersOf(Who who) => _authorization.TryGetValue(who, out var value) ? [("Authorization", value)] : [];

    internal string? AuthorizationOf(Who who) => _authorization.GetValueOrDefault(who);

    /// <summary>The text with things that are there in the place of its words in capitals.</summary>
    internal async Task<string> FillAsync(string text)
    {
        text = text.Replace("REVISION", Revision, StringComparison.Ordinal)
            .Replace("NEW", GraphQLRequests.NewRevision(), StringComparison.Ordinal)
            .Replace("NODE", _node, StringComparison.Ordinal);
        if (text.Contains("VICTIM", StringComparison.Ordinal))
            text = text.Replace("VICTIM", (await Service.IssueAsync(AccessScopes.Read)).Id, StringComparison.Ordinal);
        return text;
    }

    /// <summary>All that a request could have changed.</summary>
    internal object Stored() =>
        (Service.CountAllRows(), Service.CountRows("AccessTokens"), Service.CountRows("AccessTokens WHERE RevokedAt IS NOT NULL"));

    private async Task FillAsync()
    {
        await Service.StoreAsync("autoland", Revision);
        var token = await Service.IssueAsync(AccessScopes.Read);
        _node = (await Service.GraphQLAsync(
            $$"""{ push(repository: "autoland", revision: "{{Revision}}") { id } }""", null, null, token.Header)).Json
            .GetProperty("data").GetProperty("push").GetProperty("id").GetString()!;
        var all = await Service.IssueAsync(Everything);
        var other = await Service.IssueAsync(Everything);
        var revoked = await Service.IssueAsync(Everything);
        await Service.RevokeAsync(revoked);
        _authorization[Who.Reader] = (await Service.IssueAsync(AccessScopes.Read)).Bearer;
        _authorization[Who.Reporter] = (await Service.IssueAsync(AccessScopes.Ingest)).Bearer;
        _authorization[Who.Admin] = (await Service.IssueAsync(AccessScopes.Admin)).Bearer;
        _authorization[Who.All] = all.Bearer;
        _authorization[Who.OtherRepository] = (await Service.IssueAsync(AccessScopes.Read | AccessScopes.Ingest, "other")).Bearer;
        _authorization[Who.Expired] = (await Service.IssueAsync(Everything, repository: null, Service.Time.GetUtcNow())).Bearer;
        _authorization[Who.Revoked] = revoked.Bearer;
        _authorization[Who.Garbled] = all.Bearer + "=";
        _authorization[Who.Unknown] = "Bearer " + TokenSecret.Generate().Text;
        _authorization[Who.WrongSecret] = all.Bearer[..^43] + other.Bearer[^43..];
        _authorization[Who.TwoTokens] = $"{all.Bearer}, {other.Bearer}";
        _authorization[Who.BasicScheme] = "Basic " + all.Secret;
    }
}

internal static class StoredReports
{
    /// <summary>A report past everything that asks who sends it.</summary>
    internal static async Task StoreAsync(this TestService service, string repository, string revision, GroupStatus status = GroupStatus.Ok) =>
        await service.Services.GetRequiredService<IMediator>().Send(
            new RecordGroupResults(new ReportInput(repository, revision, "T", 0, null, [new GroupResult("a", status, 1)])), TestContext.Current.CancellationToken);
}
