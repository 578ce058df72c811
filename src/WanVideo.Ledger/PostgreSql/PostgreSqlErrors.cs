using System.Net.Sockets;
using System.Text.RegularExpressions;
using Npgsql;

namespace WanVideo.Ledger.PostgreSql;

/// <summary>Converts errors of PostgreSQL to errors of the module.</summary>
internal static partial class PostgreSqlErrors
{
    // A check in a script fails by casting a text with this prefix to an integer. The message is in the server's language: invalid input syntax for type integer: "wanvideo:standby".
    public const string CheckPrefix = "wanvideo:";

    /// <summary>Whether the transaction was rolled back because of a concurrent transaction, so that a retry can succeed.</summary>
    public static bool IsConflict(PostgresException exception) => exception.SqlState is
        PostgresErrorCodes.DeadlockDetected or PostgresErrorCodes.SerializationFailure or PostgresErrorCodes.UniqueViolation or PostgresErrorCodes.ForeignKeyViolation;

    /// <summary>Whether the schema does not exist.</summary>
    public static bool IsSchemaMissing(PostgresException exception) => exception.SqlState is PostgresErrorCodes.UndefinedTable or PostgresErrorCodes.InvalidSchemaName;

    /// <summary>Whether another process created the same object at the same time.</summary>
    public static bool IsConcurrentSchemaCreation(PostgresException exception) => exception.SqlState is
        PostgresErrorCodes.DuplicateSchema or PostgresErrorCodes.DuplicateTable or PostgresErrorCodes.DuplicateObject or PostgresErrorCodes.UniqueViolation or PostgresErrorCodes.DeadlockDetected;

    /// <summary>The error of a failed script: of the ledger, or of a value that it cannot store (SQLSTATE classes 22, 23 and 54).</summary>
    public static VideoException CreateForScript(PostgreSqlConnectionUri connectionUri, PostgresException exception) =>
        exception.SqlState[..2] is "22" or "23" or "54" && !CheckMessage().IsMatch(exception.MessageText)
            ? new(VideoErrorKind.InvalidParameter, $"The ledger {connectionUri.Location} cannot store a value: {exception.MessageText} ({exception.SqlState}). Shorten or correct the value.", exception)
            : Create(connectionUri, exception);

    /// <summary>Whether the server terminated the session. A commit may have completed before.</summary>
    public static bool IsSessionTerminated(PostgresException exception) => exception.InvariantSeverity is "FATAL" or "PANIC";

    /// <summary>The error of a failed connection or statement.</summary>
    public static VideoException Create(PostgreSqlConnectionUri connectionUri, Exception exception)
    {
        var ledger = connectionUri.Location;
        return Create(
            exception switch
            {
                PostgresException server => Describe(connectionUri, server),
                _ when FindCause<SocketException>(exception) is { } socket => $"No PostgreSQL server responds at {ledger}: {socket.Message} Start the server, or correct $env:WANVIDEO_LEDGER.",
                _ when FindCause<TimeoutException>(exception) is not null => FormattableString.Invariant($"The server of the ledger {ledger} did not respond within {PostgreSqlConnectionUri.TimeoutSeconds} s. Check the server and the network, then run the command again."),
                _ when exception.Message.Contains("password", StringComparison.OrdinalIgnoreCase) => $"The server of the ledger {ledger} requires a password. Set $env:PGPASSWORD, or add it to the pgpass file.",
                _ => $"The ledger {ledger} cannot be used: {exception.Message}",
            },
            exception);
    }

    /// <summary>Creates the error of a commit that completed with a warning, for example because a standby did not confirm it.</summary>
    public static VideoException CreateUnconfirmed(PostgreSqlConnectionUri connectionUri, string warning) => Create(
        $"The server of the ledger {connectionUri.Location} completed a commit with a warning, so the record may not be durable: {warning} Check the server and its standby, then run the command again.");

    public static VideoException Create(string message, Exception? innerException = null) => new(VideoErrorKind.LedgerUnavailable, message, innerException);

    private static string Describe(PostgreSqlConnectionUri connectionUri, PostgresException exception)
    {
        var ledger = connectionUri.Location;
        if (CheckMessage().Match(exception.MessageText) is { Success: true } check)
        {
            var values = check.Groups[1].Value.Split(':');
            return values[0] switch
            {
                "standby" => $"The server of the ledger {ledger} is a standby. Set $env:WANVIDEO_LEDGER to the primary server.",
                "fsync" => $"The server of the ledger {ledger} runs with fsync=off, so it loses records when its machine fails. Turn fsync on.",
                "isolation" => $"The role or database of the ledger {ledger} sets default_transaction_isolation to {values[1]}. Set it to read committed.",
                "version" => $"The ledger {ledger} has schema version {values[1]}; this version of WanVideo uses {SqlScripts.SchemaVersion}. Update the module: Update-PSResource WanVideo.",
                _ => $"The server of the ledger {ledger} was restored or failed over (timeline {values[1]}, now {values[2]}), so the latest create requests may be missing from it. "
                    + "Compare Get-WanVideoTask with the gateway's list of tasks, then confirm the state of the ledger as about_WanVideo_Ledger describes. Until then nothing is sent.",
            };
        }

        return exception.SqlState switch
        {
            PostgresErrorCodes.InvalidPassword => $"The server of the ledger {ledger} rejected the password. Correct it in the URL, $env:PGPASSWORD, or the pgpass or service file.",
            PostgresErrorCodes.InvalidAuthorizationSpecification => $"The server of the ledger {ledger} rejected the user: {exception.MessageText}",
            PostgresErrorCodes.InvalidCatalogName => $"The database {connectionUri.Database} of the ledger {ledger} does not exist. Create it with createdb, or correct $env:WANVIDEO_LEDGER.",
            PostgresErrorCodes.TooManyConnections => $"The server of the ledger {ledger} has no free connection. Raise max_connections, use a pooler, or lower max_pool_size in the URL.",
            PostgresErrorCodes.CannotConnectNow => $"The server of the ledger {ledger} does not accept connections: {exception.MessageText}. Run the command again when the server accepts connections.",
            PostgresErrorCodes.LockNotAvailable => $"Another connection has held a lock in the ledger {ledger} for 3 s. Find it in pg_stat_activity and end it, then run the command again.",
            PostgresErrorCodes.InsufficientPrivilege => $"The user of the ledger {ledger} lacks a privilege: {exception.MessageText}. It must own the schema wanvideo, or be allowed to create it.",
            PostgresErrorCodes.ReadOnlySqlTransaction => $"The ledger {ledger} is read-only: {exception.MessageText}. Connect to the primary server with a role that may write.",
            PostgresErrorCodes.DiskFull => $"The disk of the server of the ledger {ledger} is full. Free space and run the command again.",
            PostgresErrorCodes.UndefinedTable or PostgresErrorCodes.UndefinedColumn or PostgresErrorCodes.DuplicateTable => CreateForeignSchema(connectionUri).Message,
            _ => $"The ledger {ledger} cannot be used: {exception.MessageText} ({exception.SqlState})",
        };
    }

    /// <summary>Creates the error of a schema with the tables of another program.</summary>
    public static VideoException CreateForeignSchema(PostgreSqlConnectionUri connectionUri) => Create($"The schema wanvideo of {connectionUri.Location} is not a WanVideo ledger. Use another database.");

    private static T? FindCause<T>(Exception exception)
        where T : Exception => exception as T ?? (exception.InnerException is { } cause ? FindCause<T>(cause) : null);

    [GeneratedRegex($"\"{CheckPrefix}([^\"]*)\"")]
    private static partial Regex CheckMessage();
}
