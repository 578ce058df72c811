using System.Data.Common;
using Microsoft.Data.Sqlite;

namespace WanVideo.Ledger.Sqlite;

/// <summary>The connection that writes, with its compiled statements. Used by one thread.</summary>
/// <param name="connection">The connection, which is disposed with this.</param>
internal sealed class SqliteWriter(SqliteConnection connection) : IDisposable
{
    // sqlite3.h, SQLITE_DBSTATUS_CACHE_WRITE: pages written by this connection.
    private const int CacheWriteStatus = 9;

    // Scripts with a list of parameters have a text for each number of them.
    private const int MaxCompiledScripts = 32;

    private readonly Dictionary<string, SqliteCommand> commands = new(StringComparer.Ordinal);

    public bool HasMoved() => SqliteFile.HasMoved(connection);

    public void Begin() => Execute("BEGIN IMMEDIATE");

    public void Commit() => Execute("COMMIT");

    public void Rollback() => Execute("ROLLBACK");

    /// <summary>The number of pages that this connection has written.</summary>
    public long CountWrittenPages() =>
        SQLitePCL.raw.sqlite3_db_status(connection.Handle, CacheWriteStatus, out var pages, out _, 0) == SQLitePCL.raw.SQLITE_OK ? pages : 0;

    /// <summary>Runs a script in the open transaction.</summary>
    /// <param name="sql">The statements.</param>
    /// <param name="parameters">Named values.</param>
    /// <param name="now">The ledger's clock.</param>
    /// <param name="read">Reads the results of the statements that have some. Completes synchronously, as SQLite does.</param>
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

        // Statements behind the last result that was read run too.
        while (reader.NextResult())
        {
        }
    }

    public void Dispose()
    {
        // Closing rolls back what was not committed.
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

    private void Execute(string sql)
    {
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        command.ExecuteNonQuery();
    }
}
