using GroupResults.Benchmarks.Load;
using GroupResults.Benchmarks.Processes;
using Microsoft.Data.Sqlite;

namespace GroupResults.Benchmarks.Growth;

/// <summary>What becomes of the figures as pushes, databases and crowds of clients grow.</summary>
internal static class GrowthCommand
{
    internal static async Task RunAsync(LoadOptions options, CancellationToken cancellationToken)
    {
        Tools.Require();
        var directory = Directory.CreateTempSubdirectory("groupresults-growth").FullName;
        try
        {
            await PushSizes.MeasureAsync(options, directory, cancellationToken);
            await DatabaseSizes.MeasureAsync(options, directory, cancellationToken);
        }
        finally
        {
            SqliteConnection.ClearAllPools();
            Directory.Delete(directory, recursive: true);
        }
    }
}
