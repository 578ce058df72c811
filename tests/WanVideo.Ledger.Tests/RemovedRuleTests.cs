using System.Data.Common;
using System.Globalization;
using System.Text.RegularExpressions;
using Microsoft.Data.Sqlite;
using WanVideo.Ledger;
using WanVideo.Ledger.Sqlite;
using static WanVideo.Tests.Ledger.LedgerData;

namespace WanVideo.Tests.Ledger;

/// <summary>Mutation tests of the SQL: the scenario of each rule succeeds, and fails if the rule is removed from the scripts or the schema.</summary>
public sealed class RemovedRuleTests : IDisposable
{
    private static readonly Dictionary<string, Rule> AllRules = new(StringComparer.Ordinal)
    {
        ["intent.claim UNIQUE"] = Schema("claim TEXT UNIQUE", "claim TEXT", async test =>
        {
            await test.GrantAsync("a");
            await test.ClaimAsync("a", "owner-2");
            Assert.Equal(1, await test.CountAsync("SELECT count(*) FROM intent"));
        }),
        ["attempt.nonce UNIQUE"] = Schema("nonce TEXT NOT NULL UNIQUE", "nonce TEXT NOT NULL", async test =>
        {
            var restored = new SendPermit(CreateIntent("a"), 1, Guid.NewGuid(), "owner-1", TimeSpan.FromMinutes(1), TimeProvider.System);
            await test.SettleAsync(restored, AttemptEvent.Accept, "T1");
            await test.SettleAsync(restored, AttemptEvent.Accept, "T1");
            Assert.Equal(1, await test.CountAsync("SELECT count(*) FROM attempt"));
        }),
        ["attempt_one_outstanding"] = Schema("CREATE UNIQUE INDEX attempt_one_outstanding ON attempt (intent) WHERE state = 'sending';", "", async test =>
        {
            await test.GrantAsync("a");
            await test.AssertRejectedAsync("INSERT INTO attempt (intent, n, state, nonce, owner, permitted, lease_until) SELECT id, 2, 'sending', 'x', 'o', 0, 0 FROM intent");
        }),
        ["attempt PRIMARY KEY"] = Schema(",\n    PRIMARY KEY (intent, n)", "", async test =>
        {
            await test.GrantAsync("a");
            await test.AssertRejectedAsync("INSERT INTO attempt (intent, n, state, nonce, owner, permitted, lease_until) SELECT id, 1, 'refused', 'x', 'o', 0, 0 FROM intent");
        }),
        ["task PRIMARY KEY"] = Schema("    PRIMARY KEY (id, provider, base_uri),\n", "", async test =>
        {
            var (a, b) = (await test.GrantAsync("a"), await test.GrantAsync("b"));
            await test.SettleAsync(a, AttemptEvent.Accept, "T1");
            Assert.Equal(a.Intent.Id, (await test.SettleAsync(b, AttemptEvent.Accept, "T1")).ConflictingIntentId);
            Assert.Equal(1, await test.CountAsync("SELECT count(*) FROM task"));
        }),
        ["task CHECK: an intent and an attempt, or neither"] = Schema("    CHECK ((intent IS NULL) = (n IS NULL)),\n", "", test =>
            test.AssertRejectedAsync("INSERT INTO task (provider, base_uri, id, n, is_billed, status, created, updated) VALUES ('P', 'b', 'T', 1, 1, 'pending', 0, 0)")),
        ["task CHECK: a file has its digest"] = Schema(",\n    CHECK ((file IS NULL) = (file_sha256 IS NULL))", "", test =>
            test.AssertRejectedAsync("INSERT INTO task (provider, base_uri, id, file, is_billed, status, created, updated) VALUES ('P', 'b', 'T', 'f', 1, 'pending', 0, 0)")),
        ["task.status CHECK"] = Schema($" CHECK (status IN ({SqlScripts.FormatStatuses(VideoStatus.All)}))", "", test =>
            test.AssertRejectedAsync("INSERT INTO task (provider, base_uri, id, is_billed, status, created, updated) VALUES ('P', 'b', 'T', 1, 'Pending', 0, 0)")),
        ["attempt.state CHECK"] = Schema($" CHECK (state IN ({SqlScripts.FormatList(Enum.GetValues<AttemptState>())}))", "", async test =>
        {
            await test.GrantAsync("a");
            await test.AssertRejectedAsync("UPDATE attempt SET state = 'Sending'");
        }),
        ["intent.state CHECK"] = Schema($" CHECK (state IN ({SqlScripts.FormatList(Enum.GetValues<IntentState>())}))", "", async test =>
        {
            await test.GrantAsync("a");
            await test.AssertRejectedAsync("UPDATE intent SET state = 'released'");
        }),
        ["ON DELETE CASCADE"] = Schema(" ON DELETE CASCADE", "", async test =>
        {
            await test.SettleAsync(await test.GrantAsync("a"), AttemptEvent.Refuse);
            Assert.Equal(1, await test.Ledger.RemoveAsync(null, null, default));
            Assert.Equal(0, await test.CountAsync("SELECT count(*) FROM attempt"));
        }),
        ["Schema version of a write"] = Script([(@"\(SELECT version FROM ledger\) = 1", "1 = 1"), (@"SELECT l\.version", "SELECT 1")], async test =>
        {
            await test.ExecuteAsync("UPDATE ledger SET version = 2");
            var newer = await Assert.ThrowsAsync<VideoException>(() => test.ClaimAsync("a"));
            Assert.Contains("Update the module", newer.Message, StringComparison.Ordinal);
            Assert.Equal(0, await test.CountDirectlyAsync("SELECT count(*) FROM intent"));
        }),
        ["Sendable states"] = Script(@"i\.state IN \('ready', 'refused', 'abandoned'\)", "i.state IN ('ready', 'refused', 'abandoned', 'unresolved')", async test =>
        {
            await test.SettleAsync(await test.GrantAsync("a"), AttemptEvent.LoseResponse);
            Assert.IsType<ClaimResult.Held>(await test.ClaimAsync("a"));
        }),
        ["Lease of a ready intent"] = Script(@" AND \(i\.state <> 'ready' OR i\.owner = @owner[^)]*\)", "", async test =>
        {
            await test.SettleAsync(await test.GrantAsync("a"), AttemptEvent.Release);
            Assert.IsType<ClaimResult.Held>(await test.ClaimAsync("a", "owner-2"));
            Assert.IsType<ClaimResult.Granted>(await test.ClaimAsync("a"));
        }),
        ["Rate limit of the account"] = Script(@" AND a\.next_at <= @now AND a\.paused_until <= @now", "", async test =>
        {
            await test.SettleAsync(await test.GrantAsync("a"), AttemptEvent.Release, pause: TimeSpan.FromMinutes(1));
            Assert.IsType<ClaimResult.RateLimited>(await test.ClaimAsync("b"));
        }),
        ["Rate limit of the account in a claim of a new request"] = Script(@"a\.interval_ms = 0 AND a\.next_at <= @now AND a\.paused_until <= @now", "1 = 1", async test =>
        {
            await test.SettleAsync(await test.GrantAsync("a"), AttemptEvent.Release, pause: TimeSpan.FromMinutes(1));
            Assert.IsType<ClaimResult.RateLimited>(await test.ClaimAsync("b"));
        }),
        ["Interval between new requests of the account"] = Script(@"a\.interval_ms = 0 AND", "", async test =>
        {
            await test.GrantAsync("a");
            await test.ExecuteAsync("UPDATE account SET interval_ms = 60000");
            await test.GrantAsync("b");
            Assert.IsType<ClaimResult.RateLimited>(await test.ClaimAsync("c"));
        }),
        ["A request whose label's key was removed is not new"] = Script(@"AND NOT EXISTS \(SELECT 1 FROM intent p WHERE p\.label = @label[^)]*\)", "", async test =>
        {
            await test.SettleAsync(await test.GrantAsync("a"), AttemptEvent.Accept, "T1");
            await test.ExecuteAsync("UPDATE intent SET claim = NULL");
            Assert.IsType<ClaimResult.Held>(await test.ClaimAsync("a"));
        }),
        ["A new request has no attempt"] = Script(@"i\.state = 'sending' AND NOT EXISTS \(SELECT 1 FROM attempt a WHERE a\.intent = i\.id\)", "1 = 1", async test =>
        {
            var restored = new SendPermit(CreateIntent("a"), 2, Guid.NewGuid(), "owner-1", TimeSpan.FromMinutes(1), TimeProvider.System);
            await test.SettleAsync(restored, AttemptEvent.Accept, "T1");
            Assert.IsType<ClaimResult.Held>(await test.Ledger.ClaimAsync(CreateClaim(restored.Intent) with { AllowDuplicate = true }, default));
        }),
        ["The maximum of a pause"] = Script(@"UPDATE account SET next_at = 0, paused_until = 0", "UPDATE account SET reason = NULL", async test =>
        {
            await test.SettleAsync(await test.GrantAsync("a"), AttemptEvent.Release, pause: AttemptSettlement.MaxPause);
            Assert.IsType<ClaimResult.RateLimited>(await test.ClaimAsync("b"));
            await test.ExecuteAsync("UPDATE account SET paused_until = paused_until + 24 * 3600000");
            var permit = await test.GrantAsync("b");

            // A new pause applies.
            await test.SettleAsync(permit, AttemptEvent.Release, pause: TimeSpan.FromMinutes(1));
            Assert.IsType<ClaimResult.RateLimited>(await test.ClaimAsync("d"));
        }),
        ["The maximum of the time until the next request"] = Script(@"next_at > @now \+ \d+ OR ", "", async test =>
        {
            await test.GrantAsync("a");
            await test.ExecuteAsync("UPDATE account SET next_at = (SELECT permitted FROM attempt) + 24 * 3600000");
            await test.GrantAsync("b");
        }),
        ["Only the owner releases a reservation"] = Script(@"state = 'ready' AND owner = @owner;\n\nSELECT", "state = 'ready';\n\nSELECT", async test =>
        {
            var permit = await test.GrantAsync("a");
            await test.SettleAsync(permit, AttemptEvent.Release);
            await test.Ledger.ReleaseAsync(CreateClaim(permit.Intent, "owner-2"), default);
            Assert.IsType<ClaimResult.Held>(await test.ClaimAsync("a", "owner-2"));
            await test.Ledger.ReleaseAsync(CreateClaim(permit.Intent), default);
            Assert.IsType<ClaimResult.Granted>(await test.ClaimAsync("a", "owner-2"));
        }),
        ["End of a lease in a claim"] = Script("UPDATE attempt SET state = 'unresolved', settled", "UPDATE attempt SET state = 'released', settled", async test =>
        {
            await test.GrantAsync("a");
            await test.ExecuteAsync("UPDATE attempt SET lease_until = 0; UPDATE intent SET lease_until = 0");
            Assert.Equal(IntentState.Unresolved, Assert.IsType<ClaimResult.Held>(await test.ClaimAsync("a", "owner-2")).Record.State);
        }),
        ["Version of a decision to send again"] = Script(@" AND i\.version = @version", "", async test =>
        {
            var permit = await test.GrantAsync("a");
            await test.SettleAsync(permit, AttemptEvent.LoseResponse);
            var stale = await test.CreateDecisionAsync(permit, DecisionKind.SendAgain) with { Version = 0 };
            Assert.Equal(VideoErrorKind.Conflict, (await Assert.ThrowsAsync<VideoException>(() => test.ClaimAsync("a", decision: stale))).Error.Kind);
        }),
        ["Version of a decision"] = Script(@"i\.version = @version AND i\.state", "i.state", async test =>
        {
            var permit = await test.GrantAsync("a");
            await test.SettleAsync(permit, AttemptEvent.LoseResponse);
            var stale = await test.CreateDecisionAsync(permit, DecisionKind.NotCreated) with { Version = 0 };
            Assert.Equal(VideoErrorKind.Conflict, (await Assert.ThrowsAsync<VideoException>(() => test.Ledger.DecideAsync(stale, default))).Error.Kind);
        }),
        ["A decision to send again permits one request"] = Script(@"AND a\.n > d\.n AND a\.state <> 'released'", "AND 1 = 0", async test =>
        {
            var permit = await test.GrantAsync("a");
            await test.SettleAsync(permit, AttemptEvent.LoseResponse);
            var decision = await test.CreateDecisionAsync(permit, DecisionKind.SendAgain);
            var again = Assert.IsType<ClaimResult.Granted>(await test.ClaimAsync("a", decision: decision)).Permit;
            await test.SettleAsync(again, AttemptEvent.Release);
            again = Assert.IsType<ClaimResult.Granted>(await test.ClaimAsync("a", decision: decision)).Permit;
            await test.SettleAsync(again, AttemptEvent.LoseResponse);
            await Assert.ThrowsAsync<VideoException>(() => test.ClaimAsync("a", decision: decision));
        }),
        ["An earlier attempt in doubt"] = Script(@"\(SELECT a\.state FROM attempt a WHERE a\.intent = intent\.id AND a\.state IN \('accepted', 'unresolved'\) ORDER BY a\.n DESC LIMIT 1\), ", "", async test =>
        {
            var permit = await test.GrantAsync("a");
            await test.SettleAsync(permit, AttemptEvent.LoseResponse);
            var again = Assert.IsType<ClaimResult.Granted>(await test.ClaimAsync("a", decision: await test.CreateDecisionAsync(permit, DecisionKind.SendAgain))).Permit;
            await test.SettleAsync(again, AttemptEvent.Refuse);
            Assert.IsType<ClaimResult.Held>(await test.ClaimAsync("a"));
        }),
        ["Sources of a settlement"] = Script(@"WHERE attempt\.state IN \([^)]*\)", "WHERE 1 = 1", async test =>
        {
            var permit = await test.GrantAsync("a");
            await test.SettleAsync(permit, AttemptEvent.Accept, "T1");
            Assert.Equal(IntentState.Accepted, (await test.SettleAsync(permit, AttemptEvent.LoseResponse)).State);
        }),
        ["Displacement of an adoption"] = Script(@"UPDATE attempt SET state = 'unresolved'\nWHERE state IN \('accepted'\)", "UPDATE attempt SET state = 'unresolved'\nWHERE 1 = 0", async test =>
        {
            var (a, b) = await test.AdoptAsync("T7");
            await test.SettleAsync(b, AttemptEvent.Accept, "T7");
            Assert.Equal(IntentState.Unresolved, (await test.FindAsync(a)).State);
        }),
        ["An adopter with a task of its own stays accepted"] = Script(@"AND NOT EXISTS \(SELECT 1 FROM task t WHERE t\.intent = attempt\.intent AND t\.n = attempt\.n AND t\.is_adopted = 0\)", "", async test =>
        {
            var (a, b) = await test.AdoptAsync("T7");
            await test.SettleAsync(a, AttemptEvent.Accept, "T8");
            await test.SettleAsync(b, AttemptEvent.Accept, "T7");
            Assert.Equal(IntentState.Accepted, (await test.FindAsync(a)).State);
        }),
        ["A decision recorded again after a displacement"] = Script(@"d\.id = @decision AND i\.version = @version", "d.id = @decision", async test =>
        {
            var (a, b) = await test.AdoptAsync("T7");
            await test.SettleAsync(b, AttemptEvent.Accept, "T7");
            await test.Ledger.DecideAsync(test.LastDecision!, default);
            Assert.Equal(0, await test.CountAsync($"SELECT count(*) FROM attempt WHERE intent = '{a.Intent.Id:N}' AND state = 'accepted'"));
        }),
        ["A task of another intent is not adopted"] = Script(@"AND t\.intent <> i\.id\)", "AND 1 = 0)", async test =>
        {
            var (a, b) = (await test.GrantAsync("a"), await test.GrantAsync("b"));
            await test.SettleAsync(a, AttemptEvent.LoseResponse);
            await test.SettleAsync(b, AttemptEvent.Accept, "T7");
            var decision = await test.CreateDecisionAsync(a, DecisionKind.Adopt) with { Task = CreateTask("T7") };
            await Assert.ThrowsAsync<VideoException>(() => test.Ledger.DecideAsync(decision, default));
            Assert.Equal(IntentState.Unresolved, (await test.FindAsync(a)).State);
        }),
        ["A settlement takes no claim from another intent"] = Script(@"CASE WHEN EXISTS \(SELECT 1 FROM intent WHERE claim = @claim\) THEN NULL ELSE @claim END", "@claim", async test =>
        {
            var restored = new SendPermit(CreateIntent("a"), 1, Guid.NewGuid(), "owner-1", TimeSpan.FromMinutes(1), TimeProvider.System);
            await test.GrantAsync("a");
            Assert.Equal(IntentState.Accepted, (await test.SettleAsync(restored, AttemptEvent.Accept, "T1")).State);
        }),
        ["intent.restart_of UNIQUE"] = Schema("restart_of TEXT UNIQUE", "restart_of TEXT", async test =>
        {
            await test.RestartAsync();
            await test.RestartAsync();
            Assert.Equal(1, await test.CountAsync("SELECT count(*) FROM intent WHERE restart_of IS NOT NULL"));
        }),
        ["Move of the claim key to a restart"] = Script(@"UPDATE intent SET claim = NULL, version = version \+ 1\s+WHERE id = @restart_of", "UPDATE intent SET claim = NULL WHERE 1 = 0", async test =>
        {
            var again = Assert.IsType<ClaimResult.Granted>(await test.RestartAsync()).Permit;
            Assert.Equal(again.Intent.Id, Assert.IsType<ClaimResult.Held>(await test.ClaimAsync("a", "owner-2")).Record.IntentId);
        }),
        ["The claim key of a restarted intent moves once"] = Script(@" OR s\.restart_of = @restart_of", "", async test =>
        {
            await test.RestartAsync();
            await test.ExecuteAsync("UPDATE intent SET claim = NULL WHERE restart_of IS NOT NULL; UPDATE intent SET claim = 'key' WHERE restart_of IS NULL");
            await test.Ledger.ClaimAsync(CreateRestart(test.Restarted!) with { Intent = CreateRestart(test.Restarted!).Intent with { ClaimKey = "key" } }, default);
            Assert.Equal(1, await test.CountAsync("SELECT count(*) FROM intent WHERE claim = 'key'"));
        }),
        ["Only an accepted intent is restarted as a new one"] = Script(@"AND o\.state IN \('accepted'\)", "", async test =>
        {
            var permit = await test.GrantAsync("a");
            await test.SettleAsync(permit, AttemptEvent.LoseResponse);
            await Assert.ThrowsAsync<VideoException>(() => test.Ledger.ClaimAsync(CreateRestart(permit.Intent), default));
        }),
        ["A duplicate takes no claim key from another intent"] = Script(@"@allow_duplicate = 1 AND EXISTS \(SELECT 1 FROM intent WHERE claim = @claim\)", "1 = 0", async test =>
        {
            await test.GrantAsync("a");
            Assert.IsType<ClaimResult.Granted>(await test.Ledger.ClaimAsync(CreateClaim(CreateIntent("a")) with { AllowDuplicate = true }, default));
        }),
        ["A settlement does not restart an intent for the second time"] = Script(@"CASE WHEN EXISTS \(SELECT 1 FROM intent WHERE restart_of = @restart_of\) THEN NULL ELSE @restart_of END", "@restart_of", async test =>
        {
            await test.RestartAsync();
            var restored = new SendPermit(CreateRestart(test.Restarted!).Intent, 1, Guid.NewGuid(), "owner-1", TimeSpan.FromMinutes(1), TimeProvider.System);
            Assert.Equal(IntentState.Accepted, (await test.SettleAsync(restored, AttemptEvent.Accept, "T3")).State);
        }),
        ["The next attempt's number"] = Script(@"max\(a\.n\) FROM attempt a WHERE a\.intent = intent\.id", "count(*) FROM attempt a WHERE a.intent = intent.id", async test =>
        {
            var restored = new SendPermit(CreateIntent("a"), 2, Guid.NewGuid(), "owner-1", TimeSpan.FromMinutes(1), TimeProvider.System);
            await test.SettleAsync(restored, AttemptEvent.Refuse);
            Assert.Equal(3, (await test.GrantAsync("a")).Attempt);
        }),
        ["A terminal status is final"] = Script(@"WHEN task\.status IN \([^)]*\) AND excluded\.status NOT IN \([^)]*\) THEN", "WHEN 1 = 0 THEN", async test =>
        {
            await test.Ledger.RecordTaskAsync(CreateTask("T1", VideoStatus.Succeeded), default);
            await test.Ledger.RecordTaskAsync(CreateTask("T1", VideoStatus.Running), default);
            Assert.Equal(VideoStatus.Succeeded, Assert.Single(await test.Ledger.FindAsync("T1", null, default)).Task!.Status);
        }),
        ["Only settled records are removed"] = Script(@"state NOT IN \('sending', 'unresolved'\)", "1 = 1", async test =>
        {
            await test.SettleAsync(await test.GrantAsync("a"), AttemptEvent.LoseResponse);
            Assert.Equal(0, await test.Ledger.RemoveAsync(null, null, default));
        }),
    };

    private readonly string folder = TestFolder.Create(isFast: true);

    public static TheoryData<string> Rules => [.. AllRules.Keys];

    [Theory]
    [MemberData(nameof(Rules))]
    public async Task With_the_rule_its_scenario_succeeds(string rule)
    {
        await using var test = await OpenAsync(AllRules[rule] with { Replacements = [] });
        await AllRules[rule].Scenario(test);
    }

    [Theory]
    [MemberData(nameof(Rules))]
    public async Task Without_the_rule_its_scenario_fails(string rule)
    {
        await using var test = await OpenAsync(AllRules[rule]);
        await Assert.ThrowsAnyAsync<Exception>(() => AllRules[rule].Scenario(test));
        Assert.True(test.IsRuleFound, "No script contains the text of the rule.");
    }

    public void Dispose() => Directory.Delete(folder, recursive: true);

    private static Rule Schema(string text, string replacement, Func<RuleTest, Task> scenario) => new(IsSchema: true, [(Regex.Escape(text), replacement)], scenario);

    private static Rule Script(string pattern, string replacement, Func<RuleTest, Task> scenario) => Script([(pattern, replacement)], scenario);

    private static Rule Script((string, string)[] replacements, Func<RuleTest, Task> scenario) => new(IsSchema: false, replacements, scenario);

    private async Task<RuleTest> OpenAsync(Rule rule)
    {
        var path = Path.Combine(folder, "ledger.db");
        if (rule.IsSchema)
        {
            var schema = new SqlScripts(new SqlDialect("@now")).Get("schema-001");
            foreach (var (pattern, replacement) in rule.Replacements)
            {
                Assert.Matches(pattern, schema);
                schema = Regex.Replace(schema, pattern, replacement);
            }

            await using var connection = new SqliteConnection($"Data Source={path};Pooling=False");
            await connection.OpenAsync();
            await using var command = connection.CreateCommand();
            command.CommandText = string.Create(CultureInfo.InvariantCulture, $"{schema}; PRAGMA application_id = {SqliteConnections.ApplicationId}; INSERT INTO ledger (one, id, version, created) VALUES (1, '{Guid.NewGuid():N}', 1, 0)");
            await command.ExecuteNonQueryAsync();
        }

        return new RuleTest(new EngineWithoutRule(new SqliteEngine(path, TimeProvider.System, verifySchema: !rule.IsSchema), rule.IsSchema ? [] : rule.Replacements));
    }

    internal sealed record Rule(bool IsSchema, (string Pattern, string Replacement)[] Replacements, Func<RuleTest, Task> Scenario);

    /// <summary>A ledger, and the steps of scenarios.</summary>
    internal sealed class RuleTest(EngineWithoutRule engine) : IAsyncDisposable
    {
        public SqlLedger Ledger { get; } = new(engine, TimeProvider.System);

        public bool IsRuleFound => engine.IsRuleFound;

        public LedgerDecision? LastDecision { get; private set; }

        public Task<ClaimResult> ClaimAsync(string label, string owner = "owner-1", LedgerDecision? decision = null) =>
            Ledger.ClaimAsync(CreateClaim(CreateIntent(label), owner, decision: decision), default);

        public async Task<SendPermit> GrantAsync(string label) => Assert.IsType<ClaimResult.Granted>(await ClaimAsync(label)).Permit;

        public Task<SettlementResult> SettleAsync(SendPermit permit, AttemptEvent attemptEvent, string? task = null, TimeSpan? pause = null) =>
            Ledger.SettleAsync(CreateSettlement(permit, attemptEvent, task, pause), default);

        public async Task<LedgerRecord> FindAsync(SendPermit permit) => (await Ledger.FindAsync(permit.Intent.Id.ToString("N"), null, default))[0];

        public async Task<LedgerDecision> CreateDecisionAsync(SendPermit permit, DecisionKind kind) => new()
        {
            Id = Guid.CreateVersion7(),
            IntentId = permit.Intent.Id,
            Version = (await FindAsync(permit)).Version,
            Kind = kind,
            DecidedBy = "test",
        };

        /// <summary>Intent a, which is unresolved, adopts a task while b is in flight.</summary>
        public async Task<(SendPermit A, SendPermit B)> AdoptAsync(string task)
        {
            var (a, b) = (await GrantAsync("a"), await GrantAsync("b"));
            await SettleAsync(a, AttemptEvent.LoseResponse);
            LastDecision = await CreateDecisionAsync(a, DecisionKind.Adopt) with { Task = CreateTask(task) };
            await Ledger.DecideAsync(LastDecision, default);
            return (a, b);
        }

        /// <summary>The accepted intent that <see cref="RestartAsync"/> restarts.</summary>
        public Intent? Restarted { get; private set; }

        public async Task<ClaimResult> RestartAsync()
        {
            if (Restarted is null)
            {
                var permit = await GrantAsync("a");
                await SettleAsync(permit, AttemptEvent.Accept, "T1");
                Restarted = permit.Intent;
            }

            return await Ledger.ClaimAsync(CreateRestart(Restarted), default);
        }

        public Task ExecuteAsync(string sql) => engine.WriteAsync(sql + "; SELECT 1", [], (_, _) => Task.FromResult(true), default);

        /// <summary>Asserts that the schema rejects a statement.</summary>
        public Task AssertRejectedAsync(string sql) => Assert.ThrowsAsync<VideoException>(() => ExecuteAsync(sql));

        public Task<long> CountAsync(string sql) => engine.ReadAsync(
            sql,
            [],
            async (reader, token) =>
            {
                await reader.ReadAsync(token);
                return reader.GetInt64(0);
            },
            default);

        /// <summary>Counts without the engine, which rejects a newer ledger.</summary>
        public async Task<long> CountDirectlyAsync(string sql)
        {
            await using var connection = new SqliteConnection($"Data Source={engine.Location};Pooling=False");
            await connection.OpenAsync();
            await using var command = connection.CreateCommand();
            command.CommandText = sql;
            return (long)(await command.ExecuteScalarAsync())!;
        }

        public ValueTask DisposeAsync() => engine.DisposeAsync();
    }

    /// <summary>Removes a rule from every script.</summary>
    internal sealed class EngineWithoutRule(ISqlEngine engine, (string Pattern, string Replacement)[] replacements) : ISqlEngine
    {
        public bool IsRuleFound { get; private set; } = replacements.Length == 0;

        public string Location => engine.Location;

        public SqlDialect Dialect => engine.Dialect;

        public Task<T> WriteAsync<T>(string sql, SqlParameters parameters, Func<DbDataReader, CancellationToken, Task<T>> read, CancellationToken cancellationToken)
        {
            foreach (var (pattern, replacement) in replacements)
            {
                IsRuleFound |= Regex.IsMatch(sql, pattern);
                sql = Regex.Replace(sql, pattern, replacement);
            }

            return engine.WriteAsync(sql, parameters, read, cancellationToken);
        }

        public Task<T> ReadAsync<T>(string sql, SqlParameters parameters, Func<DbDataReader, CancellationToken, Task<T>> read, CancellationToken cancellationToken) =>
            engine.ReadAsync(sql, parameters, read, cancellationToken);

        public Task<(string Engine, long SizeBytes)> GetEngineInfoAsync(CancellationToken cancellationToken) => engine.GetEngineInfoAsync(cancellationToken);

        public ValueTask DisposeAsync() => engine.DisposeAsync();
    }
}
