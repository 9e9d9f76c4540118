using GroupResults.Infrastructure.Storage.Sqlite;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace GroupResults.Infrastructure.Storage;

/// <summary>Healthy when the storage answers and has every migration.</summary>
internal sealed class StorageHealthCheck(IDbContextFactory<GroupResultsDbContext> contexts) : IHealthCheck
{
    public async Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
    {
        await using var database = await contexts.CreateDbContextAsync(cancellationToken);
        var pending = await SqliteMigrator.PendingAsync(database, cancellationToken);
        return pending.Count == 0
            ? HealthCheckResult.Healthy()
            : HealthCheckResult.Unhealthy("The storage lacks migrations.");
    }
}
