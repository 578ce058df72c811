using System.Collections.Concurrent;
using System.Data.Common;
using System.Threading.Channels;
using Microsoft.Data.Sqlite;

namespace WanVideo.Ledger.Sqlite;

/// <summary>
/// The ledger on a SQLite file. All writes of the process go through one connection and one loop, in groups of up to <see cref="MaxGroup"/> per
/// transaction, which never waits to fill a group. Reads have their own connections and never delay writes.
/// </summary>
internal sealed class SqliteEngine : ISqlEngine
{
    /// <summary>The largest number of scripts in one transaction. A killed process leaves at most as many create requests in doubt that were never sent.</summary>
    private const int MaxGroup = 32;

    // SQLite's own busy handler waits without watching the cancellation token.
    private static readonly TimeSpan BusyLimit = TimeSpan.FromSeconds(10);
    private const int MaxBusyDelayMilliseconds = 10;

    // In a tight loop one process would take the write lock again before another notices that it is free.
    private static readonly TimeSpan PauseAfterCommit = TimeSpan.FromMilliseconds(0.2);

    // About 4 MiB of the write-ahead log.
    private const int CommitsPerCheckpoint = 200;

    private readonly SqliteConnections connections;
    private readonly TimeProvider time;
    private readonly Channel<Write> writes = Channel.CreateUnbounded<Write>(new UnboundedChannelOptions { SingleReader = true });
    private readonly ConcurrentBag<SqliteConnection> readers = [];
    private readonly CancellationTokenSource stopping = new();
    private readonly Task loop;
    private Writer? writer;
    private Task checkpoint = Task.CompletedTask;
    private int commits;

    public SqliteEngine(string path, TimeProvider time)
    {
        connections = new SqliteConnections(path);
        this.time = time;
        loop = Task.Run(RunAsync);
    }

    public string Location => connections.Path;

    public SqlDialect Dialect { get; } = new("@now");

    public async Task<T> WriteAsync<T>(string sql, SqlParameters parameters, Func<DbDataReader, CancellationToken, Task<T>> read, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        T? result = default;
        var write = new Write(sql, parameters, async reader => result = await read(reader, CancellationToken.None));
        ObjectDisposedException.ThrowIf(!writes.Writer.TryWrite(write), this);

        // Until its statements run, a write can be withdrawn; after that its outcome is awaited.
        await using (cancellationToken.Register(() => write.TryWithdraw(cancellationToken)))
        {
            await write.Completion;
        }

        return result!;
    }

    public Task<T> ReadAsync<T>(string sql, SqlParameters parameters, Func<DbDataReader, CancellationToken, Task<T>> read, CancellationToken cancellationToken) => Task.Run(
        async () =>
        {
            return await RetryWhileBusyAsync(
                async () =>
                {
                    var connection = readers.TryTake(out var idle) ? idle : connections.OpenReader();
                    try
                    {
                        await using var query = CreateCommand(connection, sql, parameters);
                        await using var reader = await query.ExecuteReaderAsync(cancellationToken);
                        var result = await read(reader, cancellationToken);
                        readers.Add(connection);
                        return result;
                    }
                    catch
                    {
                        connection.Dispose();
                        throw;
                    }
                },
                () => cancellationToken);
        },
        cancellationToken);

    public Task<(string Engine, long SizeBytes)> DescribeAsync(CancellationToken cancellationToken) => ReadAsync(
        "SELECT sqlite_version()",
        [],
        async (reader, token) =>
        {
            await reader.ReadAsync(token);
            var size = new[] { Location, Location + "-wal" }.Select(path => new FileInfo(path)).Sum(file => file.Exists ? file.Length : 0);
            return ($"SQLite {reader.GetString(0)}", size);
        },
        cancellationToken);

    public async ValueTask DisposeAsync()
    {
        writes.Writer.TryComplete();
        await loop;
        await checkpoint;
        await stopping.CancelAsync();
        stopping.Dispose();
        writer?.Dispose();
        while (readers.TryTake(out var reader))
        {
            reader.Dispose();
        }
    }

    private async Task RunAsync()
    {
        while (await writes.Reader.WaitToReadAsync())
        {
            var group = new List<Write>();
            while (group.Count < MaxGroup && writes.Reader.TryRead(out var write))
            {
                group.Add(write);
            }

            await RunGroupAsync(group);
        }
    }

    private async Task RunGroupAsync(List<Write> group)
    {
        try
        {
            await RunTransactionAsync(group);
        }
        catch (Exception failure)
        {
            writer?.Dispose();
            writer = null;
            if (group.Count == 1)
            {
                group[0].Fail(failure);
                return;
            }

            // One faulty script must not fail the others of its group.
            foreach (var write in group.Where(write => !write.Completion.IsCompleted))
            {
                await RunGroupAsync([write]);
            }
        }
    }

    private async Task RunTransactionAsync(List<Write> group)
    {
        await BeginAsync(group);
        var started = group.Where(write => write.TryStart()).ToArray();
        foreach (var write in started)
        {
            await writer!.ExecuteAsync(write.Sql, write.Parameters, time.GetUtcNow(), write.Read);
        }

        try
        {
            writer!.Commit();
        }
        catch (SqliteException failure) when (failure.SqliteErrorCode is SQLitePCL.raw.SQLITE_IOERR)
        {
            throw new CommitUncertainException(failure);
        }

        foreach (var write in started)
        {
            write.Succeed();
        }

        if (++commits % CommitsPerCheckpoint == 0 && checkpoint.IsCompleted)
        {
            checkpoint = Task.Run(connections.Checkpoint);
        }

        if (writes.Reader.Count == 0)
        {
            await Task.Yield();
        }
        else
        {
            Thread.Sleep(PauseAfterCommit);
        }
    }

    private Task<bool> BeginAsync(List<Write> group) => RetryWhileBusyAsync(
        () =>
        {
            writer ??= new Writer(connections.OpenWriter(time.GetUtcNow()));
            if (writer.HasMoved())
            {
                writer.Dispose();
                writer = new Writer(connections.OpenWriter(time.GetUtcNow()));
            }

            writer.Begin();
            return Task.FromResult(true);
        },
        () => group.TrueForAll(write => write.Completion.IsCompleted) ? new CancellationToken(canceled: true) : CancellationToken.None);

    private async Task<T> RetryWhileBusyAsync<T>(Func<Task<T>> action, Func<CancellationToken> getToken)
    {
        var started = time.GetTimestamp();
        while (true)
        {
            try
            {
                return await action();
            }
            catch (SqliteException busy) when (busy.SqliteErrorCode is SQLitePCL.raw.SQLITE_BUSY or SQLitePCL.raw.SQLITE_LOCKED)
            {
                if (time.GetElapsedTime(started) > BusyLimit)
                {
                    throw SqliteErrors.CreateLocked(Location, BusyLimit, busy);
                }

                getToken().ThrowIfCancellationRequested();
                await Task.Delay(TimeSpan.FromMilliseconds(1 + Random.Shared.Next(MaxBusyDelayMilliseconds)), time);
            }
            catch (SqliteException failure)
            {
                throw SqliteErrors.Create(Location, failure);
            }
        }
    }

    private static SqliteCommand CreateCommand(SqliteConnection connection, string sql, SqlParameters parameters)
    {
        var command = connection.CreateCommand();
        command.CommandText = sql;
        foreach (var (name, value) in parameters)
        {
            command.Parameters.AddWithValue("@" + name, value ?? DBNull.Value);
        }

        return command;
    }

    /// <summary>A script that waits to be written.</summary>
    private sealed class Write(string sql, SqlParameters parameters, Func<DbDataReader, Task> read)
    {
        private readonly TaskCompletionSource completion = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private int isStarted;

        public string Sql { get; } = sql;

        public SqlParameters Parameters { get; } = parameters;

        public Func<DbDataReader, Task> Read { get; } = read;

        public Task Completion => completion.Task;

        public bool TryStart() => Interlocked.Exchange(ref isStarted, 1) == 0;

        public void TryWithdraw(CancellationToken cancellationToken)
        {
            if (TryStart())
            {
                completion.TrySetCanceled(cancellationToken);
            }
        }

        public void Succeed() => completion.TrySetResult();

        public void Fail(Exception failure) => completion.TrySetException(failure);
    }

    /// <summary>The connection that writes, with its compiled statements.</summary>
    private sealed class Writer(SqliteConnection connection) : IDisposable
    {
        private readonly Dictionary<string, SqliteCommand> commands = new(StringComparer.Ordinal);

        public bool HasMoved() => SqliteFile.HasMoved(connection);

        public void Begin() => Execute("BEGIN IMMEDIATE");

        public void Commit() => Execute("COMMIT");

        public async Task ExecuteAsync(string sql, SqlParameters parameters, DateTimeOffset now, Func<DbDataReader, Task> read)
        {
            if (!commands.TryGetValue(sql, out var command))
            {
                commands.Add(sql, command = connection.CreateCommand());
                command.CommandText = sql;
                command.CommandTimeout = -1;
            }

            command.Parameters.Clear();
            foreach (var (name, value) in parameters)
            {
                command.Parameters.AddWithValue("@" + name, value ?? DBNull.Value);
            }

            command.Parameters.AddWithValue("@now", now.ToUnixTimeMilliseconds());
            await using var reader = await command.ExecuteReaderAsync(CancellationToken.None);
            await read(reader);

            // Statements behind the last result that was read run too.
            while (await reader.NextResultAsync(CancellationToken.None))
            {
            }
        }

        public void Dispose()
        {
            foreach (var command in commands.Values)
            {
                command.Dispose();
            }

            // Closing rolls back what was not committed.
            connection.Dispose();
        }

        private void Execute(string sql)
        {
            using var command = connection.CreateCommand();
            command.CommandText = sql;
            command.CommandTimeout = -1;
            command.ExecuteNonQuery();
        }
    }
}
