using System.Globalization;
using Microsoft.Data.Sqlite;

namespace WanVideo.Ledger.Sqlite;

/// <summary>Opens connections to a ledger file with the settings that its durability rests on, and creates the schema.</summary>
/// <param name="path">The full path.</param>
internal sealed class SqliteConnections(string path)
{
    private const int SynchronousFull = 2;

    private readonly SqlScripts scripts = new(new SqlDialect("@now"));
    private readonly Lock sync = new();
    private bool isChecked;

    public string Path { get; } = path;

    /// <summary>Opens the connection that writes, and creates the schema in an empty file.</summary>
    /// <param name="now">The present time.</param>
    public SqliteConnection OpenWriter(DateTimeOffset now)
    {
        var connection = Open(SqliteOpenMode.ReadWriteCreate);
        try
        {
            // Checkpoints run beside the writes: see Checkpoint.
            Execute(connection, "PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA fullfsync = ON; PRAGMA checkpoint_fullfsync = ON; PRAGMA wal_autocheckpoint = 0; PRAGMA journal_size_limit = 8388608");
            if (ReadNumber(connection, "PRAGMA synchronous") != SynchronousFull)
            {
                throw SqliteErrors.Create($"The ledger {Path} cannot be opened with full synchronization.");
            }

            CreateSchema(connection, now);
            return connection;
        }
        catch
        {
            connection.Dispose();
            throw;
        }
    }

    /// <summary>Opens a connection that only reads. Creates the ledger if there is none.</summary>
    public SqliteConnection OpenReader()
    {
        if (!File.Exists(Path) || new FileInfo(Path).Length == 0)
        {
            OpenWriter(DateTimeOffset.UtcNow).Dispose();
        }

        var connection = Open(SqliteOpenMode.ReadWrite);
        Execute(connection, "PRAGMA query_only = ON");
        return connection;
    }

    /// <summary>Moves the write-ahead log into the database without waiting for readers or writers.</summary>
    public void Checkpoint()
    {
        try
        {
            using var connection = Open(SqliteOpenMode.ReadWrite);
            Execute(connection, "PRAGMA synchronous = FULL; PRAGMA wal_checkpoint(PASSIVE)");
        }
        catch (SqliteException)
        {
            // The log keeps growing until the next checkpoint; nothing that was written is at risk.
        }
    }

    private SqliteConnection Open(SqliteOpenMode mode)
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
        var connection = new SqliteConnection(new SqliteConnectionStringBuilder { DataSource = Path, Mode = mode, Pooling = false, ForeignKeys = true, DefaultTimeout = -1 }.ConnectionString);
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
        if (HasLedger(connection))
        {
            RequireKnownVersion(connection);
            return;
        }

        Execute(connection, "BEGIN IMMEDIATE");
        try
        {
            // Another process may have created it in the meantime.
            if (!HasLedger(connection))
            {
                if (ReadNumber(connection, "SELECT count(*) FROM sqlite_schema") > 0)
                {
                    throw SqliteErrors.Create($"{Path} is a database of another program, not a WanVideo ledger. Name another file with $env:WANVIDEO_LEDGER.");
                }

                Execute(connection, scripts.Get("schema-001"));
                Execute(connection, string.Create(CultureInfo.InvariantCulture, $"INSERT INTO ledger (one, id, version, created) VALUES (1, '{Guid.CreateVersion7(now):N}', {SqlScripts.SchemaVersion}, {now.ToUnixTimeMilliseconds()})"));
            }

            Execute(connection, "COMMIT");
        }
        catch
        {
            Execute(connection, "ROLLBACK");
            throw;
        }

        RequireKnownVersion(connection);
    }

    private void RequireKnownVersion(SqliteConnection connection)
    {
        var version = ReadNumber(connection, "SELECT version FROM ledger");
        if (version > SqlScripts.SchemaVersion)
        {
            throw SqliteErrors.Create(string.Create(CultureInfo.InvariantCulture, $"The ledger {Path} has schema version {version}; this version of WanVideo uses {SqlScripts.SchemaVersion}. Update the module: Update-PSResource WanVideo."));
        }
    }

    private static bool HasLedger(SqliteConnection connection) => ReadNumber(connection, "SELECT count(*) FROM sqlite_schema WHERE type = 'table' AND name = 'ledger'") > 0;

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
