using Microsoft.Data.Sqlite;

namespace WanVideo.Ledger.Sqlite;

/// <summary>Converts errors of SQLite to errors of the module.</summary>
internal static class SqliteErrors
{
    // An extended result code contains the primary one in its lowest byte.
    private const int PrimaryCodeMask = 0xff;

    public static VideoException FromSqlite(string path, SqliteException exception) => exception.SqliteErrorCode switch
    {
        SQLitePCL.raw.SQLITE_CONSTRAINT or SQLitePCL.raw.SQLITE_TOOBIG or SQLitePCL.raw.SQLITE_MISMATCH =>
            new(VideoErrorKind.InvalidParameter, $"The ledger {path} cannot store a value: {exception.Message} Shorten or correct the value.", exception),
        _ => CreateUnavailable(path, exception),
    };

    private static VideoException CreateUnavailable(string path, SqliteException exception) => Create(
        exception.SqliteErrorCode switch
        {
            SQLitePCL.raw.SQLITE_READONLY => $"The ledger {path} is read-only. Give this account write access to the file and its folder, or set $env:WANVIDEO_LEDGER to another file.",
            SQLitePCL.raw.SQLITE_FULL => $"The disk that holds the ledger {path} is full. Free space and run the command again.",
            SQLitePCL.raw.SQLITE_CANTOPEN => $"The ledger {path} cannot be opened. Check that the folder exists and that this account may write to it.",
            SQLitePCL.raw.SQLITE_NOTADB => $"{path} is not a WanVideo ledger. Set $env:WANVIDEO_LEDGER to another file.",
            SQLitePCL.raw.SQLITE_CORRUPT => $"The ledger {path} is damaged ({exception.Message}). Restore it from a backup, or move the file: the next command creates a new ledger.",
            _ => $"The ledger {path} cannot be used: {exception.Message}",
        },
        exception);

    public static VideoException CreateLocked(string path, TimeSpan limit) => Create(
        FormattableString.Invariant($"The ledger {path} has been locked by another process for {limit.TotalSeconds:0} s. Find the process that holds the file and end it, then run the command again."));

    /// <summary>Whether a result code of SQLite means that another connection holds a lock.</summary>
    public static bool IsBusy(int code) => (code & PrimaryCodeMask) is SQLitePCL.raw.SQLITE_BUSY or SQLitePCL.raw.SQLITE_LOCKED;

    public static VideoException Create(string message, Exception? innerException = null) => new(VideoErrorKind.LedgerUnavailable, message, innerException);
}
