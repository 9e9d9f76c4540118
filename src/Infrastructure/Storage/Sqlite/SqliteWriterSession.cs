using GroupResults.Application.Changes;
using GroupResults.Domain.Pushes;
using GroupResults.Domain.Stability;
using Microsoft.Data.Sqlite;
using SQLitePCL;

namespace GroupResults.Infrastructure.Storage.Sqlite;

/// <summary>
/// The write connection with its epoch, compiled statements, and known names. Invariant: the epoch's transactions form one
/// sequence. Each finds the counter as the previous one left it. Otherwise the database's history is not the one that this
/// session knows, and the session ends.
/// </summary>
internal sealed class SqliteWriterSession(SqliteConnection connection) : IDisposable
{
    private const string FindCounter = "SELECT Counter FROM Epochs WHERE Epoch = $1";

    private const string AddEpoch = "INSERT INTO Epochs (Id, Epoch, Counter) VALUES ((SELECT coalesce(max(Id), 0) + 1 FROM Epochs), $1, 1)";

    private const string RaiseCounter =
        """
        UPDATE Epochs SET
            Counter = Counter + 1,
            Id = (SELECT CASE max(Id) WHEN Epochs.Id THEN Epochs.Id ELSE max(Id) + 1 END FROM Epochs AS Others)
        WHERE Epoch = $1
        """;

    private const string ForgetEpochs = "DELETE FROM Epochs WHERE Id NOT IN (SELECT Id FROM Epochs ORDER BY Id DESC LIMIT 64)";

    private readonly Dictionary<string, SqliteCommand> _commands = new(StringComparer.Ordinal);
    private readonly Epoch _epoch = Epoch.Draw();
    private long _counter; // Of the last stored transaction; 0 before the first.
    private int _changesBefore;
    private PushTransaction? _pushes; // Created by the transaction's first report or fact, and dropped with it.

    internal GroupIds Groups { get; } = new();

    internal JobNameIds JobNames { get; } = new();

    internal RunPropertiesIds Properties { get; } = new();

    /// <summary>The stamp of the open transaction.</summary>
    internal ChangeStamp Stamp => new(_epoch, _counter + 1);

    /// <summary>The last stored change; null before the first.</summary>
    internal ChangeStamp? LastStored => _counter > 0 ? new ChangeStamp(_epoch, _counter) : null;

    /// <summary>Begins a transaction and takes the write lock, so that everything read afterwards stays true until the commit.</summary>
    /// <returns>False if the database has another history than this session; no transaction is then open.</returns>
    internal bool TryBegin()
    {
        Execute("BEGIN IMMEDIATE");
        if (CounterOf(_epoch) != _counter)
        {
            Execute("ROLLBACK");
            return false;
        }

        _changesBefore = raw.sqlite3_total_changes(connection.Handle);
        return true;
    }

    /// <summary>Returns true if the change is part of the database's history.</summary>
    internal bool Contains(ChangeStamp change) => CounterOf(change.Epoch) >= change.Counter;

    /// <summary>Commits, and returns after the commit is on disk.</summary>
    /// <returns>The stored pushes.</returns>
    internal PushTransaction? Commit()
    {
        var pushes = _pushes;
        pushes?.WritePushes();
        var changed = raw.sqlite3_total_changes(connection.Handle) != _changesBefore; // Without a change, there is nothing to flush.
        if (changed) RaiseCounterOrAddEpoch();
        Execute("COMMIT");
        if (changed)
        {
            _counter++;
            pushes?.PublishNames(); // Names found by a transaction without a change are not tied to the epoch's sequence.
        }

        _pushes = null;
        return pushes;
    }

    /// <summary>The pushes of the open transaction, which all of its reports and facts share.</summary>
    internal PushTransaction PushesWith(StabilityPolicy policy, ChangePublisher changes) => _pushes ??= new PushTransaction(this, policy, changes);

    /// <summary>The compiled statement, with its parameters <c>$1</c>, <c>$2</c>, … set.</summary>
    internal SqliteCommand Command(string sql, params ReadOnlySpan<object?> values)
    {
        if (!_commands.TryGetValue(sql, out var command))
        {
            command = connection.Prepare(sql, [.. Enumerable.Range(1, values.Length).Select(number => $"${number}")]);
            _commands.Add(sql, command);
        }

        return command.With(null, values);
    }

    internal int Execute(string sql, params ReadOnlySpan<object?> values) => Command(sql, values).ExecuteNonQuery();

    public void Dispose()
    {
        foreach (var command in _commands.Values) command.Dispose();
        connection.Dispose();
    }

    private long CounterOf(Epoch epoch) => (long?)Command(FindCounter, unchecked((long)epoch.Value)).ExecuteScalar() ?? 0;

    private void RaiseCounterOrAddEpoch()
    {
        if (Execute(RaiseCounter, unchecked((long)_epoch.Value)) > 0) return;
        Execute(AddEpoch, unchecked((long)_epoch.Value));
        Execute(ForgetEpochs);
    }
}
