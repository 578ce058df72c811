using System.Globalization;
using WanVideo.Ledger;
using WanVideo.Ledger.Sqlite;

namespace WanVideo.Tests.Ledger.Model;

/// <summary>The paths of the model on an engine, and its expression for the state of an intent.</summary>
public abstract class LedgerReplayTests : IAsyncDisposable
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    /// <summary>Whether tests run at their full length.</summary>
    private protected static bool IsLong => Environment.GetEnvironmentVariable("WANVIDEO_TEST_LONG") == "1";

    [Fact]
    public async Task The_ledger_does_what_the_model_does_on_every_path()
    {
        var model = new LedgerModel(new());
        var paths = LedgerExplorer.GetPaths(model, new ModelState(), PathSteps).ToList();
        await ReplayAsync(paths);
        TestContext.Current.TestOutputHelper?.WriteLine($"{paths.Count} paths of {paths[0].Count} steps.");
    }

    [Fact]
    public async Task The_ledger_does_what_the_model_does_on_every_transition()
    {
        var paths = new List<IReadOnlyList<ModelAction>>();
        LedgerExplorer.Explore(new(), TransitionSteps, paths.Add);
        await ReplayAsync(paths);
        TestContext.Current.TestOutputHelper?.WriteLine($"{paths.Count} transitions within {TransitionSteps} steps.");
    }

    [Fact]
    public async Task The_engine_derives_the_state_of_an_intent_as_the_core_does()
    {
        var sequences = new List<AttemptState[]> { Array.Empty<AttemptState>() };
        for (var length = 0; length < 4; length++)
        {
            sequences.AddRange([.. sequences.Where(sequence => sequence.Length == length).SelectMany(sequence => Enum.GetValues<AttemptState>().Select(state => (AttemptState[])[.. sequence, state]))]);
        }

        // Two attempts in flight are impossible: attempt_one_outstanding.
        sequences.RemoveAll(sequence => sequence.Count(state => state is AttemptState.Sending) > 1);
        await using var engine = await OpenEngineAsync("states");
        var scripts = new SqlScripts(engine.Dialect);
        foreach (var (part, first) in sequences.Chunk(100).Select((part, index) => (part, index * 100)))
        {
            var sql = new System.Text.StringBuilder();
            for (var index = 0; index < part.Length; index++)
            {
                var id = string.Create(CultureInfo.InvariantCulture, $"{first + index:D5}");
                sql.Append(CultureInfo.InvariantCulture, $"INSERT INTO intent (id, provider, base_uri, is_billed, fingerprint, created, state) VALUES ('{id}', 'P', 'b', 1, 'f', 0, 'ready');\n");
                for (var n = 0; n < part[index].Length; n++)
                {
                    sql.Append(CultureInfo.InvariantCulture, $"INSERT INTO attempt (intent, n, state, nonce, owner, permitted, lease_until) VALUES ('{id}', {n + 1}, '{SqlScripts.ToStoredValue(part[index][n])}', '{id}-{n}', 'o', 0, 0);\n");
                }
            }

            await engine.WriteAsync(sql.Append("SELECT 1").ToString(), [], (_, _) => Task.FromResult(true), Stop);
        }

        var derived = await engine.ReadAsync(
            scripts.Replace("SELECT {intent_state} FROM intent ORDER BY id"),
            [],
            async (reader, token) =>
            {
                var states = new List<string>();
                while (await reader.ReadAsync(token))
                {
                    states.Add(reader.GetString(0));
                }

                return states;
            },
            Stop);
        Assert.Equal(sequences.Select(sequence => SqlScripts.ToStoredValue(AttemptTransitions.GetIntentState(sequence))), derived);
    }

    /// <summary>The length of every path that is replayed.</summary>
    private protected virtual int PathSteps => IsLong ? 6 : 5;

    /// <summary>The number of steps within which every transition is replayed.</summary>
    private protected virtual int TransitionSteps => IsLong ? 8 : 6;

    public virtual ValueTask DisposeAsync()
    {
        GC.SuppressFinalize(this);
        return default;
    }

    /// <summary>Opens an empty database.</summary>
    /// <param name="name">Its name in this test.</param>
    private protected abstract Task<ISqlEngine> OpenEngineAsync(string name);

    private async Task ReplayAsync(List<IReadOnlyList<ModelAction>> paths)
    {
        // A sweep affects every intent of a ledger, so concurrent paths use separate ledgers.
        const int Parallel = 4;
        await Task.WhenAll(Enumerable.Range(0, Parallel).Select(part => Task.Run(
            async () =>
            {
                await using var engine = await OpenEngineAsync(string.Create(CultureInfo.InvariantCulture, $"part{part}"));
                for (var index = part; index < paths.Count; index += Parallel)
                {
                    Stop.ThrowIfCancellationRequested();
                    await LedgerReplay.RunAsync(engine, index, paths[index]);
                }
            },
            Stop)));
    }
}

public sealed class SqliteLedgerReplayTests : LedgerReplayTests
{
    private readonly string folder = TestFolder.Create(isFast: true);

    public override ValueTask DisposeAsync()
    {
        Directory.Delete(folder, recursive: true);
        return base.DisposeAsync();
    }

    private protected override Task<ISqlEngine> OpenEngineAsync(string name) => Task.FromResult<ISqlEngine>(new SqliteEngine(Path.Combine(folder, $"{name}.db"), TimeProvider.System));
}
