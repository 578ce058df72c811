using System.Globalization;
using WanVideo.Ledger;

namespace WanVideo.Tests.Ledger.Model;

// The caller owns and disposes the engine. Disposing the ledger disposes only the engine.
#pragma warning disable CA1001
/// <summary>Runs the steps of a path of the model on a real ledger, and compares the records after the last step.</summary>
internal sealed class LedgerReplay
{
    private static readonly TimeSpan Lease = TimeSpan.FromHours(1);

    private static readonly TimeSpan Tick = 0.3 * Lease;

    private readonly ISqlEngine engine;
    private readonly ShiftedTime time = new();
    private readonly SqlLedger ledger;
    private readonly Uri gateway;
    private readonly string name;
    private readonly bool isClaimedById;
    private readonly LedgerModel model = new(new());
    private readonly Guid[] ids = [Guid.CreateVersion7(), Guid.CreateVersion7()];
    private readonly List<SentAttempt> attempts = [];
    private Guid? intent;
    private LedgerDecision? repeat;
    private SendPermit? other;

    private LedgerReplay(ISqlEngine engine, int number)
    {
        this.engine = engine;
        ledger = new SqlLedger(engine, time);
        name = number.ToString(CultureInfo.InvariantCulture);

        // On every second path, a recorded intent is claimed by its id, as by Restart-WanVideoTask, and on the others by its claim key.
        isClaimedById = number % 2 == 1;
        gateway = new Uri($"https://gateway-{name}.example/");
    }

    /// <summary>Replays a path.</summary>
    /// <param name="engine">The database. Paths of other numbers may be in it.</param>
    /// <param name="number">A unique number of the path.</param>
    /// <param name="path">The steps.</param>
    public static async Task RunAsync(ISqlEngine engine, int number, IReadOnlyList<ModelAction> path)
    {
        var replay = new LedgerReplay(engine, number);
        var state = new ModelState();
        foreach (var action in path)
        {
            var (after, isGranted, violation) = replay.model.Apply(state, action);
            Assert.Null(violation);
            var isGrantedByLedger = await replay.StepAsync(state, action);
            Assert.True(isGranted == isGrantedByLedger, $"{action} was {(isGrantedByLedger ? "granted" : "not granted")} by the ledger. {string.Join(", ", path)}");
            state = after;
        }

        Assert.True(GetExpected(state) == await replay.GetRecordedAsync(), $"Expected {GetExpected(state)}, recorded {await replay.GetRecordedAsync()}. {string.Join(", ", path)}");
    }

    private static string GetExpected(ModelState state)
    {
        var intentState = state.Attempts.Count == 0 ? "none" : SqlScripts.ToStoredValue(state.GetIntentState(new()));
        var tasks = state.Tasks.Select((task, index) => task is { } row ? $"{index}:{row.Intent}.{row.Number + 1}{(row.IsAdopted ? "a" : "")}" : null).OfType<string>();
        return $"{intentState} [{string.Join(' ', state.Attempts.Select(attempt => SqlScripts.ToStoredValue(attempt.State)))}] [{string.Join(' ', tasks)}]";
    }

    private async Task<string> GetRecordedAsync()
    {
        var parameters = new SqlParameters { ["id"] = intent?.ToString("N") ?? "", ["base_uri"] = gateway.AbsoluteUri };
        var intentState = "none";
        var states = new List<string>();
        var tasks = new List<string>();
        return await engine.ReadAsync(
            "SELECT state FROM intent WHERE id = @id; SELECT state FROM attempt WHERE intent = @id ORDER BY n; "
            + "SELECT id, intent, n, is_adopted FROM task WHERE provider = 'EvoLink' AND base_uri = @base_uri ORDER BY id",
            parameters,
            async (reader, token) =>
            {
                states.Clear();
                tasks.Clear();
                intentState = await reader.ReadAsync(token) ? reader.GetString(0) : "none";
                await reader.NextResultAsync(token);
                while (await reader.ReadAsync(token))
                {
                    states.Add(reader.GetString(0));
                }

                await reader.NextResultAsync(token);
                while (await reader.ReadAsync(token))
                {
                    var isOther = reader.GetString(1) != intent?.ToString("N");
                    tasks.Add(string.Create(CultureInfo.InvariantCulture, $"{reader.GetString(0)[^1]}:{(isOther ? 1 : 0)}.{reader.GetInt64(2)}{(reader.GetInt64(3) == 1 ? "a" : "")}"));
                }

                return $"{intentState} [{string.Join(' ', states)}] [{string.Join(' ', tasks)}]";
            },
            CancellationToken.None);
    }

    private async Task<bool> StepAsync(ModelState before, ModelAction action)
    {
        var argument = action.Argument;
        switch (action.Step)
        {
            case ModelStep.Claim:
                return await ClaimAsync(CreateClaim(argument, decision: null), isAcknowledged: true);
            case ModelStep.ClaimWithLostAcknowledgement:
                return await ClaimAsync(CreateClaim(argument, decision: null), isAcknowledged: false);
            case ModelStep.ClaimAgain:
                attempts[argument].Permit = (await ledger.ClaimAsync(attempts[argument].Claim, CancellationToken.None) as ClaimResult.Granted)?.Permit;
                return attempts[argument].Permit is not null;
            case ModelStep.SendAccepted:
            case ModelStep.SendRefused:
            case ModelStep.SendLimited:
                return attempts[argument].Permit!.TryUse();
            case ModelStep.Respond:
            case ModelStep.ReplayOutbox:
                var attemptEvent = before.Attempts[argument].Gateway switch
                {
                    GatewayOutcome.Accepted => AttemptEvent.Accept,
                    GatewayOutcome.Refused => AttemptEvent.Refuse,
                    _ => AttemptEvent.Release,
                };
                await SettleAsync(argument, attemptEvent, isReplay: action.Step is ModelStep.ReplayOutbox);
                return false;
            case ModelStep.LoseResponse:
                await SettleAsync(argument, AttemptEvent.LoseResponse);
                return false;
            case ModelStep.Abandon:
                await SettleAsync(argument, AttemptEvent.Abandon);
                return false;
            case ModelStep.Tick:
                time.Shift += Tick;
                await ShiftLeasesAsync();
                return false;
            case ModelStep.Sweep:
                await ledger.ExpireAsync([.. Enumerable.Range(0, 2).Where(process => !before.IsAlive[process]).Select(GetOwner)], CancellationToken.None);
                return false;
            case ModelStep.DeclareNotCreated:
                return await DecideAsync(await CreateDecisionAsync(DecisionKind.NotCreated, null));
            case ModelStep.Adopt:
                return await DecideAsync(await CreateDecisionAsync(DecisionKind.Adopt, CreateTask(argument)));
            case ModelStep.SendAgain:
                repeat = await CreateDecisionAsync(DecisionKind.SendAgain, null);
                return await ClaimAsync(CreateClaim(argument, repeat), isAcknowledged: true);
            case ModelStep.RetrySendAgain:
                return await ClaimAsync(CreateClaim(argument, repeat), isAcknowledged: true);
            case ModelStep.OtherSend:
                other = Assert.IsType<ClaimResult.Granted>(await ledger.ClaimAsync(CreateClaim(2, decision: null), CancellationToken.None)).Permit;
                return false;
            case ModelStep.OtherRespond:
                await ledger.SettleAsync(CreateSettlement(other!.Intent, 1, other.Nonce, other.Owner, AttemptEvent.Accept, ModelState.OtherTask), CancellationToken.None);
                return false;
            default:
                // A crash, and a response that is written to the outbox, change nothing in the ledger.
                return false;
        }
    }

    private string GetOwner(int process) => $"process-{name}-{process}";

    private Intent CreateIntent(int process) => LedgerData.CreateIntent($"shot-{(process == 2 ? 2 : 1)}") with
    {
        Id = process == 2 ? Guid.CreateVersion7() : ids[process],
        BaseUri = gateway,
        ClaimKey = Intent.ComputeClaimKey("EvoLink", gateway, process == 2 ? "shot-2" : "shot-1", "f1"),
    };

    private CreateClaim CreateClaim(int process, LedgerDecision? decision)
    {
        var claim = LedgerData.CreateClaim(CreateIntent(process), GetOwner(process), Lease, decision) with { Account = new AccountKey("EvoLink", gateway, "tag") };
        return isClaimedById && process != 2 && intent is { } id ? claim with { Intent = claim.Intent with { Id = id }, AllowDuplicate = true } : claim;
    }

    private VideoTask CreateTask(int number) => LedgerData.CreateTask(string.Create(CultureInfo.InvariantCulture, $"T{name}-{number}")) with { BaseUri = gateway };

    private async Task<bool> ClaimAsync(CreateClaim claim, bool isAcknowledged)
    {
        ClaimResult result;
        try
        {
            result = await ledger.ClaimAsync(claim, CancellationToken.None);
        }
        catch (VideoException exception) when (exception.Error.Kind is VideoErrorKind.Conflict && claim.Decision is not null)
        {
            return false;
        }

        if (result is not ClaimResult.Granted { Permit: var permit })
        {
            return false;
        }

        intent ??= permit.Intent.Id;
        Assert.Equal(attempts.Count + 1, permit.Attempt);
        attempts.Add(new SentAttempt(claim) { Permit = isAcknowledged ? permit : null });
        return true;
    }

    private Task<SettlementResult> SettleAsync(int index, AttemptEvent attemptEvent, bool isReplay = false)
    {
        var claim = attempts[index].Claim;
        var recorded = claim.Intent with { Id = intent!.Value, Request = isReplay ? null : claim.Intent.Request };
        return ledger.SettleAsync(CreateSettlement(recorded, index + 1, claim.Nonce, claim.Owner, attemptEvent, index), CancellationToken.None);
    }

    private AttemptSettlement CreateSettlement(Intent recorded, int attempt, Guid nonce, string owner, AttemptEvent attemptEvent, int task) => new()
    {
        Intent = recorded,
        Attempt = attempt,
        Nonce = nonce,
        Owner = owner,
        Event = attemptEvent,
        Task = attemptEvent is AttemptEvent.Accept ? CreateTask(task) : null,
    };

    private async Task<LedgerDecision> CreateDecisionAsync(DecisionKind kind, VideoTask? task) => new()
    {
        Id = Guid.CreateVersion7(),
        IntentId = intent!.Value,
        Version = (await ledger.FindAsync(intent.Value.ToString("N"), null, CancellationToken.None))[0].Version,
        Kind = kind,
        DecidedBy = "test",
        Task = task,
    };

    private async Task<bool> DecideAsync(LedgerDecision decision)
    {
        try
        {
            await ledger.DecideAsync(decision, CancellationToken.None);
            return true;
        }
        catch (VideoException exception) when (exception.Error.Kind is VideoErrorKind.Conflict)
        {
            return false;
        }
    }

    // PostgreSQL uses the server's clock, which cannot be set, so the leases are moved.
    private Task<bool> ShiftLeasesAsync() => engine.WriteAsync(
        "UPDATE attempt SET lease_until = lease_until - @tick WHERE intent = @id; UPDATE intent SET lease_until = lease_until - @tick WHERE id = @id; SELECT 1",
        new SqlParameters { ["id"] = intent?.ToString("N") ?? "", ["tick"] = (long)Tick.TotalMilliseconds },
        (_, _) => Task.FromResult(true),
        CancellationToken.None);

    private sealed class SentAttempt(CreateClaim claim)
    {
        public CreateClaim Claim { get; } = claim;

        public SendPermit? Permit { get; set; }
    }

    /// <summary>The system clock plus a shift.</summary>
    private sealed class ShiftedTime : TimeProvider
    {
        public TimeSpan Shift { get; set; }

        public override DateTimeOffset GetUtcNow() => System.GetUtcNow() + Shift;

        public override long GetTimestamp() => System.GetTimestamp() + (long)(Shift.TotalSeconds * TimestampFrequency);
    }
}
