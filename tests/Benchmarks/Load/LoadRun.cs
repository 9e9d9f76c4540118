using GroupResults.Benchmarks.Processes;
using GroupResults.Benchmarks.Table;

namespace GroupResults.Benchmarks.Load;

/// <summary>What the parts of a load run share: the data, and one service that bears the whole load.</summary>
internal sealed record LoadRun(
    LoadOptions Options,
    BenchmarkData Data,
    string Directory,
    string Database,
    ServiceProcess Service,
    CancellationToken CancellationToken)
{
    /// <summary>The drop-in endpoint's answer for the large push.</summary>
    internal Uri BigAddress => DropIn(Data.Big.Key.Revision);

    internal Uri DropIn(string revision) =>
        new(Service.Address, $"/api/project/{Data.Big.Key.Repository}/push/group_results/?revision={revision}");

    /// <summary>One turn of wrk.</summary>
    internal Task<WrkResult> ReadAsync(WrkRequest request) => Wrk.ReadAsync(request, Options.Clients, Options.Seconds, CancellationToken);
}
