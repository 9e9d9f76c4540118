using System.Collections.Concurrent;
using System.Globalization;
using GroupResults.EndToEnd.Tests.Clients;

namespace GroupResults.EndToEnd.Tests.Durability;

/// <summary>
/// Clients that report as fast as they can, by every way there is, until the service is gone. It knows afterwards what
/// was acknowledged and what was only tried.
/// </summary>
internal sealed class ReportFlood
{
    private const int Clients = 6;
    private const int BatchSize = 5;

    private static readonly Push[] Pushes = [Push.Autoland("aaaa1111"), Push.Autoland("bbbb2222"), new Push("try", "cccc3333")];

    private readonly ConcurrentQueue<Report[]> _tried = new();
    private readonly ConcurrentDictionary<Report[], bool> _acknowledged = new(ReferenceEqualityComparer.Instance);
    private int _seed;

    internal int AcknowledgedCount => _acknowledged.Count;

    /// <summary>Ends when the service has gone away from each client. Any other failure fails the test.</summary>
    internal Task RunAsync(Uri address, CancellationToken cancellationToken) =>
        Task.WhenAll(Enumerable.Range(0, Clients).Select(client => Task.Run(() => ReportAsync(address, client, cancellationToken), cancellationToken)));

    /// <summary>Everything acknowledged is there whole; everything else is there whole or not at all.</summary>
    internal async Task CheckAsync(Uri address, CancellationToken cancellationToken)
    {
        using var client = new ServiceClient(address);
        var maps = new Dictionary<Push, ResultMap>();
        foreach (var push in Pushes)
        {
            var map = ResultMap.Parse(await client.ReadAsync(push, ReadBy.Plain, cancellationToken));
            maps.Add(push, map);

            // Each report here is a task run of its own and changes its push once.
            var data = await client.QueryAsync(
                $$"""{ push(repository: "{{push.Repository}}", revision: "{{push.Revision}}") { version counts { taskRuns } } }""", variables: null, cancellationToken);
            Assert.Equal(map.Tasks.Count, data.GetProperty("push").GetProperty("version").GetInt32());
            Assert.Equal(map.Tasks.Count, data.GetProperty("push").GetProperty("counts").GetProperty("taskRuns").GetInt32());
        }

        var found = 0;
        foreach (var message in _tried)
        {
            var whole = message.Count(report => maps[report.Push].Holds(report));
            var present = message.Count(report => maps[report.Push].Tasks.ContainsKey(report.TaskId));
            Assert.Equal(whole, present);
            Assert.True(whole == message.Length || (whole == 0 && !_acknowledged.ContainsKey(message)), Describe(message, whole));
            found += whole;
        }

        Assert.Equal(found, maps.Values.Sum(map => map.Tasks.Count));
    }

    private async Task ReportAsync(Uri address, int clientIndex, CancellationToken cancellationToken)
    {
        using var client = new ServiceClient(address);
        try
        {
            while (true)
            {
                var reports = new Report[clientIndex % 3 is 0 ? BatchSize : 1];
                for (var index = 0; index < reports.Length; index++)
                {
                    var seed = Interlocked.Increment(ref _seed);
                    reports[index] = Reports.Of(Pushes[seed % Pushes.Length], seed);
                }

                _tried.Enqueue(reports);
                await ((clientIndex % 3) switch
                {
                    0 => client.ReportBatchAsync(reports, cancellationToken),
                    1 => client.UploadAsync(reports[0], cancellationToken),
                    _ => client.ReportAsync(reports[0], cancellationToken),
                });
                _acknowledged.TryAdd(reports, true);
            }
        }
        catch (HttpRequestException)
        {
            // The service is gone.
        }
    }

    private string Describe(Report[] message, int whole) => string.Create(
        CultureInfo.InvariantCulture,
        $"Of a message of {message.Length} reports {whole} are stored; acknowledged: {_acknowledged.ContainsKey(message)}; first: {message[0].TaskId}.");
}
