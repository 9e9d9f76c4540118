using System.Diagnostics;
using System.Globalization;
using System.Runtime.InteropServices;
using GroupResults.Benchmarks.Processes;

namespace GroupResults.Benchmarks.Start;

/// <summary>
/// Publishes programs of this source tree for this machine, from a copy: publishing for one kind of machine writes lock
/// files and intermediate output that a working tree should not get from a benchmark.
/// </summary>
internal sealed class PublishedPrograms
{
    private static readonly string[] LeftOut = ["bin", "obj", "node_modules"];

    private readonly string _directory;

    private PublishedPrograms(string directory) => _directory = directory;

    private string Sources => Path.Combine(_directory, "sources");

    /// <param name="directory">Where everything goes; it must exist.</param>
    internal static PublishedPrograms Prepare(string directory)
    {
        var programs = new PublishedPrograms(directory);
        var root = Root();
        CopyFiles(root, programs.Sources);
        CopyTree(Path.Combine(root, "src"), Path.Combine(programs.Sources, "src"));
        CopyFiles(Path.Combine(root, "tests", "Benchmarks"), Path.Combine(programs.Sources, "tests", "Benchmarks"));
        CopyTree(
            Path.Combine(root, "tests", "Benchmarks", "BareService"), Path.Combine(programs.Sources, "tests", "Benchmarks", "BareService"));
        return programs;
    }

    /// <param name="project">Below the source tree's root.</param>
    /// <param name="readyToRun">Compiled ahead of time, or when it runs.</param>
    /// <returns>The directory with the program.</returns>
    internal async Task<string> PublishAsync(string project, bool readyToRun, CancellationToken cancellationToken)
    {
        var output = Path.Combine(_directory, $"{Path.GetFileNameWithoutExtension(project)}-{(readyToRun ? "ready" : "jit")}");
        var start = new ProcessStartInfo(
            Tools.Dotnet,
            [
                "publish", Path.Combine(Sources, project), "-c", "Release", "-o", output,
                "-r", RuntimeInformation.RuntimeIdentifier, "--self-contained", "false",
                string.Create(CultureInfo.InvariantCulture, $"-p:PublishReadyToRun={readyToRun}"),
                "-p:SkipExplorer=true", "-p:RunAnalyzers=false", "-p:EnforceCodeStyleInBuild=false", "-p:GenerateDocumentationFile=false",
                "-nodereuse:false", "-p:UseSharedCompilation=false", "-v:quiet", "-nologo",
            ]);
        await using var publish = ChildProcess.Start(start, "publish");
        if (await publish.ExitCodeAsync(cancellationToken) != 0) throw new InvalidOperationException($"{project} could not be published.");

        // Built once already, and listed by the service when it starts.
        var explorer = Path.Combine(AppContext.BaseDirectory, "explorer");
        if (Directory.Exists(explorer)) CopyTree(explorer, Path.Combine(output, "explorer"));
        return output;
    }

    private static string Root()
    {
        var directory = new DirectoryInfo(AppContext.BaseDirectory);
        while (directory is not null && !File.Exists(Path.Combine(directory.FullName, "GroupResults.sln"))) directory = directory.Parent;
        return directory?.FullName ?? throw new InvalidOperationException($"No GroupResults.sln above {AppContext.BaseDirectory}.");
    }

    private static void CopyTree(string from, string to)
    {
        CopyFiles(from, to);
        foreach (var directory in Directory.EnumerateDirectories(from))
        {
            var name = Path.GetFileName(directory);
            if (!LeftOut.Contains(name)) CopyTree(directory, Path.Combine(to, name));
        }
    }

    private static void CopyFiles(string from, string to)
    {
        Directory.CreateDirectory(to);
        foreach (var file in Directory.EnumerateFiles(from)) File.Copy(file, Path.Combine(to, Path.GetFileName(file)), overwrite: true);
    }
}
