using System.Security.Cryptography;
using GroupResults.EndToEnd.Tests.Processes;

namespace GroupResults.EndToEnd.Tests.Clients;

/// <summary>The npm project in <c>Clients/npm</c>: the GraphQL clients that others use, and scripts that use them.</summary>
internal static class NpmProject
{
    internal static string Folder { get; } = Repository.Combine("tests/EndToEnd.Tests/Clients/npm");

    /// <summary>Installs the packages where they are missing or the lock file is another than they were installed from.</summary>
    internal static async Task InstallAsync(CancellationToken cancellationToken)
    {
        var stamp = Path.Combine(Folder, "node_modules", ".installed-from");
        var wanted = Convert.ToHexStringLower(SHA256.HashData(await File.ReadAllBytesAsync(Path.Combine(Folder, "package-lock.json"), cancellationToken)));
        if (File.Exists(stamp) && await File.ReadAllTextAsync(stamp, cancellationToken) == wanted) return;
        var install = await Command.RunAsync(
            Folder, "npm", ["ci", "--ignore-scripts", "--no-audit", "--no-fund", "--no-update-notifier", "--loglevel=error"], cancellationToken);
        install.Succeeded();
        await File.WriteAllTextAsync(stamp, wanted, cancellationToken);
    }
}
