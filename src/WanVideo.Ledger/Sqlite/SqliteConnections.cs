using System.Globalization;
using Microsoft.Data.Sqlite;

namespace WanVideo.Ledger.Sqlite;

/// <summary>Opens connections to a ledger file with the settings that make commits durable, and creates the schema.</summary>
/// <param name="path">The full path.</param>
internal sealed class SqliteConnections(string path)
{
    private const int SynchronousFull = 2;

    /// <summary>Marks the file as a ledger, in its header: "WVLG".</summary>
    public const int ApplicationId = 0x57564C47;

    private readonly SqlScripts scripts = new(new SqlDialect("@now"));
    private readonly Lock sync = new();
    private bool isChecked;

    public string Path { get; } = path;

    /// <summary>Opens a write connection. Creates the schema in an empty file.</summary>
    /// <param name="now">The present time.</param>
    public SqliteConnection OpenWriter(DateTimeOffset now)
    {
        var connection = Open();
        try
        {
            // Checked before the first setting that would change the database of another program.
            var isLedger = IsLedger(connection);

            // Automatic checkpoints are off: see Checkpoint. A log up to the size limit is not truncated when it restarts, because overwriting it takes fewer flushes.
            Execute(connection, "PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA fullfsync = ON; PRAGMA checkpoint_fullfsync = ON; PRAGMA wal_autocheckpoint = 0; PRAGMA journal_size_limit = 33554432");
            if (ReadNumber(connection, "PRAGMA synchronous") != SynchronousFull || ReadNumber(connection, "SELECT journal_mode = 'wal' FROM pragma_journal_mode") != 1)
            {
                throw SqliteErrors.Create($"The ledger {Path} cannot be opened with a write-ahead log and full synchronization. Name a file on a local disk with $env:WANVIDEO_LEDGER.");
            }

            if (!isLedger)
            {
                CreateSchema(connection, now);
            }

            RequireKnownVersion(connection);
            return connection;
        }
        catch
        {
            connection.Dispose();
            throw;
        }
    }

    /// <summary>Opens a read-only connection. Creates the ledger if it does not exist.</summary>
    /// <param name="now">The present time.</param>
    public SqliteConnection OpenReader(DateTimeOffset now)
    {
        var connection = Open();
        try
        {
            if (!IsLedger(connection))
            {
                OpenWriter(now).Dispose();
            }

            RequireKnownVersion(connection);
            Execute(connection, "PRAGMA query_only = ON");
            return connection;
        }
        catch
        {
            connection.Dispose();
            throw;
        }
    }

    /// <summary>Copies the write-ahead log into the database without waiting for readers or writers.</summary>
    /// <returns>The number of pages in the log.</returns>
    public long Checkpoint()
    {
        try
        {
            using var connection = Open();
            Execute(connection, "PRAGMA synchronous = FULL; PRAGMA checkpoint_fullfsync = ON");
            using var command = connection.CreateCommand();
            command.CommandText = "PRAGMA wal_checkpoint(PASSIVE)";
            using var result = command.ExecuteReader();
            return result.Read() ? result.GetInt64(1) : 0;
        }
        catch (Exception failure) when (failure is SqliteException or VideoException)
        {
            // The log grows until the next checkpoint. No data is lost.
            return 0;
        }
    }

    private SqliteConnection Open()
    {
        lock (sync)
        {
            if (!isChecked || !File.Exists(Path))
            {
                SqliteFile.RequireLocal(Path);
                try
                {
                    SqliteFile.CreatePrivate(Path);
                }
                catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
                {
                    throw SqliteErrors.Create($"The ledger {Path} cannot be created: {failure.Message} Name another file with $env:WANVIDEO_LEDGER.", failure);
                }

                isChecked = true;
            }
        }

        // Pooled connections keep settings of their previous use.
        var connection = new SqliteConnection(new SqliteConnectionStringBuilder { DataSource = Path, Mode = SqliteOpenMode.ReadWrite, Pooling = false, ForeignKeys = true, DefaultTimeout = -1 }.ConnectionString);
        try
        {
            connection.Open();
            Execute(connection, "PRAGMA trusted_schema = OFF; PRAGMA cell_size_check = ON; PRAGMA mmap_size = 0");
            return connection;
        }
        catch
        {
            connection.Dispose();
            throw;
        }
    }

    private void CreateSchema(SqliteConnection connection, DateTimeOffset now)
    {
        // If a statement fails, closing the connection rolls back the transaction.
        Execute(connection, "BEGIN IMMEDIATE");

        // Another process may have created it in the meantime.
        if (!IsLedger(connection))
        {
            Execute(connection, scripts.Get("schema-001"));
            Execute(connection, string.Create(CultureInfo.InvariantCulture, $"PRAGMA application_id = {ApplicationId}; INSERT INTO ledger (one, id, version, created) VALUES (1, '{Guid.CreateVersion7(now):N}', {SqlScripts.SchemaVersion}, {now.ToUnixTimeMilliseconds()})"));
        }

        Execute(connection, "COMMIT");
    }

    /// <summary>Whether the database is a ledger; false if it is empty.</summary>
    /// <exception cref="VideoException">It is another program's database.</exception>
    private bool IsLedger(SqliteConnection connection) =>
        ReadNumber(connection, "SELECT count(*) FROM sqlite_schema") > 0
        && (ReadNumber(connection, "PRAGMA application_id") == ApplicationId
            ? true
            : throw SqliteErrors.Create($"{Path} is a database of another program, not a WanVideo ledger. Name another file with $env:WANVIDEO_LEDGER."));

    private void RequireKnownVersion(SqliteConnection connection)
    {
        var version = ReadNumber(connection, "SELECT version FROM ledger");
        if (version > SqlScripts.SchemaVersion)
        {
            throw SqliteErrors.Create(string.Create(CultureInfo.InvariantCulture, $"The ledger {Path} has schema version {version}; this version of WanVideo uses {SqlScripts.SchemaVersion}. Update the module: Update-PSResource WanVideo."));
        }
    }

    private static void Execute(SqliteConnection connection, string sql)
    {
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        command.ExecuteNonQuery();
    }

    private static long ReadNumber(SqliteConnection connection, string sql)
    {
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        return Convert.ToInt64(command.ExecuteScalar(), CultureInfo.InvariantCulture);
    }
}
