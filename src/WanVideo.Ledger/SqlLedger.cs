using System.Collections.Concurrent;
using System.Data.Common;
using System.Globalization;
using System.Runtime.CompilerServices;
using System.Text.Json;

namespace WanVideo.Ledger;

/// <summary>The ledger on a SQL database. Both engines run the same statements: <see cref="SqlScripts"/>.</summary>
/// <param name="engine">The database.</param>
/// <param name="time">The clock.</param>
internal sealed class SqlLedger(ISqlEngine engine, TimeProvider time) : ILedger
{
    // Time limit for determining whether a commit with a lost acknowledgement took effect.
    private static readonly TimeSpan CommitCheckTimeout = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan CommitCheckInterval = TimeSpan.FromMilliseconds(50);

    // The interval between create requests of an account: after the first 429, and its bounds. Below the minimum it is removed.
    private static readonly TimeSpan InitialInterval = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan MaxInterval = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan MinInterval = TimeSpan.FromMilliseconds(20);

    // Intents whose response had the id of another intent's task, with that task.
    private const string SharedTasks =
        "attempt s JOIN intent i ON i.id = s.intent LEFT JOIN task t ON t.provider = i.provider AND t.base_uri = i.base_uri AND t.id = s.shared_task";

    // The first page is small: most lists show the newest few.
    private const int FirstPageSize = 50;
    private const int PageSize = 500;

    // NOT IN, so that the query uses the index task_unsaved and not task_status.
    private static readonly string StatusesWithoutVideo = SqlScripts.FormatStatuses(VideoStatus.All.Except([VideoStatus.Pending, VideoStatus.Running, VideoStatus.Succeeded]));

    // Limits the number of parameters of a statement: SQLite allows 32,766, and a task without an intent has three.
    private const int RemoveBatchSize = 500;

    // Retries of a claim or settlement whose intent was removed or claimed by a concurrent transaction.
    private const int MaxRetries = 10;

    private readonly SqlScripts scripts = new(engine.Dialect);
    private readonly ConcurrentDictionary<(AttemptEvent Event, bool ChangesRateLimit, bool Restores), string> settleScripts = new();

    /// <inheritdoc/>
    public string Location => engine.Location;

    /// <inheritdoc/>
    public Task<Guid> OpenAsync(CancellationToken cancellationToken) => ReadAsync(
        "SELECT version, id FROM ledger",
        [],
        async (reader, token) =>
        {
            await RequireVersionAsync(reader, token);
            return ParseId(reader.GetString(1));
        },
        cancellationToken);

    /// <inheritdoc/>
    public async Task<ClaimResult> ClaimAsync(CreateClaim claim, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(claim);
        var parameters = GetIntentParameters(claim.Intent);
        AddAccount(parameters, claim.Account);
        parameters["nonce"] = claim.Nonce.ToString("N");
        parameters["owner"] = claim.Owner;
        parameters["lease"] = SqlParameters.ToStoredValue(claim.Lease);
        parameters["allow_duplicate"] = claim.AllowDuplicate ? 1 : 0;
        parameters["decision"] = claim.Decision?.Id.ToString("N");
        parameters["decided_by"] = claim.Decision?.DecidedBy;
        parameters["version"] = claim.Decision?.Version ?? 0;

        var canBeNew = claim.Decision is null && claim.Intent.RestartOf is null;
        for (var retry = 0; ; retry++)
        {
            // The age of the permit is measured from before the transaction, so that a process that is suspended after the commit does not send.
            var (requestedTimestamp, requestedAt) = (time.GetTimestamp(), time.GetUtcNow());
            var outcome = await WriteAsync(scripts.Get(canBeNew && retry == 0 ? "claim-new" : "claim"), parameters, ReadClaimAsync, cancellationToken);

            // A repeated call after a lost acknowledgement finds its own attempt. It is granted in the first third of the lease only.
            if (outcome.Attempt is { State: AttemptState.Sending } own && own.Owner == claim.Owner && own.LeaseLeft > claim.Lease * (2.0 / 3))
            {
                var recorded = claim.Intent with { Id = own.IntentId };
                return new ClaimResult.Granted(new SendPermit(recorded, own.Number, claim.Nonce, claim.Owner, claim.Lease, time, (requestedTimestamp, requestedAt)), outcome.OtherRequest);
            }

            if (outcome.Record is not { } record)
            {
                // The request is not new, or another transaction removed the record that held the claim key.
                if (retry == MaxRetries)
                {
                    throw CreateConflictException(claim.Intent.Id);
                }

                continue;
            }

            if (outcome.Attempt is { } attempt)
            {
                return new ClaimResult.Held(record, attempt.State is AttemptState.Sending ? attempt.LeaseLeft : null);
            }

            if (record.State is IntentState.Sending)
            {
                return new ClaimResult.Held(record, outcome.LeaseLeft ?? TimeSpan.Zero);
            }

            var isOwnDecision = claim.Decision is not null && record.State is IntentState.Unresolved;
            if (!AttemptTransitions.SendableStates.Contains(record.State) && !isOwnDecision)
            {
                return new ClaimResult.Held(record, null);
            }

            if (outcome.RateLimitDelay > TimeSpan.Zero)
            {
                return new ClaimResult.RateLimited(outcome.RateLimitDelay, outcome.PauseReason);
            }

            if (record.State is IntentState.Ready && outcome.LeaseLeft > TimeSpan.Zero)
            {
                return new ClaimResult.Held(record, outcome.LeaseLeft);
            }

            if (isOwnDecision || retry == MaxRetries)
            {
                throw CreateConflictException(claim.Intent.Id);
            }
        }
    }

    /// <inheritdoc/>
    public async Task<SettlementResult> SettleAsync(AttemptSettlement settlement, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(settlement);
        var isAccept = settlement.Event is AttemptEvent.Accept;
        var parameters = GetIntentParameters(settlement.Intent);
        parameters["n"] = settlement.Attempt;
        parameters["nonce"] = settlement.Nonce.ToString("N");
        parameters["owner"] = settlement.Owner;
        parameters["to"] = SqlScripts.ToStoredValue(AttemptTransitions.GetTargetState(settlement.Event));
        parameters["request_id"] = settlement.RequestId;
        AddError(parameters, "error", settlement.Error);

        // Other owners cannot claim a released intent until 60 s after the pause.
        parameters["lease"] = SqlParameters.ToStoredValue(settlement.PauseAccountFor ?? TimeSpan.Zero) + 60_000;
        if (isAccept)
        {
            AddTask(parameters, settlement.Task ?? throw new ArgumentException("An accepted attempt requires a task.", nameof(settlement)));
        }

        parameters["key_tag"] = settlement.Account?.KeyDigest;

        // The limit changes after an accepted request and after a 429.
        var changesRateLimit = settlement.Account is not null && (isAccept || settlement.PauseAccountFor is not null);
        if (changesRateLimit)
        {
            AddAccount(parameters, settlement.Account!);
            parameters["pause"] = SqlParameters.ToStoredValue(settlement.PauseAccountFor ?? TimeSpan.Zero);
        }

        for (var retry = 0; retry < MaxRetries; retry++)
        {
            // Without the attempt, the first transaction changes the rate limit only. The second one inserts the missing records.
            var sql = settleScripts.GetOrAdd((settlement.Event, changesRateLimit && retry == 0, retry > 0), CreateSettleScript);
            if (await WriteAsync(sql, parameters, (reader, token) => ReadSettlementAsync(reader, isAccept, token), cancellationToken) is { } result)
            {
                return result;
            }
        }

        throw new VideoException(VideoErrorKind.LedgerUnavailable, "The ledger did not record the outcome of a create request, because other processes changed its record at the same time.");
    }

    /// <inheritdoc/>
    public Task ReleaseAsync(CreateClaim claim, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(claim);
        var parameters = new SqlParameters
        {
            ["id"] = claim.Intent.Id.ToString("N"),
            ["claim"] = claim.Intent.ClaimKey,
            ["allow_duplicate"] = claim.AllowDuplicate ? 1 : 0,
            ["restart_of"] = claim.Intent.RestartOf?.ToString("N"),
            ["owner"] = claim.Owner,
        };
        return WriteAsync(scripts.Get("release"), parameters, RequireVersionAsync, cancellationToken);
    }

    /// <inheritdoc/>
    public async Task DecideAsync(LedgerDecision decision, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(decision);
        var attemptEvent = decision.Kind switch
        {
            DecisionKind.Adopt => AttemptEvent.Adopt,
            DecisionKind.NotCreated => AttemptEvent.DeclareNotCreated,
            _ => throw new ArgumentException("A decision to send again is passed with a claim.", nameof(decision)),
        };
        if (decision.Task is null != decision.Kind is not DecisionKind.Adopt)
        {
            throw new ArgumentException("An adoption requires a task, and no other decision accepts one.", nameof(decision));
        }

        var parameters = new SqlParameters
        {
            ["decision"] = decision.Id.ToString("N"),
            ["id"] = decision.IntentId.ToString("N"),
            ["version"] = decision.Version,
            ["kind"] = SqlScripts.ToStoredValue(decision.Kind),
            ["decided_by"] = decision.DecidedBy,
            ["to"] = SqlScripts.ToStoredValue(AttemptTransitions.GetTargetState(attemptEvent)),
            ["task_id"] = null,
        };
        if (decision.Task is { } task)
        {
            AddTask(parameters, task);
        }

        var sql = scripts.Get(
            "decide",
            ("sources", SqlScripts.FormatList(AttemptTransitions.GetSourceStates(attemptEvent, LedgerActor.Person))),
            ("adopt_task", decision.Task is null ? "" : scripts.Get("adopt-task")));
        var isRecorded = await WriteAsync(
            sql,
            parameters,
            async (reader, token) =>
            {
                await RequireVersionAsync(reader, token);
                await reader.NextResultAsync(token);
                await reader.ReadAsync(token);
                return reader.GetInt64(0) > 0;
            },
            cancellationToken);
        if (!isRecorded)
        {
            throw CreateConflictException(decision.IntentId);
        }
    }

    /// <inheritdoc/>
    public Task RecordTaskAsync(VideoTask task, CancellationToken cancellationToken) => RecordTaskAsync(task, file: null, cancellationToken);

    /// <inheritdoc/>
    public Task RecordSavedAsync(VideoTask task, SavedFile file, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(file);
        return RecordTaskAsync(task, file, cancellationToken);
    }

    /// <inheritdoc/>
    public Task ExpireAsync(IReadOnlyCollection<string> exitedOwners, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(exitedOwners);
        var parameters = new SqlParameters();
        var sql = scripts.Get("expire", ("owners", AddList(parameters, "owner", exitedOwners)));
        return WriteAsync(sql, parameters, RequireVersionAsync, cancellationToken);
    }

    /// <inheritdoc/>
    public async IAsyncEnumerable<LedgerRecord> ListAsync(LedgerQuery query, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(query);
        Position? after = null;
        for (var size = FirstPageSize; ; size = PageSize)
        {
            var page = await ReadPageAsync(query, after, size, cancellationToken);
            foreach (var (record, _) in page)
            {
                yield return record;
            }

            if (page.Count < size)
            {
                yield break;
            }

            after = page[^1].Position;
        }
    }

    /// <inheritdoc/>
    public Task<IReadOnlyList<LedgerRecord>> FindAsync(string id, string? provider, CancellationToken cancellationToken)
    {
        var parameters = new SqlParameters { ["id"] = id, ["intent"] = Guid.TryParse(id, out var intent) ? intent.ToString("N") : id, ["provider"] = provider };
        var sql = scripts.Replace(
            "SELECT {record} FROM task t LEFT JOIN intent i ON i.id = t.intent WHERE t.id = @id AND (@provider IS NULL OR t.provider = @provider)\n"
            + "UNION ALL SELECT {record} FROM intent i LEFT JOIN task t ON t.intent = i.id WHERE i.id = @intent AND (@provider IS NULL OR i.provider = @provider)\n"
            + "AND (t.id IS NOT NULL OR NOT EXISTS (SELECT 1 FROM attempt a WHERE a.intent = i.id AND a.shared_task IS NOT NULL))\n"
            + $"UNION ALL SELECT {{record}} FROM {SharedTasks} WHERE i.id = @intent AND s.shared_task IS NOT NULL AND (@provider IS NULL OR i.provider = @provider)");
        return ReadAsync(sql, parameters, ReadRecordsAsync, cancellationToken);
    }

    /// <inheritdoc/>
    public Task<RecordedRequest?> GetRequestAsync(Guid intentId, CancellationToken cancellationToken) => ReadAsync(
        "SELECT request, input_row FROM body WHERE intent = @id",
        new SqlParameters { ["id"] = intentId.ToString("N") },
        async (reader, token) => await reader.ReadAsync(token) ? new RecordedRequest(reader.GetString(0), reader.IsDBNull(1) ? null : reader.GetString(1)) : null,
        cancellationToken);

    /// <inheritdoc/>
    public async Task<int> RemoveAsync(IReadOnlyCollection<LedgerRecord>? records, DateTimeOffset? before, CancellationToken cancellationToken)
    {
        if (records is null)
        {
            return await RemoveAsync("", "", new SqlParameters { ["before"] = SqlParameters.ToStoredValue(before) }, cancellationToken);
        }

        var removed = 0;
        foreach (var part in records.Chunk(RemoveBatchSize))
        {
            var parameters = new SqlParameters { ["before"] = SqlParameters.ToStoredValue(before) };
            var intents = AddList(parameters, "intent", part.Where(record => record.IntentId is not null).Select(record => record.IntentId!.Value.ToString("N")));
            var tasks = part.Where(record => record.IntentId is null).Select((record, index) =>
                $"({AddList(parameters, $"provider{index}_", [record.Provider])}, {AddList(parameters, $"base_uri{index}_", [record.BaseUri?.AbsoluteUri ?? ""])}, {AddList(parameters, $"task{index}_", [record.Task!.Id])})").ToArray();
            removed += await RemoveAsync(
                $"AND intent.id IN ({intents})",
                tasks is [] ? "AND 1 = 0" : $"AND (provider, base_uri, id) IN (VALUES {string.Join(", ", tasks)})",
                parameters,
                cancellationToken);
        }

        return removed;
    }

    /// <inheritdoc/>
    public async Task<LedgerInfo> GetInfoAsync(CancellationToken cancellationToken)
    {
        var (name, size) = await engine.GetEngineInfoAsync(cancellationToken);
        const string Sql =
            "SELECT id, version FROM ledger; "
            + "SELECT status, count(*) FROM task GROUP BY status; "
            + "SELECT state, count(*) FROM intent WHERE state <> 'accepted' GROUP BY state; "
            + $"SELECT t.status, count(*) FROM {SharedTasks} WHERE s.shared_task IS NOT NULL AND t.id IS NOT NULL GROUP BY t.status";
        return await ReadAsync(
            Sql,
            [],
            async (reader, token) =>
            {
                await reader.ReadAsync(token);
                var (id, version) = (ParseId(reader.GetString(0)), (int)reader.GetInt64(1));
                var counts = new Dictionary<string, long>();
                while (await reader.NextResultAsync(token))
                {
                    while (await reader.ReadAsync(token))
                    {
                        var status = Enum.TryParse<IntentState>(reader.GetString(0), ignoreCase: true, out var state) ? LedgerRecord.GetStatus(state) : VideoStatus.Parse(reader.GetString(0));
                        counts[status] = counts.GetValueOrDefault(status) + reader.GetInt64(1);
                    }
                }

                return new LedgerInfo(Location, name, version, size, id, counts);
            },
            cancellationToken);
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => engine.DisposeAsync();

    private Task<int> RemoveAsync(string intents, string tasks, SqlParameters parameters, CancellationToken cancellationToken) => WriteAsync(
        scripts.Get("remove", ("intents", intents), ("tasks", tasks)),
        parameters,
        async (reader, token) =>
        {
            await RequireVersionAsync(reader, token);
            var removed = 0;
            while (await reader.NextResultAsync(token))
            {
                while (await reader.ReadAsync(token))
                {
                    removed++;
                }
            }

            return removed;
        },
        cancellationToken);

    private async Task RecordTaskAsync(VideoTask task, SavedFile? file, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(task);
        var parameters = new SqlParameters
        {
            ["provider"] = task.Provider,
            ["base_uri"] = task.BaseUri?.AbsoluteUri ?? "",
            ["is_billed"] = task.IsBilled ? 1 : 0,
            ["model"] = task.Model,
            ["prompt"] = task.Prompt,
            ["duration"] = task.Duration,
            ["file"] = file?.Path,
            ["file_length"] = file?.Length,
            ["file_sha256"] = file?.Sha256,
        };
        AddTask(parameters, task);
        await WriteAsync(scripts.Get("record-task"), parameters, RequireVersionAsync, cancellationToken);
    }

    private string CreateSettleScript((AttemptEvent Event, bool ChangesRateLimit, bool Restores) variant) => scripts.Get(
        "settle",
        ("sources", SqlScripts.FormatList(AttemptTransitions.GetSourceStates(variant.Event, LedgerActor.Owner))),
        ("restore", variant.Restores ? scripts.Get("settle-restore") : ""),
        ("settle_task", variant.Event is AttemptEvent.Accept ? scripts.Get("settle-task") : ""),
        ("settle_account", variant.ChangesRateLimit ? scripts.Get("settle-account", ("initial_interval", FormatMilliseconds(InitialInterval)), ("max_interval", FormatMilliseconds(MaxInterval)), ("min_interval", FormatMilliseconds(MinInterval))) : ""));

    private static SqlParameters GetIntentParameters(Intent intent) => new()
    {
        ["id"] = intent.Id.ToString("N"),
        ["provider"] = intent.Provider,
        ["base_uri"] = intent.BaseUri.AbsoluteUri,
        ["is_billed"] = intent.IsBilled ? 1 : 0,
        ["label"] = intent.Label,
        ["fingerprint"] = intent.Fingerprint,
        ["claim"] = intent.ClaimKey,
        ["restart_of"] = intent.RestartOf?.ToString("N"),
        ["connection"] = intent.Connection,
        ["details"] = intent.Details is { } details ? JsonSerializer.Serialize(details, LedgerJson.Default.RequestDetails) : null,
        ["model"] = intent.Model,
        ["prompt"] = intent.Prompt,
        ["duration"] = intent.Duration,
        ["created"] = SqlParameters.ToStoredValue(intent.CreatedAt),
        ["request"] = intent.Request?.Body,
        ["input_row"] = intent.Request?.Row,
    };

    private static void AddAccount(SqlParameters parameters, AccountKey account)
    {
        parameters["provider"] = account.Provider;
        parameters["base_uri"] = account.BaseUri.AbsoluteUri;
        parameters["key_tag"] = account.KeyDigest;
    }

    private static void AddTask(SqlParameters parameters, VideoTask task)
    {
        parameters["task_id"] = task.Id;
        parameters["status"] = SqlScripts.ToStoredStatus(task.Status);
        parameters["raw_status"] = task.RawStatus;
        parameters["task_created"] = SqlParameters.ToStoredValue(task.CreatedAt);
        parameters["finished"] = SqlParameters.ToStoredValue(task.FinishedAt);
        parameters["expires"] = SqlParameters.ToStoredValue(task.ExpiresAt);
        parameters["usage"] = task.Usage is { } usage ? JsonSerializer.Serialize(usage, LedgerJson.Default.Usage) : null;
        parameters.TryAdd("model", task.Model);
        parameters.TryAdd("prompt", task.Prompt);
        parameters.TryAdd("duration", task.Duration);
        AddError(parameters, "task_error", task.Error);
    }

    private static void AddError(SqlParameters parameters, string name, VideoError? error)
    {
        parameters[$"{name}_kind"] = error is null ? null : SqlScripts.ToStoredValue(error.Kind);
        parameters[$"{name}_code"] = error?.Code;
        parameters[name] = error?.Message;
    }

    /// <summary>Adds a list of values as parameters.</summary>
    /// <returns>The operands of IN: the parameter names, or an empty text, which matches nothing, for an empty list.</returns>
    private static string AddList(SqlParameters parameters, string name, IEnumerable<string> values)
    {
        var names = new List<string>();
        foreach (var value in values)
        {
            var key = string.Create(CultureInfo.InvariantCulture, $"{name}{names.Count}");
            parameters[key] = value;
            names.Add("@" + key);
        }

        return names.Count == 0 ? "''" : string.Join(", ", names);
    }

    private Guid ParseId(string text) => Guid.TryParse(text, out var id) ? id : throw new VideoException(VideoErrorKind.LedgerUnavailable, $"{Location} is not a WanVideo ledger: its id is invalid. Restore it from a backup.");

    private static string FormatMilliseconds(TimeSpan duration) => SqlParameters.ToStoredValue(duration).ToString(CultureInfo.InvariantCulture);

    private static async Task<ClaimOutcome> ReadClaimAsync(DbDataReader reader, CancellationToken cancellationToken)
    {
        await RequireVersionAsync(reader, cancellationToken);
        ClaimedAttempt? attempt = reader.IsDBNull(1)
            ? null
            : new(Guid.Parse(reader.GetString(1)), (int)reader.GetInt64(2), Enum.Parse<AttemptState>(reader.GetString(3), ignoreCase: true), TimeSpan.FromMilliseconds(reader.GetInt64(4)), reader.GetString(5));

        await reader.NextResultAsync(cancellationToken);
        var other = await reader.ReadAsync(cancellationToken) ? RecordReader.Read(reader, 0) : null;

        if (!await reader.NextResultAsync(cancellationToken))
        {
            return new(attempt, TimeSpan.Zero, null, null, null, other);
        }

        await reader.ReadAsync(cancellationToken);
        var rateLimitDelay = TimeSpan.FromMilliseconds(Math.Max(reader.GetInt64(0), reader.GetInt64(1)));
        var reason = reader.GetInt64(1) > 0 && !reader.IsDBNull(2) ? reader.GetString(2) : null;

        await reader.NextResultAsync(cancellationToken);
        if (!await reader.ReadAsync(cancellationToken))
        {
            return new(attempt, rateLimitDelay, reason, null, null, other);
        }

        TimeSpan? leaseLeft = reader.IsDBNull(0) ? null : TimeSpan.FromMilliseconds(reader.GetInt64(0));
        return new(attempt, rateLimitDelay, reason, leaseLeft, RecordReader.Read(reader, 1), other);
    }

    private static async Task<SettlementResult?> ReadSettlementAsync(DbDataReader reader, bool isAccept, CancellationToken cancellationToken)
    {
        Guid? holder = null;
        if (isAccept)
        {
            holder = await reader.ReadAsync(cancellationToken) && !reader.IsDBNull(0) ? Guid.Parse(reader.GetString(0)) : null;
            await reader.NextResultAsync(cancellationToken);
        }

        await RequireVersionAsync(reader, cancellationToken);
        return reader.IsDBNull(1) ? null : new(Enum.Parse<IntentState>(reader.GetString(1), ignoreCase: true), holder);
    }

    private static async Task<IReadOnlyList<LedgerRecord>> ReadRecordsAsync(DbDataReader reader, CancellationToken cancellationToken)
    {
        var records = new List<LedgerRecord>();
        while (await reader.ReadAsync(cancellationToken))
        {
            records.Add(RecordReader.Read(reader, 0));
        }

        return records;
    }

    private static async Task<bool> RequireVersionAsync(DbDataReader reader, CancellationToken cancellationToken)
    {
        await reader.ReadAsync(cancellationToken);
        var version = reader.GetInt64(0);
        return version == SqlScripts.SchemaVersion
            ? true
            : throw new VideoException(
                VideoErrorKind.LedgerUnavailable,
                string.Create(CultureInfo.InvariantCulture, $"The ledger has schema version {version}; this version of WanVideo uses {SqlScripts.SchemaVersion}. Update the module: Update-PSResource WanVideo."));
    }

    // Lists all tasks, intents that are not accepted and have no task, and intents that share the task of another intent. A query by intent states also lists the tasks of these intents.
    private Task<List<(LedgerRecord Record, Position Position)>> ReadPageAsync(LedgerQuery query, Position? after, int size, CancellationToken cancellationToken)
    {
        var parameters = new SqlParameters();
        var statuses = query.Statuses.Where(VideoStatus.IsAccepted).ToArray();
        var states = Enum.GetValues<IntentState>().Where(state => state is not IntentState.Accepted && query.Statuses.Contains(LedgerRecord.GetStatus(state))).ToArray();
        var selects = new List<string>();
        var includesTasks = query.Statuses is [] || statuses is not [];
        var statusFilter = statuses is [] ? "" : $"t.status IN ({SqlScripts.FormatStatuses(statuses)})";
        var unsavedFilter = query.IsUnsaved ? $"t.file IS NULL AND t.status NOT IN ({StatusesWithoutVideo})" : "";
        if (includesTasks)
        {
            AddSelect(
                "t",
                "t.provider || ' ' || t.base_uri",
                "task t LEFT JOIN intent i ON i.id = t.intent",
                statusFilter,
                states is [] ? "" : $"(i.state IS NULL OR i.state NOT IN ({SqlScripts.FormatList(states)}))",
                unsavedFilter);
        }

        if (!query.IsUnsaved && (query.Statuses is [] || states is not []))
        {
            AddSelect(
                "i",
                "COALESCE(t.id, '')",
                "intent i LEFT JOIN task t ON t.intent = i.id",
                "i.state <> 'accepted'",
                states is [] ? "t.id IS NULL" : $"i.state IN ({SqlScripts.FormatList(states)})");
        }

        if (includesTasks)
        {
            AddSelect(
                "i",
                "s.shared_task",
                SharedTasks,
                "s.shared_task IS NOT NULL",
                statusFilter,
                unsavedFilter);
        }

        if (selects is [])
        {
            return Task.FromResult(new List<(LedgerRecord, Position)>());
        }

        var sql = selects is [var single]
            ? single
            : string.Create(CultureInfo.InvariantCulture, $"{string.Join(" UNION ALL ", selects.Select((select, index) => $"SELECT * FROM ({select}) s{index}"))} ORDER BY 1 DESC, 2 DESC, 3 DESC LIMIT {size}");
        return ReadAsync(
            scripts.Replace(sql),
            parameters,
            async (reader, token) =>
            {
                var page = new List<(LedgerRecord, Position)>();
                while (await reader.ReadAsync(token))
                {
                    page.Add((RecordReader.Read(reader, 3), new(reader.GetInt64(0), reader.GetString(1), reader.GetString(2))));
                }

                return page;
            },
            cancellationToken);

        // Newest first. The id and the last column order records of the same millisecond.
        void AddSelect(string table, string lastColumn, string from, params ReadOnlySpan<string> conditions)
        {
            var filters = new List<string>();
            foreach (var condition in conditions)
            {
                if (condition.Length > 0)
                {
                    filters.Add(condition);
                }
            }

            if (after is { } position)
            {
                parameters["after"] = position.CreatedAt;
                parameters["after_key"] = position.Key;
                parameters["after_last"] = position.Last;
                filters.Add($"{table}.created <= @after AND ({table}.created < @after OR {table}.id < @after_key OR ({table}.id = @after_key AND {lastColumn} < @after_last))");
            }

            if (query.Since is { } since)
            {
                parameters["since"] = SqlParameters.ToStoredValue(since);
                filters.Add($"{table}.created >= @since");
            }

            if (query.Before is { } before)
            {
                parameters["before"] = SqlParameters.ToStoredValue(before);
                filters.Add($"{table}.created < @before");
            }

            if (query.Provider is { } provider)
            {
                parameters["provider"] = provider;
                filters.Add($"{table}.provider = @provider");
            }

            if (query.Labels is not [])
            {
                filters.Add($"i.label IN ({AddList(parameters, "label", query.Labels)})");
            }

            var where = filters is [] ? "" : $" WHERE {string.Join(" AND ", filters)}";
            selects.Add(string.Create(
                CultureInfo.InvariantCulture,
                $"SELECT {table}.created AS created_key, {table}.id AS id_key, {lastColumn} AS last_key, {{record}} FROM {from}{where} ORDER BY {table}.created DESC, {table}.id DESC, {lastColumn} DESC LIMIT {size}"));
        }
    }

    private async Task<T> WriteAsync<T>(string sql, SqlParameters parameters, Func<DbDataReader, CancellationToken, Task<T>> read, CancellationToken cancellationToken)
    {
        long? uncertainSince = null;
        while (true)
        {
            try
            {
                return await engine.WriteAsync(sql, parameters, ReadAfterGuardsAsync, cancellationToken);
            }
            catch (CommitUncertainException exception)
            {
                // An uncertain commit is not canceled: its outcome has to be determined.
                cancellationToken = CancellationToken.None;

                // The repeated transaction waits for the uncertain one, and finds its records if it was committed.
                uncertainSince ??= time.GetTimestamp();
                if (time.GetElapsedTime(uncertainSince.Value) > CommitCheckTimeout)
                {
                    throw new VideoException(VideoErrorKind.LedgerUnavailable, $"The connection to the ledger {Location} was lost during a commit, and the ledger could not be reached again: {exception.Message}", exception);
                }
            }
            catch (VideoException exception) when (exception.Error.Kind is VideoErrorKind.LedgerUnavailable && uncertainSince is { } since && time.GetElapsedTime(since) < CommitCheckTimeout)
            {
                // The server may be restarting.
            }

            await Task.Delay(CommitCheckInterval, time, cancellationToken);
        }

        // Skips the result sets of statements that only lock or check.
        async Task<T> ReadAfterGuardsAsync(DbDataReader reader, CancellationToken token)
        {
            while (reader.FieldCount > 0 && reader.GetName(0) == "guard")
            {
                await reader.NextResultAsync(token);
            }

            return await read(reader, token);
        }
    }

    private Task<T> ReadAsync<T>(string sql, SqlParameters parameters, Func<DbDataReader, CancellationToken, Task<T>> read, CancellationToken cancellationToken) =>
        engine.ReadAsync(sql, parameters, read, cancellationToken);

    private static VideoException CreateConflictException(Guid intentId) => new(
        VideoErrorKind.Conflict,
        $"The record {intentId:N} was changed by another process or person. Get its current state with Get-WanVideoTask {intentId:N}.");

    private readonly record struct Position(long CreatedAt, string Key, string Last);

    private readonly record struct ClaimedAttempt(Guid IntentId, int Number, AttemptState State, TimeSpan LeaseLeft, string Owner);

    private sealed record ClaimOutcome(ClaimedAttempt? Attempt, TimeSpan RateLimitDelay, string? PauseReason, TimeSpan? LeaseLeft, LedgerRecord? Record, LedgerRecord? OtherRequest);
}
