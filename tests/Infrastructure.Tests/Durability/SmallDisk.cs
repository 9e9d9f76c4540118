using System.Diagnostics;

namespace GroupResults.Infrastructure.Tests.Durability;

/// <summary>A file system of a few megabytes, which a test can fill.</summary>
internal sealed class SmallDisk : IDisposable
{
    private const int Megabytes = 6;

    private readonly TestDirectory _mountPoint = new();

    internal SmallDisk() => Run("mount", "-t", "tmpfs", "-o", $"size={Megabytes}m", "groupresults-test", _mountPoint.Path);

    internal string Database => _mountPoint.Database;

    internal string Combine(string relativePath) => _mountPoint.Combine(relativePath);

    /// <summary>Leaves no room.</summary>
    /// <returns>The file that takes it.</returns>
    internal string Fill(string name = "filler")
    {
        var path = Combine(name);
        using var file = File.Create(path);
        var block = new byte[4096];
        try
        {
            while (true)
            {
                file.Write(block);
                file.Flush();
            }
        }
        catch (IOException)
        {
            // Full.
        }

        return path;
    }

    public void Dispose()
    {
        Run("umount", "--lazy", _mountPoint.Path);
        _mountPoint.Dispose();
    }

    private static void Run(string program, params string[] arguments)
    {
        // Mounting is for root; test.sh needs sudo for apt already where it is not run by root.
        using var process = Environment.IsPrivilegedProcess ? Process.Start(program, arguments) : Process.Start("sudo", ["-n", program, .. arguments]);
        process.WaitForExit();
        Assert.Equal(0, process.ExitCode);
    }
}
