using System.Runtime.InteropServices;
using Microsoft.Data.Sqlite;

namespace WanVideo.Ledger.Sqlite;

/// <summary>Validates and creates the file of a ledger. It must be on a local disk, outside folders that a cloud client synchronizes, and only its owner can read it.</summary>
internal static partial class SqliteFile
{
    // sqlite3.h, SQLITE_FCNTL_HAS_MOVED: whether the file of an open database was deleted or renamed.
    private const int HasMovedControl = 20;

    // File systems on which the locks or the shared memory of write-ahead logging do not work across clients (sqlite.org/wal.html).
    private static readonly string[] UnsupportedFileSystems = ["nfs", "cifs", "smb", "9p", "v9fs", "virtiofs", "fuse", "afs", "ceph", "drvfs", "webdav", "vboxsf", "vmhgfs", "prl_fs"];

    private static readonly string[] CloudFolders = ["OneDrive", "Dropbox", "iCloudDrive", "Mobile Documents", "CloudStorage", "Google Drive", "GoogleDrive"];

    /// <summary>Throws if a ledger at this path could lose its locks or be replaced by another copy.</summary>
    /// <param name="path">The full path.</param>
    /// <exception cref="VideoException">It is on a network file system or in a synchronized folder.</exception>
    public static void RequireLocal(string path)
    {
        // File locks apply to the target of a link.
        if (new FileInfo(path) is { LinkTarget: not null } link && link.ResolveLinkTarget(returnFinalTarget: true) is { } target)
        {
            path = target.FullName;
        }

        var segments = path.Split(Path.DirectorySeparatorChar, Path.AltDirectorySeparatorChar);
        if (segments.FirstOrDefault(segment => CloudFolders.Any(name => segment.StartsWith(name, StringComparison.OrdinalIgnoreCase))) is { } cloud)
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

    /// <summary>Creates the file with access for its owner only. SQLite creates the log with the same mode.</summary>
    /// <param name="path">The full path.</param>
    public static void CreatePrivate(string path)
    {
        if (File.Exists(path))
        {
            return;
        }

        var options = new FileStreamOptions { Mode = FileMode.OpenOrCreate, Access = FileAccess.ReadWrite, Share = FileShare.ReadWrite | FileShare.Delete };
        if (!OperatingSystem.IsWindows())
        {
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
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

    [LibraryImport("e_sqlite3", EntryPoint = "sqlite3_file_control", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int FileControl(nint database, string name, int operation, ref int argument);
}
