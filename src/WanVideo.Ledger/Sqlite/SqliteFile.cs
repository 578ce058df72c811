using System.Runtime.InteropServices;
using System.Runtime.Versioning;
using System.Text.RegularExpressions;
using Microsoft.Data.Sqlite;

namespace WanVideo.Ledger.Sqlite;

/// <summary>Validates and creates the file of a ledger. It must be on a local disk, outside folders that a cloud client synchronizes, and only its owner can read it.</summary>
internal static partial class SqliteFile
{
    // sqlite3.h, SQLITE_FCNTL_HAS_MOVED: whether the file of an open database was deleted or renamed.
    private const int HasMovedControl = 20;

    // File systems on which the locks or the shared memory of write-ahead logging do not work across clients (sqlite.org/wal.html).
    private static readonly string[] UnsupportedFileSystems = ["nfs", "cifs", "smb", "9p", "v9fs", "virtiofs", "fuse", "afs", "ceph", "drvfs", "webdav", "vboxsf", "vmhgfs", "prl_fs"];

    private const UnixFileMode SharedModes = UnixFileMode.GroupRead | UnixFileMode.GroupWrite | UnixFileMode.OtherRead | UnixFileMode.OtherWrite;
    private const UnixFileMode PrivateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;

    // Linux, statx(2).
    private const int CurrentDirectory = -100;
    private const uint LinkCountMask = 4;
    private const int LinkCountOffset = 16;
    private const int StatxSize = 256;

    /// <summary>Throws if a ledger at this path could lose its locks or be replaced by another copy.</summary>
    /// <param name="path">The full path.</param>
    /// <exception cref="VideoException">It is on a network file system or in a synchronized folder.</exception>
    public static void RequireLocal(string path)
    {
        path = ResolveLink(path);
        var segments = path.Split(Path.DirectorySeparatorChar, Path.AltDirectorySeparatorChar);
        if (Array.Find(segments, segment => CloudFolder().IsMatch(segment)) is { } cloud)
        {
            throw CreateUnsupportedException(path, $"is in the folder '{cloud}', which a cloud client synchronizes");
        }

        if (path.StartsWith(@"\\", StringComparison.Ordinal))
        {
            throw CreateUnsupportedException(path, "is a network path");
        }

        if (GetDrive(path) is { } drive && IsUnsupported(drive.Type, drive.Format))
        {
            throw CreateUnsupportedException(path, $"is on a network or shared file system ({drive.Format})");
        }
    }

    /// <summary>Throws if the file has another name, so that another process could use it with another log and other locks.</summary>
    /// <param name="path">The full path.</param>
    /// <exception cref="VideoException">The file has several hard links, or is a mount point.</exception>
    public static void RequireSingleName(string path)
    {
        path = ResolveLink(path);
        if (GetLinkCount(path) is > 1 and var count)
        {
            throw SqliteErrors.Create(FormattableString.Invariant(
                $"The ledger {path} has {count} hard links. A process that uses another of its names would use another log, so records could be lost. Delete the other names, or copy the file and set $env:WANVIDEO_LEDGER to the copy."));
        }

        if (IsMountPoint(path))
        {
            throw SqliteErrors.Create($"The ledger {path} is a mount point. Its log would be in another folder than that of other processes that use the file, so records could be lost. Mount the folder of the ledger, not the file.");
        }
    }

    /// <summary>Creates the file with access for its owner only, or removes the access of others. SQLite creates the log with the same mode.</summary>
    /// <param name="path">The full path.</param>
    /// <exception cref="VideoException">Others have access, and it cannot be removed.</exception>
    public static void CreatePrivate(string path)
    {
        if (File.Exists(path))
        {
            if (!OperatingSystem.IsWindows())
            {
                MakePrivate(ResolveLink(path));
            }

            return;
        }

        var options = new FileStreamOptions { Mode = FileMode.OpenOrCreate, Access = FileAccess.ReadWrite, Share = FileShare.ReadWrite | FileShare.Delete };
        if (!OperatingSystem.IsWindows())
        {
            options.UnixCreateMode = PrivateMode;
        }

        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        new FileStream(path, options).Dispose();
    }

    /// <summary>Whether the file of an open connection was deleted or renamed. Another process may have created a new file at its path.</summary>
    /// <param name="connection">The connection.</param>
    public static bool HasMoved(SqliteConnection connection)
    {
        var hasMoved = 0;
        return FileControl(connection.Handle!.DangerousGetHandle(), "main", HasMovedControl, ref hasMoved) == SQLitePCL.raw.SQLITE_OK && hasMoved != 0;
    }

    /// <summary>Whether locks or shared memory are unreliable on a file system.</summary>
    /// <param name="type">The kind of drive.</param>
    /// <param name="format">The name of the file system.</param>
    public static bool IsUnsupported(DriveType type, string format) =>
        type is DriveType.Network || UnsupportedFileSystems.Any(unsupported => format.StartsWith(unsupported, StringComparison.OrdinalIgnoreCase));

    // The names that the clients give to their folders, such as "OneDrive - Company" and "Company Dropbox".
    [GeneratedRegex(@"^(OneDrive( - .+)?|Dropbox( \(.+\))?|.+ Dropbox|iCloud ?Drive|Mobile Documents|CloudStorage|Google ?Drive( \(.+\))?)$", RegexOptions.IgnoreCase)]
    private static partial Regex CloudFolder();

    // File locks and the log apply to the target of a symbolic link.
    private static string ResolveLink(string path) =>
        new FileInfo(path) is { LinkTarget: not null } link && link.ResolveLinkTarget(returnFinalTarget: true) is { } target ? target.FullName : path;

    [UnsupportedOSPlatform("windows")]
    private static void MakePrivate(string path)
    {
        foreach (var file in new[] { path, path + "-wal", path + "-shm" }.Where(File.Exists))
        {
            try
            {
                var mode = File.GetUnixFileMode(file);
                if ((mode & SharedModes) != 0)
                {
                    File.SetUnixFileMode(file, mode & ~SharedModes);
                }
            }
            catch (FileNotFoundException)
            {
                // SQLite deletes the log when the last connection is closed.
            }
            catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
            {
                throw SqliteErrors.Create($"Other users can read {file}, which contains prompts and requests, and their access cannot be removed: {exception.Message} Run chmod 600 as the owner of the file, or set $env:WANVIDEO_LEDGER to another file.", exception);
            }
        }
    }

    // Null where the number is not available. .NET has no API for it.
    private static uint? GetLinkCount(string path)
    {
        // A folder has a link for each of its folders.
        if (!OperatingSystem.IsLinux() || !File.Exists(path))
        {
            return null;
        }

        try
        {
            var buffer = new byte[StatxSize];
            return Statx(CurrentDirectory, path, 0, LinkCountMask, buffer) == 0 ? BitConverter.ToUInt32(buffer, LinkCountOffset) : null;
        }
        catch (EntryPointNotFoundException)
        {
            return null;
        }
    }

    // proc(5), mountinfo: the fifth field is the mount point, with white space and backslashes as octal numbers.
    private static bool IsMountPoint(string path)
    {
        const string MountInfo = "/proc/self/mountinfo";
        if (!OperatingSystem.IsLinux() || !File.Exists(MountInfo))
        {
            return false;
        }

        var escaped = path.Replace(@"\", @"\134", StringComparison.Ordinal).Replace(" ", @"\040", StringComparison.Ordinal).Replace("\t", @"\011", StringComparison.Ordinal).Replace("\n", @"\012", StringComparison.Ordinal);
        return File.ReadLines(MountInfo).Any(line => line.Split(' ') is [_, _, _, _, var mountPoint, ..] && mountPoint == escaped);
    }

    private static (DriveType Type, string Format)? GetDrive(string path)
    {
        try
        {
            var folder = Path.GetDirectoryName(path);
            while (folder is not null && !Directory.Exists(folder))
            {
                folder = Path.GetDirectoryName(folder);
            }

            var drive = new DriveInfo(folder ?? path);
            return (drive.DriveType, drive.DriveFormat);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or ArgumentException)
        {
            // The file system cannot be determined. An unusable one fails when the file is opened.
            return null;
        }
    }

    private static VideoException CreateUnsupportedException(string path, string reason) => SqliteErrors.Create(
        $"The ledger {path} {reason}. File locks are not reliable there, so a task could be created twice. Set $env:WANVIDEO_LEDGER to a file on a local disk, or to a postgresql:// URL to share a ledger.");

    [LibraryImport("libc", EntryPoint = "statx", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int Statx(int folder, string path, int flags, uint mask, [Out] byte[] result);

    [LibraryImport("e_sqlite3", EntryPoint = "sqlite3_file_control", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int FileControl(nint database, string name, int operation, ref int argument);
}
