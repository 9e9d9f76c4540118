using System.Text;
using GroupResults.Application.Results;
using GroupResults.Domain.Pushes;
using GroupResults.Domain.Results;
using Microsoft.Data.Sqlite;

namespace GroupResults.Benchmarks.Load;

/// <summary>
/// The limit for a miss: head and packed rows read by plain ADO.NET, the result map written into one array that is kept,
/// group names encoded beforehand. No HTTP, no cache, no names or columns that the map does not have.
/// </summary>
internal sealed class PlainMiss : IDisposable
{
    private readonly SqliteConnection _connection;
    private readonly SqliteCommand _head;
    private readonly SqliteCommand _taskRuns;
    private readonly byte[][] _names;
    private byte[] _json = [];
    private int _length;

    internal PlainMiss(string path)
    {
        _connection = new SqliteConnection(new SqliteConnectionStringBuilder { DataSource = path, Pooling = false }.ToString());
        _connection.Open();
        _names = Names();
        _head = _connection.CreateCommand();
        _head.CommandText = "SELECT Id, Incarnation, Version, LastActivityAt FROM Pushes WHERE Repository = $1 AND Revision = $2";
        _taskRuns = _connection.CreateCommand();
        _taskRuns.CommandText = "SELECT TaskId, RunId, Results FROM TaskRuns WHERE Id BETWEEN $1 AND $2 ORDER BY Id";
        foreach (var command in (SqliteCommand[])[_head, _taskRuns])
        {
            for (var i = 1; i <= 2; i++) command.Parameters.Add(new SqliteParameter { ParameterName = $"${i}" });
        }
    }

    /// <returns>Good until the next call.</returns>
    internal ReadOnlyMemory<byte> Read(PushKey push)
    {
        var runs = ReadRuns(push);
        var bytes = runs.Sum(run => run.Packed.Length);
        if (_json.Length < bytes * 40) _json = new byte[bytes * 40];
        _length = 0;
        Append("{"u8);
        var later = Retries(runs);
        foreach (var run in runs)
        {
            if (later is null || !later.TryGetValue(run.TaskId, out var all)) WriteTask(run.TaskId, run.Packed);
            else if (all[0] == run) WriteTask(run.TaskId, Merged(all));
        }

        CloseObject();
        return _json.AsMemory(0, _length);
    }

    public void Dispose()
    {
        _head.Dispose();
        _taskRuns.Dispose();
        _connection.Dispose();
    }

    private sealed record Run(string TaskId, int RunId, byte[] Packed);

    private List<Run> ReadRuns(PushKey push)
    {
        using var transaction = _connection.BeginTransaction(deferred: true);
        _head.Transaction = _taskRuns.Transaction = transaction;
        (_head.Parameters[0].Value, _head.Parameters[1].Value) = (push.Repository, push.Revision);
        using var head = _head.ExecuteReader();
        if (!head.Read()) throw new InvalidOperationException($"There is no push {push}.");
        var from = head.GetInt64(0) << 32;
        (_taskRuns.Parameters[0].Value, _taskRuns.Parameters[1].Value) = (from, from | uint.MaxValue);
        using var rows = _taskRuns.ExecuteReader();
        List<Run> runs = [];
        while (rows.Read()) runs.Add(new Run(rows.GetString(0), rows.GetInt32(1), rows.GetFieldValue<byte[]>(2)));
        return runs;
    }

    /// <summary>The runs of each task that has several, in the order in which they were stored.</summary>
    private static Dictionary<string, List<Run>>? Retries(List<Run> runs)
    {
        var seen = new Dictionary<string, Run>(runs.Count, StringComparer.Ordinal);
        Dictionary<string, List<Run>>? retries = null;
        foreach (var run in runs)
        {
            if (seen.TryAdd(run.TaskId, run)) continue;
            retries ??= new Dictionary<string, List<Run>>(StringComparer.Ordinal);
            if (retries.TryGetValue(run.TaskId, out var known)) known.Add(run);
            else retries.Add(run.TaskId, [seen[run.TaskId], run]);
        }

        return retries;
    }

    /// <summary>Of each group what the highest run says. Few tasks need it: it may be slow.</summary>
    private static byte[] Merged(List<Run> runs)
    {
        var latest = new Dictionary<int, PackedResult>();
        foreach (var run in runs.OrderBy(run => run.RunId))
        {
            foreach (var result in PackedResults.Read(run.Packed)) latest[result.GroupId] = result;
        }

        return PackedResults.Pack([.. latest.Values]);
    }

    private void WriteTask(string taskId, byte[] packed)
    {
        var start = _length;
        Append("\""u8);
        _length += Encoding.ASCII.GetBytes(taskId, _json.AsSpan(_length));
        Append("\":{"u8);
        var empty = _length;
        var groupId = 0;
        for (var i = 0; i < packed.Length;)
        {
            groupId += (int)Varint(packed, ref i);
            var status = (GroupStatus)(Varint(packed, ref i) & 3);
            if (status is not (GroupStatus.Ok or GroupStatus.Error)) continue;
            Append(_names[groupId]);
            Append(status is GroupStatus.Ok ? "true,"u8 : "false,"u8);
        }

        if (_length == empty)
        {
            _length = start;
            return;
        }

        CloseObject();
        Append(","u8);
    }

    private void CloseObject()
    {
        if (_json[_length - 1] is (byte)',') _length--;
        Append("}"u8);
    }

    private static uint Varint(byte[] packed, ref int position)
    {
        uint value = 0;
        for (var shift = 0; ; shift += 7)
        {
            var part = packed[position++];
            value |= (uint)(part & 0x7f) << shift;
            if (part < 0x80) return value;
        }
    }

    /// <summary>Grows where names are longer than expected.</summary>
    private void Append(ReadOnlySpan<byte> bytes)
    {
        if (_json.Length - _length < bytes.Length + 256) Array.Resize(ref _json, (_json.Length * 2) + bytes.Length + 256);
        bytes.CopyTo(_json.AsSpan(_length));
        _length += bytes.Length;
    }

    private byte[][] Names()
    {
        using var command = _connection.CreateCommand();
        command.CommandText = "SELECT Id, Name FROM Groups ORDER BY Id";
        using var reader = command.ExecuteReader();
        List<byte[]> names = [];
        while (reader.Read())
        {
            var id = reader.GetInt32(0);
            while (names.Count <= id) names.Add([]);
            names[id] = new GroupName(reader.GetString(1)).JsonProperty.ToArray();
        }

        return [.. names];
    }
}
