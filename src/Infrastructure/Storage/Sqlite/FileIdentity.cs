using System.Runtime.InteropServices;
using System.Text;

namespace GroupResults.Infrastructure.Storage.Sqlite;

/// <summary>
/// Identifies a file by device and inode. Linux only: Windows does not delete open files, and .NET identifies files only by
/// path. The file is not opened, because closing a database file would release SQLite's locks on it.
/// </summary>
internal sealed class FileIdentity
{
    private const int CurrentDirectory = -100;
    private const uint InodeNumber = 0x100;
    private const int NoSuchFile = 2;
    private const int NoSuchDirectory = 20;

    private readonly byte[] _path;
    private readonly (uint, uint, ulong) _number;

    private FileIdentity(byte[] path, (uint, uint, ulong) number) => (_path, _number) = (path, number);

    /// <summary>Also true if the system cannot tell; reading the file then reveals the problem.</summary>
    internal bool IsInPlace => TryRead(_path, out var number) ? number == _number : Marshal.GetLastPInvokeError() is not (NoSuchFile or NoSuchDirectory);

    /// <summary>Null if there is no such file, or the system has no such identity.</summary>
    internal static FileIdentity? Find(string path)
    {
        if (!OperatingSystem.IsLinux()) return null;
        var terminated = Encoding.UTF8.GetBytes(path + '\0');
        return TryRead(terminated, out var number) ? new FileIdentity(terminated, number) : null;
    }

    private static bool TryRead(byte[] path, out (uint, uint, ulong) number)
    {
        var succeeded = Statx(CurrentDirectory, path, flags: 0, InodeNumber, out var found) == 0;
        number = (found.DeviceMajor, found.DeviceMinor, found.Inode);
        return succeeded;
    }

    [DllImport("libc", EntryPoint = "statx", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int Statx(int directory, byte[] path, int flags, uint mask, out StatxResult found);

    /// <summary>The kernel's <c>struct statx</c>, the same on all architectures.</summary>
    [StructLayout(LayoutKind.Explicit, Size = 256)]
    private readonly struct StatxResult
    {
        [FieldOffset(32)]
        internal readonly ulong Inode;

        [FieldOffset(136)]
        internal readonly uint DeviceMajor;

        [FieldOffset(140)]
        internal readonly uint DeviceMinor;
    }
}
