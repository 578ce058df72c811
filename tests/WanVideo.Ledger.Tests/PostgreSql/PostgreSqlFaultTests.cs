using System.Collections.Concurrent;
using WanVideo.Ledger;
using WanVideo.Ledger.PostgreSql;
using static WanVideo.Tests.Ledger.LedgerData;

namespace WanVideo.Tests.Ledger.PostgreSql;

/// <summary>Failures of the connection and of the server: every request that was sent has a durable permit, and none is sent twice.</summary>
[Collection("PostgreSQL")]
public sealed class PostgreSqlFaultTests(PostgreSqlFixture fixture) : IAsyncLifetime
{
    private PostgreSqlServer server = null!;
    private string database = "";

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    private static bool IsLong => Environment.GetEnvironmentVariable("WANVIDEO_TEST_LONG") == "1";

    [Fact]
    public async Task Ten_processes_create_the_schema_once()
    {
        var ids = await Task.WhenAll(Enumerable.Range(0, 10).Select(async number =>
        {
            await using var ledger = Open();
            Assert.IsType<ClaimResult.Granted>(await ledger.ClaimAsync(CreateClaim(CreateIntent($"{number}")), Stop));
            return (await ledger.GetInfoAsync(Stop)).LedgerId;
        }));
        Assert.Single(ids.Distinct());
        Assert.Equal(10L, await server.ExecuteAsync(database, "SELECT count(*) FROM wanvideo.intent"));
    }

    [Theory]
    [InlineData(10)]
    [InlineData(200_000)]
    public async Task A_commit_that_fails_permits_nothing(int promptLength)
    {
        await using var ledger = Open();
        await ledger.GetInfoAsync(Stop);
        await FailCommitAsync("RAISE EXCEPTION 'no'");

        // Its rows are longer than the server's send buffer of 8 KiB, so they arrive before the commit fails.
        var intent = CreateIntent() with { Prompt = new string('x', promptLength) };
        var exception = await Assert.ThrowsAsync<VideoException>(() => ledger.ClaimAsync(CreateClaim(intent), Stop));
        Assert.Equal(VideoErrorKind.LedgerUnavailable, exception.Error.Kind);
        Assert.Equal(0L, await server.ExecuteAsync(database, "SELECT count(*) FROM wanvideo.intent"));
    }

    [Fact]
    public async Task A_commit_with_a_warning_permits_nothing()
    {
        await using var ledger = Open();
        await ledger.GetInfoAsync(Stop);
        await FailCommitAsync("RAISE WARNING 'not replicated'");
        var exception = await Assert.ThrowsAsync<VideoException>(() => ledger.ClaimAsync(CreateClaim(CreateIntent()), Stop));
        Assert.Contains("not replicated", exception.Message);
    }

    [Fact]
    public async Task Commits_are_durable_although_the_role_turns_synchronous_commit_off()
    {
        await using var ledger = Open();
        await server.ExecuteAsync("postgres", $"ALTER DATABASE {database} SET synchronous_commit = off");
        await ledger.GetInfoAsync(Stop);
        await FailCommitAsync("RAISE WARNING 'synchronous_commit is %', current_setting('synchronous_commit')");
        var exception = await Assert.ThrowsAsync<VideoException>(() => ledger.ClaimAsync(CreateClaim(CreateIntent()), Stop));
        Assert.Contains("synchronous_commit is on", exception.Message);
    }

    [Fact]
    public async Task A_lost_acknowledgement_of_a_commit_permits_one_request()
    {
        await using var proxy = new PostgreSqlProxy(server.Port);
        var random = new Random(1);
        proxy.NextFault = () =>
        {
            lock (random)
            {
                return random.Next(3) > 0 ? ProxyFault.None : (ProxyFault)random.Next(1, 4);
            }
        };
        var posts = new ConcurrentDictionary<string, string>();
        var errors = new ConcurrentBag<string>();
        var labels = Enumerable.Range(0, IsLong ? 500 : 60).Select(number => $"shot-{number}").ToArray();

        // Two processes per label.
        await Task.WhenAll(Enumerable.Range(0, 2).Select(async process =>
        {
            await using var ledger = Open(server.GetConnectionUri(database, proxy.Port));
            await Parallel.ForEachAsync(labels, new ParallelOptions { MaxDegreeOfParallelism = 4, CancellationToken = Stop }, async (label, _) =>
            {
                var claim = CreateClaim(CreateIntent(label), $"owner-{process}");
                try
                {
                    if (await ledger.ClaimAsync(claim, Stop) is ClaimResult.Granted { Permit: var permit } && permit.TryUse())
                    {
                        Assert.Equal("sending", await server.ExecuteAsync(database, $"SELECT state FROM wanvideo.attempt WHERE nonce = '{permit.Nonce:N}'"));
                        Assert.True(posts.TryAdd(label, $"T{label}"), $"{label} was sent twice.");
                        await ledger.SettleAsync(CreateSettlement(permit, AttemptEvent.Accept, posts[label]), Stop);
                    }
                }
                catch (VideoException exception)
                {
                    errors.Add(exception.Message);
                }
            });
        }));

        Assert.Empty(errors);
        Assert.Equal(labels.Length, posts.Count);
        Assert.Equal((long)posts.Count, await server.ExecuteAsync(database, "SELECT count(*) FROM wanvideo.task JOIN wanvideo.attempt USING (intent, n) WHERE attempt.state = 'accepted'"));
        Assert.Equal(0, proxy.CancelRequests);
    }

    [Fact]
    public async Task A_missing_response_ends_the_call_without_canceling_the_commit()
    {
        Assert.SkipUnless(IsLong, "Takes 30 s. Set WANVIDEO_TEST_LONG=1.");
        await using var proxy = new PostgreSqlProxy(server.Port);
        await using var ledger = Open(server.GetConnectionUri(database, proxy.Port));
        await ledger.GetInfoAsync(Stop);
        proxy.NextFault = () => ProxyFault.Stall;
        var watch = System.Diagnostics.Stopwatch.StartNew();
        var exception = await Assert.ThrowsAsync<VideoException>(() => ledger.ClaimAsync(CreateClaim(CreateIntent()), Stop));
        Assert.Equal(VideoErrorKind.LedgerUnavailable, exception.Error.Kind);
        Assert.InRange(watch.Elapsed, TimeSpan.FromSeconds(9), TimeSpan.FromSeconds(33));
        Assert.Equal(0, proxy.CancelRequests);
    }

    [Fact]
    public async Task A_killed_server_loses_no_create_request_and_permits_none_twice()
    {
        var labels = Enumerable.Range(0, IsLong ? 1000 : 200).Select(number => $"shot-{number}").ToArray();
        var posts = new ConcurrentDictionary<string, string>();
        await using var ledger = Open();
        await ledger.GetInfoAsync(Stop);
        var creates = Parallel.ForEachAsync(labels, new ParallelOptions { MaxDegreeOfParallelism = 32, CancellationToken = Stop }, async (label, _) =>
        {
            var claim = CreateClaim(CreateIntent(label), lease: TimeSpan.FromMinutes(10));
            var result = await RepeatAsync(() => ledger.ClaimAsync(claim, Stop));
            var permit = Assert.IsType<ClaimResult.Granted>(result).Permit;
            Assert.True(permit.TryUse() && posts.TryAdd(label, $"T{label}"), $"{label} was sent twice.");
            await RepeatAsync(() => ledger.SettleAsync(CreateSettlement(permit, AttemptEvent.Accept, posts[label]), Stop));
        });

        while (posts.Count < labels.Length / 3 && !creates.IsCompleted)
        {
            await Task.Delay(5, Stop);
        }

        await server.StopAsync("immediate");
        await server.StartAgainAsync();
        await creates;

        var records = await ledger.ListAsync(new LedgerQuery(), Stop).ToListAsync(Stop);
        Assert.Equal(posts.Values.Order(), records.Select(record => record.Task!.Id).Order());

        static async Task<T> RepeatAsync<T>(Func<Task<T>> action)
        {
            for (var repeat = 0; ; repeat++)
            {
                try
                {
                    return await action();
                }
                catch (VideoException) when (repeat < 300)
                {
                    await Task.Delay(100, Stop);
                }
            }
        }
    }

    [Fact]
    public async Task A_restored_server_records_the_tasks_and_permits_nothing_until_it_is_confirmed()
    {
        await using var proxy = new PostgreSqlProxy(server.Port);
        var ledger = PostgreSqlFixture.Open(server.GetConnectionUri(database, proxy.Port), out var engine);
        await using var closed = ledger;
        await ledger.SettleAsync(CreateSettlement(await GrantAsync(ledger, "earlier"), AttemptEvent.Accept, "T0"), Stop);
        await using var restored = await server.BackUpAsync();
        var permits = await Task.WhenAll(Enumerable.Range(0, 32).Select(number => GrantAsync(ledger, $"shot-{number}")));

        await restored.StartStandbyAsync();
        proxy.Switch(restored.Port);
        var exception = await Assert.ThrowsAsync<VideoException>(() => ClaimThroughAsync(ledger, "new"));
        Assert.Contains("standby", exception.Message);

        await restored.PromoteAsync();
        exception = await Assert.ThrowsAsync<VideoException>(() => ClaimThroughAsync(ledger, "new"));
        Assert.Contains("timeline 00000001, now 00000002", exception.Message);
        Assert.Contains(ledger.Location, exception.Message);

        await SettleAndConfirmAsync(ledger, engine, permits);
    }

    [Fact]
    public async Task A_server_restored_to_a_point_in_time_before_the_permits_records_all_tasks_and_permits_nothing_until_it_is_confirmed()
    {
        // Acceptance test 8.
        await using var original = await PostgreSqlServer.StartAsync(isArchived: true);
        await using var proxy = new PostgreSqlProxy(original.Port);
        var originalDatabase = await original.CreateDatabaseAsync();
        var ledger = PostgreSqlFixture.Open(original.GetConnectionUri(originalDatabase, proxy.Port), out var engine);
        await using var closed = ledger;
        await ledger.GetInfoAsync(Stop);
        await using var restored = await original.BackUpAsync();
        await ledger.SettleAsync(CreateSettlement(await GrantAsync(ledger, "earlier"), AttemptEvent.Accept, "T0"), Stop);
        await original.ExecuteAsync("postgres", "SELECT pg_create_restore_point('before_permits')");
        var permits = await Task.WhenAll(Enumerable.Range(0, 32).Select(number => GrantAsync(ledger, $"shot-{number}")));
        await original.ArchiveLogAsync();
        await original.StopAsync("immediate");

        await restored.StartAtRestorePointAsync(original, "before_permits");
        Assert.Equal(1L, await restored.ExecuteAsync(originalDatabase, "SELECT count(*) FROM wanvideo.intent"));
        proxy.Switch(restored.Port);
        var failure = await Assert.ThrowsAsync<VideoException>(() => ClaimThroughAsync(ledger, "new"));
        Assert.Contains("timeline 00000001, now 00000002", failure.Message);
        await SettleAndConfirmAsync(ledger, engine, permits);
    }

    [Fact]
    public async Task An_unsuitable_server_is_rejected_with_the_reason()
    {
        var connectionUri = server.GetConnectionUri(database);
        await using (var ledger = Open())
        {
            await ledger.GetInfoAsync(Stop);
        }

        await AssertRejectedAsync(connectionUri.Replace(Uri.EscapeDataString(PostgreSqlServer.Password), "wrong", StringComparison.Ordinal), "rejected the password");
        await AssertRejectedAsync(server.GetConnectionUri("missing"), "The database missing of the ledger");
        await AssertRejectedAsync(server.GetConnectionUri(database, 1), "No PostgreSQL server responds");

        await server.ExecuteAsync("postgres", $"ALTER DATABASE {database} SET default_transaction_isolation = 'repeatable read'");
        await AssertRejectedAsync(connectionUri, "default_transaction_isolation to repeatable read");
        await server.ExecuteAsync("postgres", $"ALTER DATABASE {database} RESET default_transaction_isolation");

        await server.ExecuteAsync("postgres", $"ALTER DATABASE {database} SET default_transaction_read_only = on");
        await AssertRejectedAsync(connectionUri, "read-only");
        await server.ExecuteAsync("postgres", $"ALTER DATABASE {database} RESET default_transaction_read_only");

        await server.ExecuteAsync("postgres", "ALTER SYSTEM SET fsync = off");
        await server.ExecuteAsync("postgres", "SELECT pg_reload_conf()");
        await Task.Delay(500, Stop);
        await AssertRejectedAsync(connectionUri, "fsync=off");
        await server.ExecuteAsync("postgres", "ALTER SYSTEM RESET fsync");
        await server.ExecuteAsync("postgres", "SELECT pg_reload_conf()");
        await Task.Delay(500, Stop);

        await server.ExecuteAsync(database, "UPDATE wanvideo.ledger SET version = 9");
        await AssertRejectedAsync(connectionUri, "schema version 9");

        await server.ExecuteAsync(database, "DROP SCHEMA wanvideo CASCADE; CREATE SCHEMA wanvideo; CREATE TABLE wanvideo.other (id int)");
        await AssertRejectedAsync(connectionUri, "is not a WanVideo ledger");
    }

    [Theory]
    [InlineData("PGPASSWORD")]
    [InlineData("PGPASSFILE")]
    public async Task The_password_can_be_in_the_environment(string variable)
    {
        var file = Path.GetTempFileName();
        try
        {
            await File.WriteAllTextAsync(file, $"127.0.0.1:*:*:*:{PostgreSqlServer.Password.Replace(":", "\\:", StringComparison.Ordinal)}\n", Stop);
            Environment.SetEnvironmentVariable(variable, variable == "PGPASSWORD" ? PostgreSqlServer.Password : file);
            await using var ledger = Open(server.GetConnectionUri(database).Replace(":" + Uri.EscapeDataString(PostgreSqlServer.Password), "", StringComparison.Ordinal));
            await ledger.GetInfoAsync(Stop);
        }
        finally
        {
            Environment.SetEnvironmentVariable(variable, null);
            File.Delete(file);
        }
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Statements_are_prepared_only_without_a_pooler(bool isPooler)
    {
        await using var proxy = new PostgreSqlProxy(server.Port) { IsPooler = isPooler };
        var ledger = PostgreSqlFixture.Open(server.GetConnectionUri(database, proxy.Port), out var engine);
        await using var closed = ledger;
        for (var number = 0; number < 10; number++)
        {
            await GrantAsync(ledger, $"shot-{number}");
        }

        Assert.Equal(!isPooler, engine.CanPrepareStatements);
        var prepared = await engine.ReadAsync(
            "SELECT count(*) FROM pg_prepared_statements",
            [],
            async (reader, token) => await reader.ReadAsync(token) ? reader.GetInt64(0) : -1,
            Stop);
        Assert.Equal(!isPooler, prepared > 0);
    }

    [Fact]
    public async Task A_frozen_process_holds_no_lock()
    {
        // Acceptance test 9: a claim is sent in one message, so that its transaction ends although the process is stopped.
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Windows has no SIGSTOP.");
        await using var ledger = Open();
        await ledger.GetInfoAsync(Stop);
        using var worker = (await WorkerProcess.StartAsync(1, "own", server.GetConnectionUri(database), "1000000"))[0];
        worker.Begin();
        for (var round = 0; round < (IsLong ? 200 : 20); round++)
        {
            await Task.Delay(Random.Shared.Next(round == 0 ? 1000 : 50), Stop);
            worker.Freeze();

            // The server may still run a script that it received. A transaction that waited for the stopped process would not end.
            using var limit = CancellationTokenSource.CreateLinkedTokenSource(Stop);
            limit.CancelAfter(TimeSpan.FromSeconds(30));
            while (await server.ExecuteAsync("postgres", $"SELECT count(*) FROM pg_stat_activity WHERE datname = '{database}' AND backend_type = 'client backend' AND xact_start IS NOT NULL") is not 0L)
            {
                await Task.Delay(5, limit.Token);
            }

            await GrantAsync(ledger, $"shot-{round}");
            worker.Continue();
        }

        Assert.NotEqual(0L, await server.ExecuteAsync(database, "SELECT count(*) FROM wanvideo.intent WHERE label LIKE 'process-%'"));
    }

    [Fact]
    public async Task A_lock_held_by_another_connection_ends_the_call()
    {
        await using var ledger = Open();
        await ledger.GetInfoAsync(Stop);
        var holder = server.ExecuteAsync(database, "BEGIN; LOCK TABLE wanvideo.account; SELECT pg_sleep(4); COMMIT");
        await Task.Delay(300, Stop);
        var exception = await Assert.ThrowsAsync<VideoException>(() => ledger.ClaimAsync(CreateClaim(CreateIntent()), Stop));
        Assert.Contains("held a lock", exception.Message);
        await holder;
    }

    public async ValueTask InitializeAsync()
    {
        server = await fixture.GetServerAsync();
        database = await server.CreateDatabaseAsync();
    }

    public async ValueTask DisposeAsync() => await (server?.DropDatabaseAsync(database) ?? Task.CompletedTask);

    private SqlLedger Open(string? connectionUri = null) => PostgreSqlFixture.Open(connectionUri ?? server.GetConnectionUri(database), out _);

    private async Task AssertRejectedAsync(string connectionUri, string reason)
    {
        await using var ledger = Open(connectionUri);
        var exception = await Assert.ThrowsAsync<VideoException>(() => ledger.ClaimAsync(CreateClaim(CreateIntent()), Stop));
        Assert.Equal(VideoErrorKind.LedgerUnavailable, exception.Error.Kind);
        Assert.Contains(reason, exception.Message);
        Assert.DoesNotContain(PostgreSqlServer.Password, exception.ToString());
        Assert.DoesNotContain(Uri.EscapeDataString(PostgreSqlServer.Password), exception.ToString());
    }

    // After a restore, the outcomes of the requests in flight are recorded, and no request is permitted until a person confirms the state of the server.
    private static async Task SettleAndConfirmAsync(SqlLedger ledger, PostgreSqlEngine engine, SendPermit[] permits)
    {
        await Task.WhenAll(permits.Select((permit, number) => ledger.SettleAsync(CreateSettlement(permit, AttemptEvent.Accept, $"T{number + 1}"), Stop)));
        var records = await ledger.ListAsync(new LedgerQuery(), Stop).ToListAsync(Stop);
        Assert.Equal(permits.Length + 1, records.Select(record => record.Task!.Id).Distinct().Count());
        await Assert.ThrowsAsync<VideoException>(() => ledger.ClaimAsync(CreateClaim(CreateIntent("new")), Stop));

        await engine.ConfirmTimelineAsync(Stop);
        await GrantAsync(ledger, "new");
        Assert.IsType<ClaimResult.Held>(await ledger.ClaimAsync(CreateClaim(CreateIntent("shot-1")), Stop));
    }

    // The old connections of the proxy are broken. The first calls may fail.
    private static async Task ClaimThroughAsync(SqlLedger ledger, string label) => await ledger.ClaimAsync(CreateClaim(CreateIntent(label)), Stop);

    private Task<object?> FailCommitAsync(string statement) => server.ExecuteAsync(database, $"""
        CREATE FUNCTION wanvideo.at_commit() RETURNS trigger LANGUAGE plpgsql AS $$BEGIN {statement}; RETURN NULL; END$$;
        CREATE CONSTRAINT TRIGGER at_commit AFTER INSERT ON wanvideo.attempt DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION wanvideo.at_commit();
        """);

    private static async Task<SendPermit> GrantAsync(SqlLedger ledger, string label) =>
        Assert.IsType<ClaimResult.Granted>(await ledger.ClaimAsync(CreateClaim(CreateIntent(label)), Stop)).Permit;
}
