namespace GroupResults.Api.Tests.Hosting;

/// <summary>The working copy that the tests were built from.</summary>
internal static class Repository
{
    private static readonly Lazy<string> Root = new(Find);

    internal static string File(string path) => Path.Combine(Root.Value, path);

    internal static string Read(string path) => System.IO.File.ReadAllText(File(path));

    private static string Find()
    {
        for (var directory = AppContext.BaseDirectory; directory is not null; directory = Path.GetDirectoryName(directory))
        {
            if (System.IO.File.Exists(Path.Combine(directory, "GroupResults.sln"))) return directory;
        }

        throw new InvalidOperationException("The tests do not lie below the directory of GroupResults.sln.");
    }
}
