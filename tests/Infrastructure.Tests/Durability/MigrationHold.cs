using GroupResults.Infrastructure.Storage.Sqlite;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace GroupResults.Infrastructure.Tests.Durability;

/// <summary>A migration that has done everything but commit, and never does: the migrator logs just before.</summary>
internal sealed class MigrationHold : ILogger<SqliteMigrator>
{
    internal static async Task RunAsync(string databasePath) => await TestService.StartAsync(new TestServiceOptions
    {
        DatabasePath = databasePath,
        Time = TimeProvider.System,
        Configure = services => services.AddSingleton<ILogger<SqliteMigrator>>(new MigrationHold()),
    });

    public IDisposable? BeginScope<TState>(TState state)
        where TState : notnull => null;

    public bool IsEnabled(LogLevel logLevel) => true;

    public void Log<TState>(
        LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
    {
        Console.Out.WriteLine(ChildRole.Ready);
        Thread.CurrentThread.Join();
    }
}
