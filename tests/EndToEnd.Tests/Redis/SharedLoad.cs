using System.Collections.Concurrent;
using System.Globalization;
using GroupResults.EndToEnd.Tests.Clients;

namespace GroupResults.EndToEnd.Tests.Redis;

/// <summary>
/// One writer that reports through each instance in turn, and readers of every kind on every instance, going on until
/// they are disposed of. Each read must hold every report that was acknowledged before it began (G1).
/// </summary>
internal sealed class SharedLoad : IAsyncDisposable
{
    private const int ReportsPerPush = 60;
    private const int GroupsPerReport = 8;
    private const int AcknowledgedPerStep = 40;
    private const int ReadsPerStep = 15;

    private readonly CancellationTokenSource _ending = new();
    private readonly ConcurrentQueue<string> _failures = new();
    private readonly int[] _reads;
    private readonly List<Task> _running = [];
    private int _acknowledged;

    private SharedLoad(IReadOnlyList<Uri> instances)
    {
        var kinds = Enum.GetValues<ReadBy>();
        _reads = new int[instances.Count * kinds.Length];
        _running.Add(Task.Run(() => WriteAsync(instances)));
        for (var index = 0; index < _reads.Length; index++)
        {
            var (reader, instance, by) = (index, instances[index / kinds.Length], kinds[index % kinds.Length]);
            _running.Add(Task.Run(() => ReadAsync(reader, instance, by)));
        }
    }

    internal static SharedLoad Start(params IReadOnlyList<Uri> instances) => new(instances);

    /// <summary>Returns when the writer and every reader have got on; fails the test where anything went wrong.</summary>
    internal async Task GetOnAsync(string during, CancellationToken cancellationToken)
    {
        var acknowledged = Volatile.Read(ref _acknowledged);
        var reads = _reads.ToArray();
        await Eventually.TrueAsync(
            () => !_failures.IsEmpty
                || (Volatile.Read(ref _acknowledged) >= acknowledged + AcknowledgedPerStep
                    && _reads.Zip(reads).All(pair => pair.First >= pair.Second + ReadsPerStep)),
            $"the load gets on while {during}");
        Assert.True(_failures.IsEmpty, $"While {during}: {string.Join("\n\n", _failures)}");
    }

    public async ValueTask DisposeAsync()
    {
        await _ending.CancelAsync();
        await Task.WhenAll(_running);
        _ending.Dispose();
    }

    private async Task WriteAsync(IReadOnlyList<Uri> instances)
    {
        var clients = instances.Select(instance => new ServiceClient(instance)).ToList();
        try
        {
            for (var number = 0; !_ending.IsCancellationRequested; number++)
            {
                await clients[number % clients.Count].ReportAsync(ReportAt(number), _ending.Token);
                Volatile.Write(ref _acknowledged, number + 1);
            }
        }
        catch (Exception exception)
        {
            Failed("The writer", exception);
        }
        finally
        {
            clients.ForEach(client => client.Dispose());
        }
    }

    private async Task ReadAsync(int reader, Uri instance, ReadBy by)
    {
        using var client = new ServiceClient(instance);
        try
        {
            while (!_ending.IsCancellationRequested)
            {
                var acknowledged = Volatile.Read(ref _acknowledged);
                if (acknowledged is 0)
                {
                    await Task.Yield();
                    continue;
                }

                // Mostly the push that is being written to, now and then an earlier one.
                var newest = (acknowledged - 1) / ReportsPerPush;
                var push = _reads[reader] % 4 is 3 ? newest / 2 : newest;
                var map = ResultMap.Parse(await client.ReadAsync(PushAt(push), by, _ending.Token));
                for (var number = push * ReportsPerPush; number < acknowledged && number < (push + 1) * ReportsPerPush; number++)
                {
                    if (!map.Holds(ReportAt(number)))
                        throw new InvalidOperationException($"Report {number} of {acknowledged} acknowledged ones is missing.");
                }

                Interlocked.Increment(ref _reads[reader]);
            }
        }
        catch (Exception exception)
        {
            Failed($"The reader by {by} at {instance}", exception);
        }
    }

    private void Failed(string who, Exception exception)
    {
        if (exception is OperationCanceledException && _ending.IsCancellationRequested) return;
        _failures.Enqueue($"{who}: {exception}");
    }

    private static Push PushAt(int index) => Push.Autoland(string.Create(CultureInfo.InvariantCulture, $"{index:x8}"));

    private static Report ReportAt(int number) => Reports.Of(PushAt(number / ReportsPerPush), number, GroupsPerReport);
}
