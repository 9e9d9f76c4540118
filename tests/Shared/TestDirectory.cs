namespace GroupResults.Tests;

/// <summary>An empty directory of its own, gone at the end.</summary>
internal sealed class TestDirectory : IDisposable
{
    internal string Path { get; } = Directory.CreateTempSubdirectory("groupresults-test-").FullName;

    /// <summary>Where a test that needs just one database has it.</summary>
    internal string Database => Combine("groupresults.db");

    internal string Combine(string relativePath) => System.IO.Path.Combine(Path, relativePath);

    public void Dispose() => Directory.Delete(Path, recursive: true);
}
