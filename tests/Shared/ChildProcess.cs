using System.Diagnostics;

namespace GroupResults.Tests;

internal static class ChildProcess
{
    /// <summary>A .NET process that is killed would leave the sockets of its diagnostics in the temporary folder: it makes none.</summary>
    internal static void LeaveNothingBehind(this ProcessStartInfo start) => start.Environment["DOTNET_EnableDiagnostics"] = "0";
}
