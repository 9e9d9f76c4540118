using GroupResults.Application.Ingestion;
using Microsoft.Data.Sqlite;

namespace GroupResults.Infrastructure.Tests.Storage;

/// <summary>
/// Holds the storage as another process would. Whatever is sent meanwhile waits, and shares a transaction afterwards.
/// </summary>
internal sealed class WriteLock : IDisposable
{
    private readonly SqliteConnection _connection;
    private readonly SqliteTransaction _transaction;

    private WriteLock(TestService service)
    {
        _connection = new SqliteConnection($"Data Source={service.DatabasePath};Pooling=False");
        _connection.Open();
        _transaction = _connection.BeginTransaction();
    }

    internal static WriteLock Take(TestService service) => new(service);

    /// <summary>Sends the reports one after the other, while the lock is held: they wait in this order.</summary>
    internal static async Task<IReadOnlyList<Task<RecordedReport>>> SendAsync(TestService service, params IEnumerable<ReportInput> reports)
    {
        List<Task<RecordedReport>> sent = [];
        foreach (var report in reports)
        {
            var waiting = service.Get<IReportStore>().Waiting;
            sent.Add(service.RecordAsync(report));
            await Eventually.TrueAsync(() => service.Get<IReportStore>().Waiting > waiting, "the report waits");
        }

        return sent;
    }

    /// <summary>Sends the log while the lock is held.</summary>
    /// <returns>Its task: the outer one ends when the log waits.</returns>
    internal static async Task<Task<RecordedReport>> SendAsync(TestService service, ErrorSummaryInput log)
    {
        var waiting = service.Get<IReportStore>().Waiting;
        var sent = service.Mediator.Send(new IngestErrorSummary(log));
        await Eventually.TrueAsync(() => service.Get<IReportStore>().Waiting > waiting, "the log waits");
        return sent;
    }

    /// <summary>Sends the reports so that they wait for one transaction, and lets that go on.</summary>
    internal static async Task<IReadOnlyList<Task<RecordedReport>>> SendTogetherAsync(TestService service, params IEnumerable<ReportInput> reports)
    {
        using (Take(service)) return await SendAsync(service, reports);
    }

    /// <summary>Lets the storage go.</summary>
    public void Dispose()
    {
        _transaction.Dispose();
        _connection.Dispose();
    }
}
