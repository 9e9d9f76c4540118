using System.Text.Json;
using GroupResults.Api.Tests.Histories.Model;
using GroupResults.Api.Tests.Hosting;

namespace GroupResults.Api.Tests.Histories;

/// <summary>One repository's history, told to a service and to the model in the same order.</summary>
internal sealed class History(TestService service, string repository, PlainRepository model)
{
    private readonly Doors _doors = new(service, repository);
    private readonly PushQuestions _questions = new(service, repository);

    /// <summary>What becomes of a polled answer on its way back.</summary>
    internal Func<Ask, JsonElement, JsonElement> Deliver { get; init; } = (_, push) => push;

    /// <summary>The model's answers and outcomes, to see what the histories reach.</summary>
    internal Reached Reached { get; init; } = new();

    /// <returns>The first difference; null where service and model agree to the end.</returns>
    internal async Task<Difference?> RunAsync(IEnumerable<Operation> operations)
    {
        foreach (var operation in operations)
        {
            if (await (operation is Ask ask ? CompareAsync(ask) : ApplyAsync(operation)) is { } difference) return difference;
        }

        return null;
    }

    private async Task<Difference?> ApplyAsync(Operation operation)
    {
        var expected = model.Apply(operation);
        Reached.Add(operation, expected);
        var actual = await _doors.ApplyAsync(operation);
        return actual == expected ? null : new Difference("what changed", $"{operation}\nmodel: {expected}\nservice: {actual}");
    }

    private async Task<Difference?> CompareAsync(Ask ask)
    {
        var expected = PlainAnswers.Of(model, ask);
        Reached.Add(expected);
        if (Compare("polled", Deliver(ask, await _questions.PollAsync(ask))) is { } difference) return difference;
        var (again, isHit) = await _questions.AskAsync(ask);
        // Only that there is no such push is not kept.
        if (!isHit && expected.ValueKind is not JsonValueKind.Null) return new Difference("no hit", $"{ask}, asked again, is no hit.");
        return Compare("asked again", again) ?? Compare("asked past the cache", await _questions.AskPastTheCacheAsync(ask));

        Difference? Compare(string how, JsonElement actual) => JsonDifference.Find(expected, actual) is { } difference
            ? new Difference(difference.Path, $"{ask}, {how}: {difference.Text}\nmodel: {expected}\nservice: {actual}")
            : null;
    }
}

/// <param name="Kind">Of differences with one cause it is mostly the same, so that a shorter history is not found for another one.</param>
internal sealed record Difference(string Kind, string Text);
