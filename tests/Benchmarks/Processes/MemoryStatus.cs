using System.Globalization;

namespace GroupResults.Benchmarks.Processes;

/// <summary>What Linux says of a process's memory.</summary>
/// <param name="ResidentBytes">In memory now.</param>
/// <param name="PeakBytes">The most that ever was, or since it was reset.</param>
internal readonly record struct MemoryStatus(long ResidentBytes, long PeakBytes)
{
    /// <summary>What is written to clear_refs for it.</summary>
    private const string ResetPeakRequest = "5";

    /// <summary>The peak begins anew at what is in memory now.</summary>
    internal static void ResetPeak(int processId) => File.WriteAllText($"/proc/{processId}/clear_refs", ResetPeakRequest);

    internal static MemoryStatus Of(int processId)
    {
        var lines = File.ReadAllLines($"/proc/{processId}/status");
        return new MemoryStatus(Bytes("VmRSS:"), Bytes("VmHWM:"));

        long Bytes(string name)
        {
            var kilobytes = lines.First(line => line.StartsWith(name, StringComparison.Ordinal)).AsSpan(name.Length).TrimEnd(" kB");
            return long.Parse(kilobytes, CultureInfo.InvariantCulture) * 1024;
        }
    }
}
