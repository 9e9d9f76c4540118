namespace GroupResults.Benchmarks.Processes;

/// <summary>Says in one line what to install.</summary>
internal sealed class ToolMissingException(string message) : Exception(message);

/// <summary>Programs that the machine must have.</summary>
internal static class Tools
{
    /// <summary>Where Debian has nginx, and what an ordinary user's PATH leaves out.</summary>
    private const string SystemPrograms = "/usr/sbin";

    internal static string Nginx => Find("nginx");

    internal static string Wrk => Find("wrk");

    internal static string Dotnet => Environment.GetEnvironmentVariable("DOTNET_HOST_PATH") ?? "dotnet";

    /// <exception cref="ToolMissingException">A program that the comparison needs is not there.</exception>
    internal static void Require() => _ = (Nginx, Wrk);

    private static string Find(string name)
    {
        var directories = (Environment.GetEnvironmentVariable("PATH") ?? "").Split(':', StringSplitOptions.RemoveEmptyEntries);
        return directories.Append(SystemPrograms).Select(directory => Path.Combine(directory, name)).FirstOrDefault(File.Exists)
            ?? throw new ToolMissingException($"{name} was not found; install what the load bench needs: apt-get install nginx-light wrk");
    }
}
