using GroupResults.Infrastructure.Tests.Durability;

namespace GroupResults.Infrastructure.Tests;

/// <summary>Runs the tests, or plays a service that a durability test kills.</summary>
internal static class Program
{
    private static async Task<int> Main(string[] args)
    {
        if (args is [ChildRole.Argument, ..]) return await ChildRole.RunAsync(args[1..]);
        return args.Contains("--server", StringComparer.Ordinal) || args.Contains("--internal-msbuild-node", StringComparer.Ordinal)
            ? await Xunit.MicrosoftTestingPlatform.TestPlatformTestFramework.RunAsync(args, SelfRegisteredExtensions.AddSelfRegisteredExtensions)
            : await Xunit.Runner.InProc.SystemConsole.ConsoleRunner.Run(args);
    }
}
