using BenchmarkDotNet.Attributes;
using GroupResults.Application.Pushes;
using GroupResults.Application.Results;
using GroupResults.Benchmarks.Table;
using GroupResults.Domain.Pushes;
using GroupResults.Domain.Results;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.DependencyInjection;
using VersionedCache;

namespace GroupResults.Benchmarks.Parts;

/// <summary>What reading and writing an autoland-sized push is made of.</summary>
[MemoryDiagnoser]
public class PartsBenchmarks
{
    private readonly string _directory = Directory.CreateTempSubdirectory("groupresults-parts").FullName;
    private ServiceProvider? _services;
    private PushKey _push;
    private PushSnapshot? _snapshot;
    private byte[] _json = [];
    private PackedResult[][] _results = [];

    private PushSnapshot Snapshot => _snapshot!;

    [GlobalSetup]
    public async Task SetUpAsync()
    {
        var data = new BenchmarkData();
        var path = Path.Combine(_directory, "parts.db");
        await data.StoreAsync(path);
        _services = BenchmarkData.CreateServices(path);
        _push = data.Big.Key;
        _snapshot = await SnapshotReadAsync();
        _json = WriteJson();
        _results = [.. Snapshot.TaskRuns.Select(run => Unpacked(run.Packed))];
    }

    [GlobalCleanup]
    public void CleanUp()
    {
        _services?.Dispose();
        SqliteConnection.ClearAllPools();
        Directory.Delete(_directory, recursive: true);
    }

    [Benchmark]
    public async Task<PushHead?> HeadReadAsync() =>
        await _services!.GetRequiredService<IPushHeads>().FindAsync(_push, CancellationToken.None);

    [Benchmark]
    public async Task<PushSnapshot?> SnapshotReadAsync() =>
        await _services!.GetRequiredService<IPushSnapshots>().ReadAsync(_push, CancellationToken.None);

    [Benchmark]
    public int Pack()
    {
        var bytes = 0;
        foreach (var results in _results) bytes += PackedResults.Pack(results).Length;
        return bytes;
    }

    [Benchmark]
    public int Unpack()
    {
        var sum = 0;
        foreach (var run in Snapshot.TaskRuns)
        {
            foreach (var result in PackedResults.Read(run.Packed.Span)) sum += result.GroupId;
        }

        return sum;
    }

    [Benchmark]
    public byte[] WriteJson() => ResultMapWriter.Write(Snapshot);

    [Benchmark]
    public byte[] CompressGzip() => Compression.Encode(_json, ContentCoding.Gzip);

    [Benchmark]
    public byte[] CompressBrotli() => Compression.Encode(_json, ContentCoding.Brotli);

    private static PackedResult[] Unpacked(ReadOnlyMemory<byte> packed)
    {
        List<PackedResult> results = [];
        foreach (var result in PackedResults.Read(packed.Span)) results.Add(result);
        return [.. results];
    }
}
