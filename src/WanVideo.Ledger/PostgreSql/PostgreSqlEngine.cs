using System.Data.Common;
using Npgsql;
using NpgsqlTypes;

namespace WanVideo.Ledger.PostgreSql;

/// <summary>
/// The ledger on a PostgreSQL server, in the schema <c>wanvideo</c>. A script is one round trip: its statements run in one implicit transaction,
/// so that a suspended process holds no lock. No session state is used, so connections can use a pooler in transaction mode.
/// </summary>
internal sealed class PostgreSqlEngine : ISqlEngine
{
    // Scripts that were rolled back because of another transaction run again.
    private const int MaxConflicts = 5;
    private const int MaxSchemaRetries = 20;

    // More than the number of statements in all scripts.
    private const int MaxPreparedStatements = 100;

    // The number of executions after which a statement is prepared. The first transaction of a connection detects a pooler before that.
    private const int PrepareAfterUses = 3;

    private const string Timeline = "left(pg_walfile_name(pg_current_wal_insert_lsn()), 8)";

    // Local to the transaction. synchronous_commit may be off for a role or a database.
    private const string Settings = "set_config('search_path', 'wanvideo, pg_temp', true), set_config('synchronous_commit', 'on', true), set_config('lock_timeout', '3s', true)";

    // READ COMMITTED, because the scripts rely on each statement seeing what was committed before it. A pooler can route each transaction to another server, so every transaction checks it.
    private const string Checks =
        "WHEN pg_is_in_recovery() THEN '" + PostgreSqlErrors.CheckPrefix + "standby' "
        + "WHEN current_setting('fsync') = 'off' THEN '" + PostgreSqlErrors.CheckPrefix + "fsync' "
        + "WHEN current_setting('transaction_isolation') <> 'read committed' THEN '" + PostgreSqlErrors.CheckPrefix + "isolation:' || current_setting('transaction_isolation') ";

    private static readonly string Begin = FormattableString.Invariant(
        $"SELECT pg_backend_pid(), {Settings}, CAST(CASE {Checks} WHEN version <> {SqlScripts.SchemaVersion} THEN concat('{PostgreSqlErrors.CheckPrefix}version:', version) ELSE '0' END AS integer) FROM wanvideo.ledger;\n");

    // A null parameter needs an explicit type.
    private static readonly HashSet<string> NumberParameters = new(StringComparer.Ordinal) { "before", "duration", "expires", "file_length", "finished", "task_created" };

    private readonly PostgreSqlConnectionUri connectionUri;
    private readonly TimeProvider time;
    private readonly SqlScripts scripts;
    private readonly Lock sync = new();
    private readonly NpgsqlDataSource directSource;
    private NpgsqlDataSource? pooledSource;

    /// <summary>An engine that connects when it is first used.</summary>
    /// <param name="connectionUri">The libpq connection URI.</param>
    /// <param name="time">The clock of this process.</param>
    public PostgreSqlEngine(string connectionUri, TimeProvider time)
    {
        this.connectionUri = PostgreSqlConnectionUri.Parse(connectionUri);
        this.time = time;
        directSource = CreateSource(this.connectionUri.CanPrepare
            ? new NpgsqlConnectionStringBuilder(this.connectionUri.ConnectionString) { MaxAutoPrepare = MaxPreparedStatements, AutoPrepareMinUsages = PrepareAfterUses }.ConnectionString
            : this.connectionUri.ConnectionString);
        scripts = new SqlScripts(Dialect);
    }

    /// <inheritdoc/>
    public string Location => connectionUri.Location;

    /// <inheritdoc/>
    public SqlDialect Dialect { get; } = new(
        "CAST(date_part('epoch', clock_timestamp()) * 1000 AS bigint)",
        "FOR NO KEY UPDATE",
        $"SELECT CAST(CASE timeline WHEN {Timeline} THEN '0' ELSE concat('{PostgreSqlErrors.CheckPrefix}timeline:', timeline, ':', {Timeline}) END AS integer) AS guard FROM ledger;");

    /// <summary>Whether statements are prepared: not with a pooler, unless the connection URI enables it.</summary>
    public bool CanPrepareStatements => connectionUri.CanPrepare && pooledSource is null;

    /// <inheritdoc/>
    public async Task<T> WriteAsync<T>(string sql, SqlParameters parameters, Func<DbDataReader, CancellationToken, Task<T>> read, CancellationToken cancellationToken)
    {
        for (var conflicts = 0; ;)
        {
            try
            {
                return await RunAsync(sql, parameters, read, cancellationToken);
            }
            catch (PostgresException exception) when (PostgreSqlErrors.IsConflict(exception) && conflicts++ < MaxConflicts)
            {
                // The random delay prevents the same two transactions from deadlocking again.
                await Task.Delay(Random.Shared.Next(1, 20), cancellationToken);
            }
            catch (PostgresException exception)
            {
                throw PostgreSqlErrors.CreateForScript(connectionUri, exception);
            }
        }
    }

    /// <inheritdoc/>
    public async Task<T> ReadAsync<T>(string sql, SqlParameters parameters, Func<DbDataReader, CancellationToken, Task<T>> read, CancellationToken cancellationToken)
    {
        for (var isRepeated = false; ; isRepeated = true)
        {
            try
            {
                return await RunAsync(sql, parameters, read, cancellationToken).WaitAsync(cancellationToken);
            }
            catch (CommitUncertainException exception)
            {
                // An idle pooled connection may be broken.
                if (isRepeated || exception.InnerException is TimeoutException)
                {
                    throw PostgreSqlErrors.Create(connectionUri, exception.InnerException!);
                }
            }
            catch (PostgresException exception)
            {
                throw PostgreSqlErrors.CreateForScript(connectionUri, exception);
            }
        }
    }

    /// <inheritdoc/>
    public Task<(string Engine, long SizeBytes)> GetEngineInfoAsync(CancellationToken cancellationToken) => ReadAsync(
        "SELECT current_setting('server_version'), CAST(sum(pg_total_relation_size(oid)) AS bigint) FROM pg_class WHERE relnamespace = 'wanvideo'::regnamespace AND relkind = 'r'",
        [],
        async (reader, token) =>
        {
            await reader.ReadAsync(token);
            return ($"PostgreSQL {reader.GetString(0)}", reader.GetInt64(1));
        },
        cancellationToken);

    /// <summary>
    /// Records a person's confirmation that the ledger is complete after the server was restored or failed over. Until then no create request is
    /// permitted.
    /// </summary>
    /// <param name="cancellationToken">Cancels the call before the commit.</param>
    public async Task ConfirmTimelineAsync(CancellationToken cancellationToken)
    {
        for (var isRepeated = false; ; isRepeated = true)
        {
            try
            {
                await WriteAsync($"UPDATE ledger SET timeline = {Timeline} WHERE timeline IS DISTINCT FROM {Timeline}", [], (_, _) => Task.FromResult(true), cancellationToken);
                return;
            }
            catch (CommitUncertainException exception)
            {
                if (isRepeated)
                {
                    throw PostgreSqlErrors.Create(connectionUri, exception.InnerException!);
                }
            }
        }
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await directSource.DisposeAsync();
        await (pooledSource?.DisposeAsync() ?? default);
    }

    // Runs a script. Creates the ledger if it does not exist.
    private async Task<T> RunAsync<T>(string sql, SqlParameters parameters, Func<DbDataReader, CancellationToken, Task<T>> read, CancellationToken cancellationToken)
    {
        try
        {
            return await RunTransactionAsync(Begin + sql, parameters, ReadResultsAsync, cancellationToken);
        }
        catch (PostgresException exception) when (PostgreSqlErrors.IsSchemaMissing(exception))
        {
            await CreateSchemaAsync(cancellationToken);
            return await RunTransactionAsync(Begin + sql, parameters, ReadResultsAsync, cancellationToken);
        }

        async Task<T> ReadResultsAsync(NpgsqlConnection connection, DbDataReader reader, CancellationToken token)
        {
            if (CanPrepareStatements && await reader.ReadAsync(token))
            {
                DetectPooler(connection, reader.GetInt32(0));
            }

            await reader.NextResultAsync(token);
            return await read(reader, token);
        }
    }

    // A script that was sent is not canceled: its outcome is returned, or reported as uncertain. After the time limit the connection remains in use until the server responds or disconnects.
    private async Task<T> RunTransactionAsync<T>(string sql, SqlParameters parameters, Func<NpgsqlConnection, DbDataReader, CancellationToken, Task<T>> read, CancellationToken cancellationToken)
    {
        var connection = await OpenAsync(cancellationToken);
        try
        {
            return await RunScriptAsync(connection, sql, parameters, read).WaitAsync(TimeSpan.FromSeconds(PostgreSqlConnectionUri.TimeoutSeconds), CancellationToken.None);
        }
        catch (TimeoutException exception)
        {
            throw new CommitUncertainException(exception);
        }
    }

    private async Task<T> RunScriptAsync<T>(NpgsqlConnection opened, string sql, SqlParameters parameters, Func<NpgsqlConnection, DbDataReader, CancellationToken, Task<T>> read)
    {
        await using var connection = opened;
        PostgresNotice? warning = null;
        connection.Notice += OnNotice;
        try
        {
            await using var command = new NpgsqlCommand(sql, connection);
            foreach (var (name, value) in parameters)
            {
                command.Parameters.Add(new NpgsqlParameter(name, GetType(name, value)) { Value = value ?? DBNull.Value });
            }

            await using var reader = await command.ExecuteReaderAsync(CancellationToken.None);
            var result = await read(connection, reader, CancellationToken.None);

            // Rows are received before the commit is acknowledged. The transaction is committed only if everything up to the acknowledgement was read without an error.
            while (await reader.NextResultAsync(CancellationToken.None))
            {
            }

            await reader.CloseAsync();
            return warning is null ? result : throw PostgreSqlErrors.CreateUnconfirmed(connectionUri, warning.MessageText);
        }
        catch (NpgsqlException exception) when (exception is not PostgresException server || PostgreSqlErrors.IsSessionTerminated(server))
        {
            // Other pooled connections to this server are probably broken too.
            (pooledSource ?? directSource).Clear();

            // A server that is shut down or crashes sends a warning before it closes a connection, also to an idle one.
            throw warning is null or { SqlState: PostgresErrorCodes.AdminShutdown or PostgresErrorCodes.CrashShutdown }
                ? new CommitUncertainException(exception)
                : PostgreSqlErrors.CreateUnconfirmed(connectionUri, warning.MessageText);
        }
        finally
        {
            connection.Notice -= OnNotice;
        }

        void OnNotice(object sender, NpgsqlNoticeEventArgs e)
        {
            if (e.Notice.InvariantSeverity is "WARNING")
            {
                warning = e.Notice;
            }
        }
    }

    // Prepared statements halve the server time but belong to a session. A pooler is detected by a process id that is not the server's.
    private void DetectPooler(NpgsqlConnection connection, int serverProcessId)
    {
        lock (sync)
        {
            if (pooledSource is null && connection.ProcessID != serverProcessId)
            {
                pooledSource = CreateSource(connectionUri.ConnectionString);
                directSource.Clear();
            }
        }
    }

    // The ledger uses built-in types only. Not loading other types saves a round trip on the first connection.
    private static NpgsqlDataSource CreateSource(string connectionString) => new NpgsqlSlimDataSourceBuilder(connectionString)
        .EnableTransportSecurity()
        .EnableIntegratedSecurity()
        .EnableExtraConversions()
        .ConfigureTypeLoading(types => types.EnableTypeLoading(false))
        .Build();

    private async Task<NpgsqlConnection> OpenAsync(CancellationToken cancellationToken)
    {
        try
        {
            return await (pooledSource ?? directSource).OpenConnectionAsync(cancellationToken);
        }
        catch (Exception exception) when (exception is not OperationCanceledException)
        {
            throw PostgreSqlErrors.Create(connectionUri, exception);
        }
    }

    // If several processes create the schema concurrently, unique keys of the system tables let one of them commit. The others then find its schema.
    private async Task CreateSchemaAsync(CancellationToken cancellationToken)
    {
        for (var retry = 0; ; retry++)
        {
            var (hasSchema, hasLedger, hasTables) = await RunTransactionAsync(
                "SELECT to_regnamespace('wanvideo') IS NOT NULL, to_regclass('wanvideo.ledger') IS NOT NULL, EXISTS (SELECT 1 FROM pg_class WHERE relnamespace = to_regnamespace('wanvideo'))",
                [],
                async (_, reader, token) => await reader.ReadAsync(token) ? (reader.GetBoolean(0), reader.GetBoolean(1), reader.GetBoolean(2)) : default,
                cancellationToken);
            if (hasLedger)
            {
                return;
            }

            if (hasTables)
            {
                throw PostgreSqlErrors.CreateForeignSchema(connectionUri);
            }

            var now = time.GetUtcNow();
            var sql = $"SELECT {Settings}, CAST(CASE {Checks} ELSE '0' END AS integer);\n"
                + (hasSchema ? "" : "CREATE SCHEMA wanvideo;\n")
                + scripts.Get("schema-001")
                + FormattableString.Invariant($"\nINSERT INTO ledger (one, id, version, created, timeline) SELECT 1, '{Guid.CreateVersion7(now):N}', {SqlScripts.SchemaVersion}, {Dialect.Now}, {Timeline};");
            try
            {
                await RunTransactionAsync(sql, [], (_, _, _) => Task.FromResult(true), cancellationToken);
                return;
            }
            catch (CommitUncertainException) when (retry < MaxSchemaRetries)
            {
                // Whether it took effect is checked first.
            }
            catch (PostgresException exception) when (PostgreSqlErrors.IsConcurrentSchemaCreation(exception) && retry < MaxSchemaRetries)
            {
                await Task.Delay(Random.Shared.Next(1, 50), cancellationToken);
            }
        }
    }

    private static NpgsqlDbType GetType(string name, object? value) => value switch
    {
        int => NpgsqlDbType.Integer,
        long => NpgsqlDbType.Bigint,
        null when NumberParameters.Contains(name) => NpgsqlDbType.Bigint,
        _ => NpgsqlDbType.Text,
    };
}
