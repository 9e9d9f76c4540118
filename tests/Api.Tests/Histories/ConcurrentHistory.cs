using System.Collections.Concurrent;
using System.Text.Json;
using GroupResults.Api.Tests.Histories.Model;
using GroupResults.Api.Tests.Hosting;

namespace GroupResults.Api.Tests.Histories;

/// <summary>
/// Writers that each have a push of their own, beside readers that ask for the descendants of all of them. How far each writer is when a
/// read begins and ends bounds the states that the read may show: it shows what was acknowledged before it began.
/// </summary>
internal sealed class ConcurrentHistory : IDisposable
{
    private const int Readers = 4;

    private readonly IReadOnlyList<Operation> _before;
    private readonly IReadOnlyList<IReadOnlyList<Operation>> _writers;
    private readonly int[] _begun;
    private readonly int[] _acknowledged;
    private readonly ConcurrentDictionary<(string Point, Ask Ask), JsonElement> _answers = [];
    private readonly SemaphoreSlim _writeWanted = new(0);
    private DateTimeOffset _start;
    private int _reads;
    private int _overlapping;

    /// <param name="before">What happens first, one after the other.</param>
    /// <param name="writers">The operations of each writer. None changes a push that another one changes.</param>
    internal ConcurrentHistory(IReadOnlyList<Operation> before, IReadOnlyList<IReadOnlyList<Operation>> writers)
    {
        _before = before;
        _writers = writers;
        _begun = new int[writers.Count];
        _acknowledged = new int[writers.Count];
    }

    internal int Reads => _reads;

    /// <summary>Reads during which a writer went on.</summary>
    internal int Overlapping => _overlapping;

    /// <summary>What becomes of an answer on its way back.</summary>
    internal Func<Ask, JsonElement, JsonElement> Deliver { get; init; } = (_, push) => push;

    public void Dispose() => _writeWanted.Dispose();

    /// <returns>Reads that show none of the states they may show.</returns>
    internal async Task<IReadOnlyCollection<string>> RunAsync(TestService service, string repository, IReadOnlyList<Ask> asks)
    {
        _start = service.Time.GetUtcNow();
        foreach (var operation in _before) await new Doors(service, repository).ApplyAsync(operation);
        var writing = Task.WhenAll(Enumerable.Range(0, _writers.Count).Select(writer => Task.Run(() => WriteAsync(new Doors(service, repository), writer))));
        ConcurrentBag<string> stale = [];
        await Task.WhenAll(Enumerable.Range(0, Readers).Select(reader => Task.Run(async () =>
        {
            var (questions, random) = (new PushQuestions(service, repository), new Random(reader));
            while (!writing.IsCompleted)
            {
                if (await ReadAsync(questions, asks[random.Next(asks.Count)], random) is { } found) stale.Add(found);
                if (random.Next(2) == 0) _writeWanted.Release();
            }
        })));
        await writing;
        return stale;
    }

    private async Task WriteAsync(Doors doors, int writer)
    {
        foreach (var operation in _writers[writer])
        {
            await _writeWanted.WaitAsync(TestContext.Current.CancellationToken); // The readers keep up.
            Interlocked.Increment(ref _begun[writer]);
            await doors.ApplyAsync(operation);
            Interlocked.Increment(ref _acknowledged[writer]);
        }
    }

    private async Task<string?> ReadAsync(PushQuestions questions, Ask ask, Random random)
    {
        var from = Now(_acknowledged);
        var push = random.Next(3) switch
        {
            0 => await questions.AskPastTheCacheAsync(ask),
            1 => (await questions.AskAsync(ask)).Push,
            _ => await questions.PollAsync(ask),
        };
        push = Deliver(ask, push);
        var to = Now(_begun);
        Interlocked.Increment(ref _reads);
        if (!from.SequenceEqual(to)) Interlocked.Increment(ref _overlapping);
        if (Between(from, to).Any(point => JsonElement.DeepEquals(AnswerAt(point, ask), push))) return null;
        return $"{ask} from {string.Join(' ', from)} to {string.Join(' ', to)}\nmodel: {AnswerAt(from, ask)}\nservice: {push}";
    }

    private static int[] Now(int[] counts) => [.. Enumerable.Range(0, counts.Length).Select(index => Volatile.Read(ref counts[index]))];

    /// <summary>All points at which each writer has done at least as much as at one and at most as much as at the other.</summary>
    private static IEnumerable<int[]> Between(int[] from, int[] to) => from.Select((first, writer) => Enumerable.Range(first, to[writer] - first + 1))
        .Aggregate((IEnumerable<int[]>)[[]], (points, counts) => points.SelectMany(_ => counts, (point, count) => (int[])[.. point, count]));

    private JsonElement AnswerAt(int[] point, Ask ask) => _answers.GetOrAdd((string.Join(' ', point), ask), _ =>
    {
        var model = new PlainRepository(hasParentsByPosition: true, maxParents: 20, _start);
        foreach (var operation in _before.Concat(_writers.SelectMany((operations, writer) => operations.Take(point[writer])))) model.Apply(operation);
        return PlainAnswers.Of(model, ask);
    });
}
