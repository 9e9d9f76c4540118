using System.Globalization;

namespace GroupResults.Benchmarks.Processes;

/// <summary>What Linux says of a process's memory.</summary>
/// <param name="ResidentBytes">In memory now.</param>
/// <param name="PeakBytes">The most that ever was.</param>
internal readonly record struct MemoryStatus(long ResidentBytes, long PeakBytes)
{
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
