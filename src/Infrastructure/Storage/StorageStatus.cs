using GroupResults.Application;
using GroupResults.Infrastructure.Storage.Sqlite;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.Logging;

namespace GroupResults.Infrastructure.Storage;

/// <summary>
/// What requests meet in the storage: whether the last write failed, and whether reads do. It refuses nothing. Each fault
/// is logged when it begins and when it ends, however many requests meet it in between.
/// </summary>
internal sealed class StorageStatus(ILogger<StorageStatus> log)
{
    private readonly FaultState _writes = new(log.WritesFail, log.WritesWork);
    private readonly FaultState _reads = new(log.ReadsFail, log.ReadsWork);
    private readonly FaultState _damage = new(log.StorageDamaged, ended: null);

    /// <summary>Called when a fault begins that may end.</summary>
    internal Action? FaultBegan { get; set; }

    /// <summary>What writes fail with; null where the last one succeeded.</summary>
    internal RequestRefusedException? WriteFault => _writes.Fault;

    /// <summary>What reads fail with; null where the storage was sampled with success since.</summary>
    internal RequestRefusedException? ReadFault => _reads.Fault;

    /// <summary>The worst that is wrong; null where nothing is. Damage stays: a page that is lost does not come back.</summary>
    internal RequestRefusedException? Fault => _damage.Fault ?? _reads.Fault ?? _writes.Fault;

    internal void ReadFailed(SqliteException exception) => Failed(_reads, exception);

    /// <summary>For what samples the storage: a read that happened to need less is no sign of health.</summary>
    internal void SampleSucceeded() => _reads.End();

    /// <param name="failure">One that is no fault of the storage is left alone.</param>
    internal void WriteFailed(Exception failure) => Failed(_writes, failure);

    internal void WriteSucceeded() => _writes.End();

    private void Failed(FaultState state, Exception failure)
    {
        if (SqliteFaults.Translate(failure) is not RequestRefusedException refusal) return;
        if (failure is SqliteException exception && SqliteFaults.IsDamage(exception)) _damage.Begin(refusal);
        else if (state.Begin(refusal)) FaultBegan?.Invoke();
    }

    /// <summary>One kind of fault: it lasts or it does not.</summary>
    private sealed class FaultState(Action<string, string> began, Action? ended)
    {
        private readonly Lock _lock = new();
        private volatile RequestRefusedException? _fault;

        internal RequestRefusedException? Fault => _fault;

        /// <returns>False where it lasts already, for the same reason.</returns>
        internal bool Begin(RequestRefusedException refusal)
        {
            lock (_lock)
            {
                if (_fault?.Message == refusal.Message) return false;
                _fault = refusal;
                began(refusal.Message, refusal.InnerException?.Message ?? "unknown");
                return true;
            }
        }

        internal void End()
        {
            if (_fault is null) return;
            lock (_lock)
            {
                if (_fault is null) return;
                _fault = null;
                ended?.Invoke();
            }
        }
    }
}
