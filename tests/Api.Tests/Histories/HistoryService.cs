using System.Text.Json;
using GroupResults.Api.Tests.Histories.Model;
using GroupResults.Api.Tests.Hosting;

namespace GroupResults.Api.Tests.Histories;

/// <summary>A service for many histories, each in a repository of its own.</summary>
internal sealed class HistoryService : IAsyncDisposable
{
    /// <summary>Names of repositories where the push before by position is no parent.</summary>
    private const int ParentlessRepositories = 2_000;

    private readonly TestService _service;
    private readonly int _maxParents;
    private int _repositories;

    private HistoryService(int maxParents)
    {
        _maxParents = maxParents;
        _service = new TestService
        {
            Settings =
            [
                $"--GroupResults:Questions:MaxParents={maxParents}",
                $"--GroupResults:Questions:ParentlessRepositories={string.Join(',', Enumerable.Range(1, ParentlessRepositories).Select(NameOfParentless))}",
            ],
        };
    }

    internal Reached Reached { get; } = new();

    internal static async Task<HistoryService> StartAsync(int maxParents)
    {
        var service = new HistoryService(maxParents);
        await service._service.InitializeAsync();
        return service;
    }

    public ValueTask DisposeAsync() => _service.DisposeAsync();

    /// <summary>Runs the history of this seed; where service and model differ, fails with the shortest history that was found to show it.</summary>
    internal async Task CheckAsync(int seed)
    {
        var history = HistoryGenerator.Make(seed);
        var isParentless = IsParentless(seed);
        if (await RunAsync(history, isParentless) is not { } difference) return;
        (history, difference) = await Shrinking.ShrinkAsync(history, difference, shorter => RunAsync(shorter, isParentless));
        var where = $"{(isParentless ? " in a repository without parents by position" : "")}, with at most {_maxParents} parents";
        Assert.Fail($"Seed {seed}{where}:\n{string.Join('\n', history)}\n{difference.Text}");
    }

    /// <summary>Runs the history of this seed, with polled answers that are delivered in another way.</summary>
    internal Task<Difference?> RunAsync(int seed, Func<Ask, JsonElement, JsonElement> deliver) =>
        RunAsync(HistoryGenerator.Make(seed), IsParentless(seed), deliver);

    private static bool IsParentless(int seed) => seed % 5 == 4;

    private static string NameOfParentless(int number) => $"try/{number}";

    private async Task<Difference?> RunAsync(List<Operation> operations, bool isParentless, Func<Ask, JsonElement, JsonElement>? deliver = null)
    {
        var number = ++_repositories;
        Assert.True(number <= ParentlessRepositories, "Too many repositories for one service.");
        var repository = isParentless ? NameOfParentless(number) : $"history/{number}";
        var history = new History(_service, repository, new PlainRepository(!isParentless, _maxParents, _service.Time.GetUtcNow()))
        {
            Reached = Reached,
            Deliver = deliver ?? ((_, push) => push),
        };
        return await history.RunAsync(operations);
    }
}
