using GroupResults.Infrastructure.Storage.Sqlite.Rollups;
using Microsoft.EntityFrameworkCore;

namespace GroupResults.Infrastructure.Storage;

/// <summary>
/// The schema, its migrations, and queries outside the hot paths. Times are UTC ticks. Reports are written and pushes are
/// read with plain ADO.NET (see <c>Sqlite/</c>).
/// </summary>
internal sealed class GroupResultsDbContext(DbContextOptions<GroupResultsDbContext> options) : DbContext(options)
{
    internal DbSet<PushRow> Pushes => Set<PushRow>();

    internal DbSet<RepositoryRow> Repositories => Set<RepositoryRow>();

    internal DbSet<WarmUpRow> WarmUps => Set<WarmUpRow>();

    internal DbSet<AccessTokenRow> AccessTokens => Set<AccessTokenRow>();

    protected override void OnModelCreating(ModelBuilder modelBuilder)
    {
        modelBuilder.Entity<PushRow>(push =>
        {
            push.ToTable("Pushes");
            push.HasKey(row => row.Id);
            push.HasIndex(row => new { row.Repository, row.Revision }).IsUnique();
            push.HasIndex(row => new { row.Repository, row.LastActivityAt });
            push.HasIndex(row => row.LastActivityAt);
            push.HasIndex(row => new { row.Repository, row.Position }).IsUnique().HasFilter("Position IS NOT NULL");
            push.Property(row => row.At).HasComputedColumnSql("coalesce(PushedAt, FirstSeenAt)", stored: false);
            push.HasIndex(row => new { row.Repository, row.At });
            push.HasIndex(row => new { row.Repository, row.At }, "IX_Pushes_WithoutPosition").HasFilter("Position IS NULL");
            push.Property(row => row.FailedRuns).HasDefaultValue(0);
            push.Property(row => row.HasFailures).HasComputedColumnSql("FailedRuns > 0", stored: false);
            push.HasIndex(row => new { row.Repository, row.HasFailures, row.LastActivityAt });
            push.HasIndex(row => new { row.Repository, row.HasFailures, row.Position, row.At });
            push.HasIndex(row => row.LastActivityAt, "IX_Pushes_LackingRollups").HasFilter(SqliteRollups.IsLacking);
        });
        modelBuilder.Entity<RepositoryRow>(repository =>
        {
            repository.ToTable("Repositories");
            repository.HasKey(row => row.Id);
            repository.HasIndex(row => row.Name).IsUnique();
        });
        modelBuilder.Entity<EpochRow>(epoch =>
        {
            epoch.ToTable("Epochs");
            epoch.HasKey(row => row.Id);
            epoch.Property(row => row.Id).ValueGeneratedNever();
            epoch.HasIndex(row => row.Epoch).IsUnique();
        });
        modelBuilder.Entity<TaskRunRow>(taskRun =>
        {
            taskRun.ToTable("TaskRuns");
            taskRun.HasKey(row => row.Id);
            taskRun.Property(row => row.Id).ValueGeneratedNever();
            taskRun.HasIndex(row => new { row.PushId, row.TaskId, row.RunId }).IsUnique();
            taskRun.HasOne<PushRow>().WithMany().HasForeignKey(row => row.PushId).OnDelete(DeleteBehavior.Cascade);
        });
        modelBuilder.Entity<GroupRow>(group =>
        {
            group.ToTable("Groups");
            group.HasKey(row => row.Id);
            group.HasIndex(row => row.Hash);
        });
        modelBuilder.Entity<JobNameRow>(jobName =>
        {
            jobName.ToTable("JobNames");
            jobName.HasKey(row => row.Id);
            jobName.HasIndex(row => row.Hash);
        });
        modelBuilder.Entity<RunPropertiesRow>(properties =>
        {
            properties.ToTable("RunProperties");
            properties.HasKey(row => row.Id);
            properties.HasIndex(row => row.Hash);
        });
        modelBuilder.Entity<TaskStateRow>(state =>
        {
            state.ToTable("TaskStates");
            state.HasKey(row => new { row.PushId, row.TaskId, row.RunId });
            state.HasIndex(row => row.PushId, "IX_TaskStates_NotEnded").HasFilter("State < 3");
            state.HasOne<PushRow>().WithMany().HasForeignKey(row => row.PushId).OnDelete(DeleteBehavior.Cascade);
        });
        modelBuilder.Entity<ExpectedTasksRow>(expected =>
        {
            expected.ToTable("ExpectedTasks");
            expected.HasKey(row => row.PushId);
            expected.Property(row => row.PushId).ValueGeneratedNever();
            expected.HasOne<PushRow>().WithOne().HasForeignKey<ExpectedTasksRow>(row => row.PushId).OnDelete(DeleteBehavior.Cascade);
        });
        modelBuilder.Entity<ClassificationRow>(classification =>
        {
            classification.ToTable("Classifications");
            classification.HasKey(row => row.Id);
            classification.HasIndex(row => new { row.PushId, row.GroupId }).IsUnique();
            classification.HasIndex(row => new { row.PushId, row.TaskId }).IsUnique();
            classification.HasOne<PushRow>().WithMany().HasForeignKey(row => row.PushId).OnDelete(DeleteBehavior.Cascade);
        });
        modelBuilder.Entity<WarmUpRow>(warmUp =>
        {
            warmUp.ToTable("WarmUps");
            warmUp.HasKey(row => row.PushId);
            warmUp.Property(row => row.PushId).ValueGeneratedNever();
            warmUp.HasIndex(row => row.DueAt);
            warmUp.HasOne<PushRow>().WithOne().HasForeignKey<WarmUpRow>(row => row.PushId).OnDelete(DeleteBehavior.Cascade);
        });
        modelBuilder.Entity<GroupRollupRow>(rollup =>
        {
            rollup.ToTable("GroupRollups");
            rollup.HasKey(row => row.Id);
            rollup.Property(row => row.Id).ValueGeneratedNever();
            rollup.HasIndex(row => row.PushId);
            rollup.HasOne<PushRow>().WithMany().HasForeignKey(row => row.PushId).OnDelete(DeleteBehavior.Cascade);
        });
        modelBuilder.Entity<PushSummaryRow>(summary =>
        {
            summary.ToTable("PushSummaries");
            summary.HasKey(row => row.PushId);
            summary.Property(row => row.PushId).ValueGeneratedNever();
            summary.HasOne<PushRow>().WithOne().HasForeignKey<PushSummaryRow>(row => row.PushId).OnDelete(DeleteBehavior.Cascade);
        });
        modelBuilder.Entity<AccessTokenRow>(token =>
        {
            token.ToTable("AccessTokens");
            token.HasKey(row => row.Id);
        });
    }
}
