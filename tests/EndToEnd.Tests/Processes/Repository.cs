namespace GroupResults.EndToEnd.Tests.Processes;

/// <summary>The source tree that the tests were built from.</summary>
internal static class Repository
{
    internal static string Root { get; } = FindRoot();

    internal static string Combine(string relativePath) => Path.Combine(Root, relativePath);

    private static string FindRoot()
    {
        var directory = new DirectoryInfo(AppContext.BaseDirectory);
        while (directory is not null && !File.Exists(Path.Combine(directory.FullName, "GroupResults.sln"))) directory = directory.Parent;
        return directory?.FullName ?? throw new InvalidOperationException($"No GroupResults.sln above {AppContext.BaseDirectory}.");
    }
}
