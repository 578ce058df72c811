using System.Data.Common;
using Microsoft.Data.Sqlite;

namespace WanVideo.Ledger.Sqlite;

/// <summary>The write connection and its prepared statements. Not thread-safe.</summary>
/// <param name="connection">The connection, which is disposed with this.</param>
internal sealed class SqliteWriter(SqliteConnection connection) : IDisposable
{
    // sqlite3.h, SQLITE_CHECKPOINT_NOOP: copies nothing and returns the numbers of pages.
    private const int NoopCheckpoint = -1;

    // A script with a list of parameters is compiled separately for each length of the list.
    private const int MaxCompiledScripts = 32;

    private readonly Dictionary<string, SqliteCommand> commands = new(StringComparer.Ordinal);

    public bool HasMoved() => SqliteFile.HasMoved(connection);

    /// <summary>Begins a transaction and acquires the write lock.</summary>
    /// <returns>Whether the lock was free. An exception for each of many attempts would take most of the time.</returns>
    public bool TryBegin()
    {
        var code = SQLitePCL.raw.sqlite3_exec(connection.Handle, "BEGIN IMMEDIATE");
        if (SqliteErrors.IsBusy(code))
        {
            return false;
        }

        SqliteException.ThrowExceptionForRC(code, connection.Handle);
        return true;
    }

    public void Commit() => Execute("COMMIT");

    public void Rollback() => Execute("ROLLBACK");

    /// <summary>The number of pages in the write-ahead log that are not yet copied into the database, written by all processes. Not in a transaction.</summary>
    public int CountUncopiedPages() =>
        SQLitePCL.raw.sqlite3_wal_checkpoint_v2(connection.Handle, "main", NoopCheckpoint, out var pages, out var copied) == SQLitePCL.raw.SQLITE_OK ? pages - copied : 0;

    /// <summary>Runs a script in the open transaction.</summary>
    /// <param name="sql">The statements.</param>
    /// <param name="parameters">Named values.</param>
    /// <param name="now">The current time.</param>
    /// <param name="read">Reads the result sets. Must complete synchronously.</param>
    public void Execute(string sql, SqlParameters parameters, DateTimeOffset now, Func<DbDataReader, Task> read)
    {
        if (!commands.TryGetValue(sql, out var command))
        {
            if (commands.Count == MaxCompiledScripts)
            {
                DisposeCommands();
            }

            commands.Add(sql, command = connection.CreateCommand());
            command.CommandText = sql;
        }

        command.Parameters.Clear();
        foreach (var (name, value) in parameters)
        {
            command.Parameters.AddWithValue("@" + name, value ?? DBNull.Value);
        }

        command.Parameters.AddWithValue("@now", now.ToUnixTimeMilliseconds());
        using var reader = command.ExecuteReader();
        read(reader).GetAwaiter().GetResult();

        // Runs the statements after the last result set that was read.
        while (reader.NextResult())
        {
        }
    }

    public void Dispose()
    {
        // Closing the connection rolls back an uncommitted transaction.
        DisposeCommands();
        connection.Dispose();
    }

    private void DisposeCommands()
    {
        foreach (var command in commands.Values)
        {
            command.Dispose();
        }

        commands.Clear();
    }

    private void Execute(string sql) => SqliteException.ThrowExceptionForRC(SQLitePCL.raw.sqlite3_exec(connection.Handle, sql), connection.Handle);
}
