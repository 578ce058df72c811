using System.Collections.Concurrent;
using System.Data.Common;
using System.Diagnostics;
using Microsoft.Data.Sqlite;

namespace WanVideo.Ledger.Sqlite;

/// <summary>
/// The ledger on a SQLite file. All writes of the process use one connection on one thread. Writes that are queued at the same time are grouped, up to
/// <see cref="MaxGroupSize"/> per transaction. Reads use other connections and do not delay writes.
/// </summary>
internal sealed class SqliteEngine : ISqlEngine
{
    /// <summary>
    /// The maximum number of scripts in one transaction. If the process is killed, at most this many unsent create requests become unresolved. A script
    /// waits for the others of its group: with groups of 32, 32 requests in flight stay in step and wait about 10 ms longer.
    /// </summary>
    private const int MaxGroupSize = 4;

    // The module retries, because SQLite's busy handler cannot be canceled.
    private static readonly TimeSpan BusyTimeout = TimeSpan.FromSeconds(10);
    private const int MaxBusyDelayMilliseconds = 10;

    // A commit holds the lock for about a millisecond. After this many attempts the holder is slow or frozen.
    private const int QuickAttempts = 20;

    // Without a pause, one process could acquire the write lock again before others detect that it is released. It pauses after each commit while other
    // processes write, and otherwise after a longer time, because it does not detect that others wait.
    private const int PauseAfterCommitMilliseconds = 1;
    private static readonly TimeSpan ContentionWindow = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan MaxTimeWithoutPause = TimeSpan.FromMilliseconds(20);

    // A checkpoint is due when the write-ahead log has 6 MiB that are not copied into the database. It is checked after a number of commits, each of
    // which writes up to 20 pages per script.
    private const int PagesPerCheckpoint = 1500;
    private const int CommitsPerCheck = 8;

    // The log is restarted at 12 MiB, written by all processes. This holds the write lock for two disk flushes.
    private const int PagesPerRestart = 3000;

    private readonly SqliteConnections connections;
    private readonly TimeProvider time;
    private readonly BlockingCollection<QueuedWrite> writes = [];
    private readonly ConcurrentBag<SqliteConnection> readers = [];
    private readonly Lazy<Task> writeLoop;
    private volatile bool isDisposed;
    private SqliteWriter? writer;
    private Task<long>? checkpoint;
    private int uncheckedCommits;
    private int busyAttempts;
    private long? lastBusyTimestamp;
    private long lastCommitTimestamp;
    private long lastPauseTimestamp;

    public SqliteEngine(string path, TimeProvider time, bool verifySchema = true)
    {
        connections = new SqliteConnections(path, verifySchema);
        this.time = time;

        // Not on the thread pool: a commit blocks until it is flushed to the disk.
        writeLoop = new(() => Task.Factory.StartNew(RunWrites, CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default));
    }

    public string Location => connections.Path;

    public SqlDialect Dialect { get; } = new("@now");

    public async Task<T> WriteAsync<T>(string sql, SqlParameters parameters, Func<DbDataReader, CancellationToken, Task<T>> read, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        ObjectDisposedException.ThrowIf(isDisposed, this);
        T? result = default;
        var write = new QueuedWrite(sql, parameters, async reader => result = await read(reader, CancellationToken.None), cancellationToken);
        _ = writeLoop.Value;
        try
        {
            writes.Add(write, CancellationToken.None);
        }
        catch (InvalidOperationException)
        {
            throw new ObjectDisposedException(nameof(SqliteEngine));
        }

        // A write can be canceled until its statements run. Then its outcome is awaited.
        await using (cancellationToken.Register(write.CancelIfNotStarted))
        {
            await write.Completion;
        }

        return result!;
    }

    public Task<T> ReadAsync<T>(string sql, SqlParameters parameters, Func<DbDataReader, CancellationToken, Task<T>> read, CancellationToken cancellationToken)
    {
        ObjectDisposedException.ThrowIf(isDisposed, this);

        // SQLite reads synchronously.
        return Task.Run(
            async () =>
            {
                var started = Stopwatch.GetTimestamp();
                for (var attempt = 1; ; attempt++)
                {
                    try
                    {
                        return await ReadOnceAsync(sql, parameters, read, cancellationToken);
                    }
                    catch (SqliteException exception) when (SqliteErrors.IsBusy(exception.SqliteErrorCode))
                    {
                        if (Stopwatch.GetElapsedTime(started) > BusyTimeout)
                        {
                            throw SqliteErrors.CreateLocked(Location, BusyTimeout);
                        }

                        await Task.Delay(GetBusyDelay(attempt), cancellationToken);
                    }
                    catch (SqliteException exception)
                    {
                        throw SqliteErrors.FromSqlite(Location, exception);
                    }
                }
            },
            cancellationToken);
    }

    public Task<(string Engine, long SizeBytes)> GetEngineInfoAsync(CancellationToken cancellationToken) => ReadAsync(
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
        isDisposed = true;
        writes.CompleteAdding();
        if (writeLoop.IsValueCreated)
        {
            await writeLoop.Value;
        }

        if (checkpoint is { } running)
        {
            await running;
        }

        DisposeReaders();
    }

    private async Task<T> ReadOnceAsync<T>(string sql, SqlParameters parameters, Func<DbDataReader, CancellationToken, Task<T>> read, CancellationToken cancellationToken)
    {
        if (readers.TryTake(out var connection) && SqliteFile.HasMoved(connection))
        {
            connection.Dispose();
            connection = null;
        }

        connection ??= connections.OpenReader(time.GetUtcNow());
        try
        {
            await using var query = connection.CreateCommand();
            query.CommandText = sql;
            foreach (var (name, value) in parameters)
            {
                query.Parameters.AddWithValue("@" + name, value ?? DBNull.Value);
            }

            T result;
            await using (var reader = await query.ExecuteReaderAsync(cancellationToken))
            {
                result = await read(reader, cancellationToken);
            }

            readers.Add(connection);
            if (isDisposed)
            {
                DisposeReaders();
            }

            return result;
        }
        catch
        {
            connection.Dispose();
            throw;
        }
    }

    private void DisposeReaders()
    {
        while (readers.TryTake(out var reader))
        {
            reader.Dispose();
        }
    }

    private void RunWrites()
    {
        var pending = new List<QueuedWrite>();
        while (pending.Count > 0 || !writes.IsCompleted)
        {
            try
            {
                if (pending.Count == 0 && writes.TryTake(out var first, Timeout.Infinite))
                {
                    pending.Add(first);
                }

                while (writes.TryTake(out var next))
                {
                    pending.Add(next);
                }

                pending.RemoveAll(write => write.IsCanceled());
                if (pending.Count > 0)
                {
                    PauseIfDue();
                    RunPending(pending);
                }
            }
            catch (Exception exception)
            {
                // Completes the pending writes, which would otherwise never complete.
                FailAll(pending, exception);
            }
        }

        CloseWriter();
    }

    private void RunPending(List<QueuedWrite> pending)
    {
        try
        {
            if (!TryBegin() || !TryProcessCheckpoint())
            {
                WaitForLock(pending);
                return;
            }

            busyAttempts = 0;
        }
        catch (SqliteException exception) when (SqliteErrors.IsBusy(exception.SqliteErrorCode))
        {
            // Another process creates the schema.
            WaitForLock(pending);
            return;
        }
        catch (Exception exception)
        {
            FailAll(pending, exception);
            return;
        }

        // The scripts of a failed group run again, each in its own transaction.
        var size = pending[0].HasOwnTransaction ? 1 : Math.Min(MaxGroupSize, pending.TakeWhile(write => !write.HasOwnTransaction).Count());
        var group = pending[..size].FindAll(write => write.TryStart());
        pending.RemoveRange(0, size);
        try
        {
            RunTransaction(group);
        }
        catch (Exception exception)
        {
            // Closing the connection rolls back the transaction in any state.
            CloseWriter();
            if (group.Count == 1)
            {
                group[0].Fail(Convert(exception));
                return;
            }

            group.ForEach(write => write.MoveToOwnTransaction(canCancel: exception is not CommitUncertainException));
            pending.InsertRange(0, group);
            return;
        }

        CheckpointIfDue();
        lastCommitTimestamp = Stopwatch.GetTimestamp();
    }

    // Lets other processes acquire the lock between consecutive writes.
    private void PauseIfDue()
    {
        if (Stopwatch.GetElapsedTime(lastCommitTimestamp).TotalMilliseconds >= PauseAfterCommitMilliseconds)
        {
            lastPauseTimestamp = Stopwatch.GetTimestamp();
            return;
        }

        var isContended = lastBusyTimestamp is { } busy && Stopwatch.GetElapsedTime(busy) < ContentionWindow;
        if (isContended || Stopwatch.GetElapsedTime(lastPauseTimestamp) > MaxTimeWithoutPause)
        {
            Thread.Sleep(PauseAfterCommitMilliseconds);
            lastPauseTimestamp = Stopwatch.GetTimestamp();
        }
    }

    private bool TryBegin()
    {
        writer ??= new SqliteWriter(connections.OpenWriter(time.GetUtcNow()));
        if (!writer.TryBegin())
        {
            return false;
        }

        if (!writer.HasMoved())
        {
            return true;
        }

        CloseWriter();
        writer = new SqliteWriter(connections.OpenWriter(time.GetUtcNow()));
        return writer.TryBegin();
    }

    private void WaitForLock(List<QueuedWrite> pending)
    {
        lastBusyTimestamp = Stopwatch.GetTimestamp();
        foreach (var write in pending.Where(write => write.Age > BusyTimeout).ToArray())
        {
            write.Fail(SqliteErrors.CreateLocked(Location, BusyTimeout));
            pending.Remove(write);
        }

        Thread.Sleep(GetBusyDelay(++busyAttempts));
    }

    private void RunTransaction(List<QueuedWrite> group)
    {
        foreach (var write in group)
        {
            writer!.Execute(write.Sql, write.Parameters, time.GetUtcNow(), write.Read);
        }

        try
        {
            writer!.Commit();
        }
        catch (SqliteException exception) when (exception.SqliteErrorCode is not (SQLitePCL.raw.SQLITE_BUSY or SQLitePCL.raw.SQLITE_FULL))
        {
            // The commit may be in the log although the flush failed.
            throw new CommitUncertainException(exception);
        }

        group.ForEach(write => write.Succeed());
    }

    // Copies most of the log into the database, concurrently with writes.
    private void CheckpointIfDue()
    {
        if (checkpoint is not null || ++uncheckedCommits < CommitsPerCheck)
        {
            return;
        }

        uncheckedCommits = 0;
        if (writer!.CountUncopiedPages() > PagesPerCheckpoint)
        {
            checkpoint = Task.Run(connections.Checkpoint);
        }
    }

    // After a checkpoint that left a long log, copies the rest of it.
    private bool TryProcessCheckpoint()
    {
        if (checkpoint is not { IsCompletedSuccessfully: true, Result: var pages })
        {
            return true;
        }

        checkpoint = null;
        return pages <= PagesPerRestart || TryCompleteCheckpoint();
    }

    // Copies the rest of the log while this process holds the write lock, so that no other process appends to it. SQLite reuses the log from its
    // beginning only after all of it was copied. Otherwise it grows.
    private bool TryCompleteCheckpoint()
    {
        connections.Checkpoint();
        writer!.Rollback();
        return TryBegin();
    }

    private void FailAll(List<QueuedWrite> pending, Exception exception)
    {
        CloseWriter();
        var error = Convert(exception);
        pending.ForEach(write => write.Fail(error));
        pending.Clear();
    }

    private void CloseWriter()
    {
        try
        {
            writer?.Dispose();
        }
        catch (SqliteException)
        {
            // Uncommitted changes are rolled back in any case.
        }

        writer = null;
    }

    private Exception Convert(Exception exception) => exception is SqliteException sqlite ? SqliteErrors.FromSqlite(Location, sqlite) : exception;

    private static TimeSpan GetBusyDelay(int attempt) => TimeSpan.FromMilliseconds(1 + Random.Shared.Next(attempt < QuickAttempts ? 2 : MaxBusyDelayMilliseconds));

    /// <summary>A queued script.</summary>
    private sealed class QueuedWrite(string sql, SqlParameters parameters, Func<DbDataReader, Task> read, CancellationToken cancellationToken)
    {
        private readonly TaskCompletionSource completion = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private readonly long createdTimestamp = Stopwatch.GetTimestamp();
        private int isStarted;

        public string Sql { get; } = sql;

        public SqlParameters Parameters { get; } = parameters;

        public Func<DbDataReader, Task> Read { get; } = read;

        public Task Completion => completion.Task;

        public TimeSpan Age => Stopwatch.GetElapsedTime(createdTimestamp);

        public bool HasOwnTransaction { get; private set; }

        /// <summary>Adds the write to a transaction. It can no longer be canceled.</summary>
        public bool TryStart() => Interlocked.Exchange(ref isStarted, 1) == 0 || HasOwnTransaction;

        public void CancelIfNotStarted()
        {
            if (Interlocked.Exchange(ref isStarted, 1) == 0)
            {
                completion.TrySetCanceled(cancellationToken);
            }
        }

        public bool IsCanceled()
        {
            // The token may have been canceled while the write was in a transaction that was rolled back.
            if (cancellationToken.IsCancellationRequested)
            {
                CancelIfNotStarted();
            }

            return completion.Task.IsCompleted;
        }

        /// <summary>Marks the write to run again in its own transaction.</summary>
        /// <param name="canCancel">Whether it can be canceled again, because it was certainly not committed.</param>
        public void MoveToOwnTransaction(bool canCancel)
        {
            HasOwnTransaction = true;
            if (canCancel)
            {
                Volatile.Write(ref isStarted, 0);
            }
        }

        public void Succeed() => completion.TrySetResult();

        public void Fail(Exception exception) => completion.TrySetException(exception);
    }
}
