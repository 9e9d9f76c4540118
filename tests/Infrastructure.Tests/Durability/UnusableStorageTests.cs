using GroupResults.Infrastructure.Storage;

namespace GroupResults.Infrastructure.Tests.Durability;

public sealed class UnusableStorageTests : IDisposable
{
    private readonly TestDirectory _directory = new();

    public void Dispose() => _directory.Dispose();

    [Fact]
    public async Task Start_DatabaseOfANewerVersion_IsRefusedInOneLine()
    {
        await using (var service = await TestService.StartAsync(new TestServiceOptions { DatabasePath = _directory.Database }))
        {
            service.Sql("INSERT INTO __EFMigrationsHistory VALUES ('29991231235959_Unheard', '99.0.0')");
        }

        var refusal = await RefusalAsync(_directory.Database);
        Assert.Equal(
            "The storage (ConnectionStrings:Storage) was migrated by a newer version of GroupResults: it has the migration 29991231235959_Unheard.",
            refusal);
    }

    [Fact]
    public async Task Start_FileIsNoDatabase_IsRefusedInOneLineAndLeftAlone()
    {
        var text = string.Join('\n', Enumerable.Repeat("This is somebody's thesis and not a database.", 100));
        await File.WriteAllTextAsync(_directory.Database, text, TestContext.Current.CancellationToken);

        var refusal = await RefusalAsync(_directory.Database);

        Assert.Contains(_directory.Database, refusal, StringComparison.Ordinal);
        Assert.Contains("file is not a database", refusal, StringComparison.Ordinal);
        Assert.Equal(text, await File.ReadAllTextAsync(_directory.Database, TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task Start_DirectoryCannotBeMade_IsRefusedInOneLine()
    {
        await File.WriteAllTextAsync(_directory.Database, string.Empty, TestContext.Current.CancellationToken);
        var below = Path.Combine(_directory.Database, "below.db");
        Assert.Contains(below, await RefusalAsync(below), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("Data Source=:memory:")]
    [InlineData("Data Source=shared;Mode=Memory;Cache=Shared")]
    [InlineData("Data Source=")]
    [InlineData("")]
    [InlineData("Data Source=a.db;Speed=11")]
    public void Database_ConnectionStringNamesNoFile_IsRefused(string connectionString)
    {
        var exception = Assert.Throws<StorageUnusableException>(
            () => new Infrastructure.Storage.Sqlite.SqliteDatabase(new StorageSettings(connectionString)));
        Assert.StartsWith("ConnectionStrings:Storage ", exception.Message, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', exception.Message);
    }

    private static async Task<string> RefusalAsync(string path)
    {
        var exception = await Assert.ThrowsAsync<StorageUnusableException>(
            () => TestService.StartAsync(new TestServiceOptions { DatabasePath = path }));
        Assert.DoesNotContain('\n', exception.Message);
        return exception.Message;
    }
}
