using GroupResults.Application;
using GroupResults.Infrastructure.Storage.Sqlite;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace GroupResults.Infrastructure.Storage;

/// <summary>
/// Reports whether requests can be served: every migration is applied, stored data can be read, and the last write did not
/// fail.
/// </summary>
internal sealed class StorageHealthCheck(
    IDbContextFactory<GroupResultsDbContext> contexts, StorageProbe probe, StorageStatus status) : IHealthCheck
{
    public async Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
    {
        try
        {
            await using var database = await contexts.CreateDbContextAsync(cancellationToken);
            var pending = await SqliteMigrator.PendingAsync(database, cancellationToken);
            if (pending.Count > 0) return HealthCheckResult.Unhealthy("The storage lacks migrations.");
            probe.Sample();
        }
        catch (SqliteException exception)
        {
            return HealthCheckResult.Unhealthy(SqliteFaults.ToRefusal(exception)?.Message ?? "The storage cannot be read.");
        }
        catch (Exception exception) when (exception is RequestRefusedException or StorageUnusableException)
        {
            return HealthCheckResult.Unhealthy(exception.Message);
        }

        return status.Fault is { } fault ? HealthCheckResult.Unhealthy(fault.Message) : HealthCheckResult.Healthy();
    }
}
