using GroupResults.Application;
using GroupResults.Infrastructure.Storage.Sqlite;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.Logging;

namespace GroupResults.Infrastructure.Storage;

/// <summary>
/// Tracks whether the last write failed and whether reads fail. It refuses nothing. Each fault is logged when it begins and
/// when it ends, not per request.
/// </summary>
internal sealed class StorageStatus(ILogger<StorageStatus> log)
{
    private readonly FaultState _writes = new(log.WritesFail, log.WritesWork);
    private readonly FaultState _reads = new(log.ReadsFail, log.ReadsWork);
    private readonly FaultState _damage = new(log.StorageDamaged, ended: null);

    /// <summary>Called when a fault begins that may end by itself.</summary>
    internal Action? FaultBegan { get; set; }

    /// <summary>The fault of writes; null if the last one succeeded.</summary>
    internal RequestRefusedException? WriteFault => _writes.Fault;

    /// <summary>The fault of reads; null if a sample has succeeded since.</summary>
    internal RequestRefusedException? ReadFault => _reads.Fault;

    /// <summary>The most severe fault, or null. Damage remains: a lost page does not come back.</summary>
    internal RequestRefusedException? Fault => _damage.Fault ?? _reads.Fault ?? _writes.Fault;

    internal void ReadFailed(SqliteException exception) => Failed(_reads, exception);

    /// <summary>Called by the probe. An ordinary successful read proves less, because it reads only what it needs.</summary>
    internal void SampleSucceeded() => _reads.End();

    /// <param name="failure">A failure that is not the storage's fault is ignored.</param>
    internal void WriteFailed(Exception failure) => Failed(_writes, failure);

    internal void WriteSucceeded() => _writes.End();

    private void Failed(FaultState state, Exception failure)
    {
        if (SqliteFaults.Translate(failure) is not RequestRefusedException refusal) return;
        if (failure is SqliteException exception && SqliteFaults.IsDamage(exception)) _damage.Begin(refusal);
        else if (state.Begin(refusal)) FaultBegan?.Invoke();
    }

    /// <summary>A fault of one kind, which is present or not.</summary>
    private sealed class FaultState(Action<string, string> began, Action? ended)
    {
        private readonly Lock _lock = new();
        private volatile RequestRefusedException? _fault;

        internal RequestRefusedException? Fault => _fault;

        /// <returns>False if it is already present for the same reason.</returns>
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
