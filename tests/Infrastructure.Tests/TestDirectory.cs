namespace GroupResults.Infrastructure.Tests;

/// <summary>A directory of its own, gone at the end.</summary>
internal sealed class TestDirectory : IDisposable
{
    internal string Path { get; } = Directory.CreateTempSubdirectory("groupresults-test-").FullName;

    internal string Database => System.IO.Path.Combine(Path, "groupresults.db");

    public void Dispose() => Directory.Delete(Path, recursive: true);
}
