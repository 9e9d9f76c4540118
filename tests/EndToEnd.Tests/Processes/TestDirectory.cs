namespace GroupResults.EndToEnd.Tests.Processes;

/// <summary>An empty directory of its own, gone at the end.</summary>
internal sealed class TestDirectory : IDisposable
{
    internal string Path { get; } = Directory.CreateTempSubdirectory("groupresults-e2e-").FullName;

    internal string Combine(string relativePath) => System.IO.Path.Combine(Path, relativePath);

    public void Dispose() => Directory.Delete(Path, recursive: true);
}
