using GroupResults.Api.Demo;
using GroupResults.Benchmarks.Figures;
using GroupResults.Benchmarks.Load;
using GroupResults.Benchmarks.Processes;
using GroupResults.Benchmarks.Table;

namespace GroupResults.Benchmarks.Growth;

/// <summary>One push of one service, and all that is measured of it by a single client.</summary>
internal sealed class GrowingPush(ServiceProcess service, DemoPush push)
{
    private const int MissesPerRound = 10;

    /// <summary>Not counted: what runs so seldom is compiled for good only after a while.</summary>
    private const int WarmUpMisses = 50;

    private readonly List<WrkResult> _polls = [];
    private readonly List<WrkResult> _plain = [];
    private readonly List<WrkResult> _gzip = [];
    private Reader? _misses;

    internal DemoPush Push { get; } = push;

    internal double PollMs => Quantiles.Median(_polls.Select(turn => turn.P50Ms));

    internal double PlainMs => Quantiles.Median(_plain.Select(turn => turn.P50Ms));

    internal double GzipMs => Quantiles.Median(_gzip.Select(turn => turn.P50Ms));

    internal double MissMs => Quantiles.Median(_misses!.Milliseconds);

    /// <summary>What stands before a revision in the drop-in endpoint's address.</summary>
    internal Uri DropIn => new(service.Address, $"/api/project/{Push.Key.Repository}/push/group_results/?revision=");

    internal Uri Address => new(DropIn.AbsoluteUri + Push.Key.Revision);

    internal async Task MeasureAsync(LoadOptions options, bool counts, CancellationToken cancellationToken)
    {
        // The misses come first: they leave a version behind that the hits are then of.
        if (_misses is null)
        {
            var change = ChangingReport.Of(service.Client, Push.Reports[^1] with { TaskId = "ThisTaskRunIsChanged00" });
            _misses = new Reader(service.Client, Address.PathAndQuery, gzip: false, "fwd=miss", change);
            await _misses.ReadAsync(WarmUpMisses, measure: false);
        }

        await _misses.ReadAsync(MissesPerRound, counts);
        await ReadAsync(_polls, ["If-None-Match: *"]);
        await ReadAsync(_plain, []);
        await ReadAsync(_gzip, [RestPart.AcceptGzip]);

        async Task ReadAsync(List<WrkResult> turns, IReadOnlyList<string> headers)
        {
            var result = await Wrk.ReadAsync(new WrkRequest(Address, headers), clients: 1, options.Seconds, cancellationToken);
            if (counts) turns.Add(result);
        }
    }
}
