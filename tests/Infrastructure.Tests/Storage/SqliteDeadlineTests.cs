using GroupResults.Application;
using GroupResults.Infrastructure.Storage.Sqlite;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.Time.Testing;

namespace GroupResults.Infrastructure.Tests.Storage;

/// <summary>Statements that never end by themselves. What is to end them may come before they begin.</summary>
public sealed class SqliteDeadlineTests : IDisposable
{
    private const string Endless = "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT count(*) FROM n";

    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(1);

    private readonly SqliteConnection _connection = new("Data Source=:memory:");
    private readonly FakeTimeProvider _time = new();

    public SqliteDeadlineTests() => _connection.Open();

    public void Dispose() => _connection.Dispose();

    [Fact]
    public void Run_TimeIsUpBeforeTheStatementBegins_EndsIt()
    {
        using var deadline = new SqliteDeadline(_connection, Limit, _time, CancellationToken.None);
        _time.Advance(Limit);

        var exception = Assert.Throws<UnavailableException>(() => deadline.Run(() => Execute(Endless)));

        Assert.Equal("The storage did not answer within 00:00:01.", exception.Message);
    }

    [Fact]
    public async Task RunAsync_NobodyWantsItBeforeTheStatementBegins_EndsIt()
    {
        using var cancellation = new CancellationTokenSource();
        using var deadline = new SqliteDeadline(_connection, Limit, _time, cancellation.Token);
        await cancellation.CancelAsync();

        await Assert.ThrowsAsync<OperationCanceledException>(() => deadline.RunAsync(() => Task.FromResult(Execute(Endless))));
    }

    [Fact]
    public async Task Run_TimeIsUpWhileTheStatementRuns_EndsIt()
    {
        using var deadline = new SqliteDeadline(_connection, Limit, _time, CancellationToken.None);
        var begun = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        _connection.CreateFunction("begun", () => begun.TrySetResult());
        var run = Task.Run(() => deadline.Run(() => Execute(Endless + " WHERE begun() < 2")), TestContext.Current.CancellationToken);
        await begun.Task.WaitAsync(TestContext.Current.CancellationToken);

        _time.Advance(Limit - TimeSpan.FromTicks(1));
        Assert.False(run.IsCompleted);
        _time.Advance(TimeSpan.FromTicks(1));

        await Assert.ThrowsAsync<UnavailableException>(() => run);
    }

    [Fact]
    public void Dispose_WhatComesAfterwards_IsNotEnded()
    {
        using (new SqliteDeadline(_connection, Limit, _time, CancellationToken.None)) _time.Advance(Limit);

        Assert.Equal(100_000L, Execute("WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n LIMIT 100000) SELECT count(*) FROM n"));
    }

    private object? Execute(string sql)
    {
        using var command = _connection.CreateCommand();
#pragma warning disable CA2100 // The tests' own statements.
        command.CommandText = sql;
#pragma warning restore CA2100
        return command.ExecuteScalar();
    }
}
