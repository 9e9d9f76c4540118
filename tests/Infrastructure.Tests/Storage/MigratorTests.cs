using System.Reflection;
using GroupResults.Domain.Pushes;
using GroupResults.Infrastructure.Storage;
using GroupResults.Infrastructure.Storage.Migrations;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Diagnostics;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;
using Microsoft.EntityFrameworkCore.Migrations.Internal;
using Microsoft.Extensions.DependencyInjection;

namespace GroupResults.Infrastructure.Tests.Storage;

/// <summary>Migrations to come, on a database that has contents.</summary>
public sealed class MigratorTests : IDisposable
{
    private static readonly string[] Tables = ["Pushes", "Repositories", "TaskRuns", "Groups", "JobNames", "WarmUps"];

    private readonly TestDirectory _directory = new();

    public void Dispose() => _directory.Dispose();

    /// <summary>SQLite changes a column by a new table in the place of the old one, whose removal deletes what refers to it.</summary>
    [Fact]
    public async Task Migrate_RebuildsPushes_KeepsWhatRefersToThem()
    {
        var before = await FillAsync();

        await using var service = await StartAsync<RebuildsPushes>();

        Assert.Equal("text", service.Sql("SELECT lower(type) FROM pragma_table_info('Pushes') WHERE name = 'Revision'"));
        Assert.Equal(1L, service.Sql("SELECT count(*) FROM __EFMigrationsHistory WHERE MigrationId LIKE '%RebuildsPushes'"));
        Assert.Equal(before, Counts(service));
        Assert.Equal("""{"one":{"a.toml":true},"two":{"a.toml":true,"b.toml":false}}""", await service.MapTextAsync(Reports.Push));

        // References are held again.
        Assert.Equal(3, (await service.RecordAsync(Reports.Push.Report("three", Reports.Ok("a.toml")))).Head.Version);
        service.Sql("PRAGMA foreign_keys = 1; DELETE FROM Pushes");
        Assert.Equal(0L, service.Sql("SELECT count(*) FROM TaskRuns"));
    }

    /// <summary>With the old table go its triggers.</summary>
    [Fact]
    public async Task Migrate_RebuildsPushes_TotalsAreStillKept()
    {
        await FillAsync();

        await using var service = await StartAsync<RebuildsPushes>();
        Assert.Equal(1L, Total(service));

        await service.RecordAsync(new PushKey(Reports.Push.Repository, "def456").Report("one", Reports.Ok("a.toml")));
        Assert.Equal(2L, Total(service));
        service.Sql($"DELETE FROM Pushes WHERE Revision = '{Reports.Push.Revision}'");
        Assert.Equal(1L, Total(service));
    }

    [Fact]
    public async Task Migrate_LeavesRowsThatReferToNothing_IsRefusedAndChangesNothing()
    {
        var before = await FillAsync();

        var refusal = await Assert.ThrowsAsync<StorageUnusableException>(StartAsync<LosesPushes>);

        Assert.EndsWith(
            " cannot be migrated: a row of WarmUps would refer to a missing row of Pushes. Nothing was changed.", refusal.Message, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', refusal.Message);
        await using var service = await TestService.StartAsync(new TestServiceOptions { DatabasePath = _directory.Database });
        Assert.Equal(before, Counts(service));
    }

    private static List<object?> Counts(TestService service) => [.. Tables.Select(table => service.Sql($"SELECT count(*) FROM {table}"))];

    private static object? Total(TestService service) => service.Sql($"SELECT Pushes FROM Repositories WHERE Name = '{Reports.Push.Repository}'");

    private async Task<List<object?>> FillAsync()
    {
        await using var service = await TestService.StartAsync(new TestServiceOptions { DatabasePath = _directory.Database });
        await service.RecordAsync(Reports.Push.Report("one", Reports.Ok("a.toml")));
        await service.RecordAsync(Reports.Push.Report("two", Reports.Ok("a.toml"), Reports.Error("b.toml")));
        return Counts(service);
    }

    private Task<TestService> StartAsync<TMigration>()
        where TMigration : Migration, new() => TestService.StartAsync(new TestServiceOptions
        {
            DatabasePath = _directory.Database,
            Configure = services => services.ConfigureDbContext<GroupResultsDbContext>(
                options => options.ReplaceService<IMigrationsAssembly, WithOneMore<TMigration>>()),
        });

    [Migration("29990101000000_RebuildsPushes")]
    private sealed class RebuildsPushes : Migration
    {
        protected override void BuildTargetModel(ModelBuilder modelBuilder) => new Snapshot().Build(modelBuilder);

        protected override void Up(MigrationBuilder migrationBuilder) => migrationBuilder.AlterColumn<string>(
            name: "Revision", table: "Pushes", type: "TEXT", nullable: false, oldClrType: typeof(string), oldType: "BLOB");
    }

    [Migration("29990101000000_LosesPushes")]
    private sealed class LosesPushes : Migration
    {
        protected override void Up(MigrationBuilder migrationBuilder) => migrationBuilder.Sql("DELETE FROM Pushes;");
    }

    private sealed class Snapshot : GroupResultsDbContextModelSnapshot
    {
        internal void Build(ModelBuilder modelBuilder) => BuildModel(modelBuilder);
    }

#pragma warning disable EF1001 // EF Core has no public way to add a migration to those of an assembly.
    private sealed class WithOneMore<TMigration>(
        ICurrentDbContext currentContext,
        IDbContextOptions options,
        IMigrationsIdGenerator idGenerator,
        IDiagnosticsLogger<DbLoggerCategory.Migrations> logger)
        : MigrationsAssembly(currentContext, options, idGenerator, logger)
        where TMigration : Migration, new()
    {
        public override IReadOnlyDictionary<string, TypeInfo> Migrations =>
            new SortedList<string, TypeInfo>(base.Migrations.ToDictionary(StringComparer.Ordinal), StringComparer.Ordinal)
            {
                [typeof(TMigration).GetCustomAttribute<MigrationAttribute>()!.Id] = typeof(TMigration).GetTypeInfo(),
            };
    }
#pragma warning restore EF1001
}
