using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace WanVideo.Downloading;

/// <summary>Flushes the names of the files in a folder to the disk. On Unix, a flushed file can lose a new name in a power failure without that.</summary>
internal static partial class FolderEntries
{
    private const int ReadOnly = 0;

    /// <summary>Flushes a folder. File systems that do not support it, such as network shares, are ignored.</summary>
    /// <param name="path">The folder.</param>
    public static void Flush(string path)
    {
        // On Windows, NTFS records names in its own log.
        if (OperatingSystem.IsWindows())
        {
            return;
        }

        using var folder = new SafeFileHandle(OpenFolder(path, ReadOnly), ownsHandle: true);
        if (!folder.IsInvalid)
        {
            _ = Synchronize(folder);
        }
    }

    // File.OpenHandle rejects folders.
    [LibraryImport("libc", EntryPoint = "open", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int OpenFolder(string path, int flags);

    [LibraryImport("libc", EntryPoint = "fsync")]
    private static partial int Synchronize(SafeFileHandle folder);
}
