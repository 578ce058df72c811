using System.Collections.Concurrent;
using System.Globalization;
using System.Text.RegularExpressions;
using Microsoft.Data.Sqlite;

namespace WanVideo.Ledger.Sqlite;

/// <summary>Opens connections to a ledger file with the settings that make commits durable, and creates the schema.</summary>
/// <param name="path">The full path.</param>
/// <param name="verifySchema">Whether a ledger with another schema is rejected. False in tests that remove a constraint.</param>
internal sealed partial class SqliteConnections(string path, bool verifySchema = true)
{
    private const int SynchronousFull = 2;

    /// <summary>Marks the file as a ledger, in its header: "WVLG".</summary>
    public const int ApplicationId = 0x57564C47;

    // The ids of the ledgers that this process has used, by path: also of those that were closed.
    private static readonly ConcurrentDictionary<string, string> UsedLedgers = new(StringComparer.Ordinal);

    private static readonly Lazy<Dictionary<(string Type, string Name), string>> ExpectedSchema = new(() =>
    {
        using var connection = new SqliteConnection("Data Source=:memory:;Pooling=False");
        connection.Open();
        Execute(connection, new SqlScripts(new SqlDialect("@now")).Get("schema-001"));
        return ReadSchema(connection);
    });

    private readonly SqlScripts scripts = new(new SqlDialect("@now"));
    private readonly Lock sync = new();
    private bool isChecked;

    public string Path { get; } = path;

    /// <summary>Opens a write connection. Creates the schema in an empty file.</summary>
    /// <param name="now">The current time.</param>
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
                throw SqliteErrors.Create($"The ledger {Path} cannot be opened with a write-ahead log and full synchronization. Set $env:WANVIDEO_LEDGER to a file on a local disk.");
            }

            if (!isLedger)
            {
                CreateSchema(connection, now);
            }

            Verify(connection);
            return connection;
        }
        catch
        {
            connection.Dispose();
            throw;
        }
    }

    /// <summary>Opens a read-only connection. Creates the ledger if it does not exist.</summary>
    /// <param name="now">The current time.</param>
    public SqliteConnection OpenReader(DateTimeOffset now)
    {
        var connection = Open();
        try
        {
            if (!IsLedger(connection))
            {
                OpenWriter(now).Dispose();
            }

            Verify(connection);
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
        catch (Exception exception) when (exception is SqliteException or VideoException)
        {
            // The log grows until the next checkpoint. No data is lost.
            return 0;
        }
    }

    private SqliteConnection Open()
    {
        lock (sync)
        {
            // A new ledger would allow every label to be created again.
            if (UsedLedgers.ContainsKey(Path) && !File.Exists(Path))
            {
                throw CreateMovedException("moved or deleted");
            }

            if (!isChecked || !File.Exists(Path))
            {
                SqliteFile.RequireLocal(Path);
                SqliteFile.RequireSingleName(Path);
                try
                {
                    SqliteFile.CreatePrivate(Path);
                }
                catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
                {
                    throw SqliteErrors.Create($"The ledger {Path} cannot be created: {exception.Message} Set $env:WANVIDEO_LEDGER to another file.", exception);
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
            : throw SqliteErrors.Create($"{Path} is a database of another program, not a WanVideo ledger. Set $env:WANVIDEO_LEDGER to another file."));

    private void Verify(SqliteConnection connection)
    {
        var version = ReadNumber(connection, "SELECT version FROM ledger");
        if (version > SqlScripts.SchemaVersion)
        {
            throw SqliteErrors.Create(string.Create(CultureInfo.InvariantCulture, $"The ledger {Path} has schema version {version}; this version of WanVideo uses {SqlScripts.SchemaVersion}. Update the module: Update-PSResource WanVideo."));
        }

        if (verifySchema)
        {
            RequireSchema(connection);
        }

        var id = Convert.ToString(ReadValue(connection, "SELECT id FROM ledger"), CultureInfo.InvariantCulture) ?? "";

        // A copy of the same ledger, such as a restored backup, is accepted.
        if (UsedLedgers.GetOrAdd(Path, id) != id)
        {
            throw CreateMovedException("replaced by another ledger");
        }
    }

    // The constraints guarantee that no request is sent twice. A trigger or a view could change what a statement does.
    private void RequireSchema(SqliteConnection connection)
    {
        var actual = ReadSchema(connection);
        if (actual.Keys.Any(item => item.Type is "trigger" or "view"))
        {
            throw CreateSchemaException("contains triggers or views, which a WanVideo ledger does not have");
        }

        if (ExpectedSchema.Value.FirstOrDefault(item => actual.GetValueOrDefault(item.Key) != item.Value) is { Key.Name: { } name })
        {
            throw CreateSchemaException($"is not a WanVideo ledger: its {name} differs from the schema");
        }
    }

    private static Dictionary<(string Type, string Name), string> ReadSchema(SqliteConnection connection)
    {
        using var command = connection.CreateCommand();

        // An automatic index has no statement: it belongs to a constraint of its table.
        command.CommandText = "SELECT type, name, sql FROM sqlite_schema WHERE sql IS NOT NULL";
        using var reader = command.ExecuteReader();
        var schema = new Dictionary<(string, string), string>();
        while (reader.Read())
        {
            schema[(reader.GetString(0), reader.GetString(1))] = CommentOrWhiteSpace().Replace(reader.GetString(2), "");
        }

        return schema;
    }

    private VideoException CreateSchemaException(string reason) => SqliteErrors.Create($"{Path} {reason}. Restore the file from a backup, or set $env:WANVIDEO_LEDGER to another file.");

    private VideoException CreateMovedException(string reason) => SqliteErrors.Create(
        $"The ledger {Path} was {reason} while this process used it, so the records of its labels are gone and their tasks could be created again. Restore the file. To use another ledger at this path, start a new process.");

    [GeneratedRegex(@"--[^\n]*|\s+")]
    private static partial Regex CommentOrWhiteSpace();

    private static void Execute(SqliteConnection connection, string sql)
    {
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        command.ExecuteNonQuery();
    }

    private static long ReadNumber(SqliteConnection connection, string sql) => Convert.ToInt64(ReadValue(connection, sql), CultureInfo.InvariantCulture);

    private static object? ReadValue(SqliteConnection connection, string sql)
    {
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        return command.ExecuteScalar();
    }
}
