using System.Globalization;
using WanVideo.Ledger;
using static WanVideo.Tests.Ledger.LedgerData;

namespace WanVideo.Tests.Ledger;

/// <summary>All sequences of a few commands for one label, compared with a model of the label.</summary>
public abstract partial class LedgerTests
{
    private enum LabelCommand
    {
        New,
        NewDuplicate,
        RestartFirst,
        RestartLast,
    }

    [Fact]
    public async Task A_label_has_the_task_that_its_commands_imply_in_every_order()
    {
        var outcomes = new[] { AttemptEvent.Accept, AttemptEvent.Refuse, AttemptEvent.LoseResponse };
        var steps = Enum.GetValues<LabelCommand>().SelectMany(command => outcomes.Select(outcome => (command, outcome))).ToArray();
        var sequences = new List<(LabelCommand Command, AttemptEvent Outcome)[]> { Array.Empty<(LabelCommand, AttemptEvent)>() };
        for (var length = 0; length < (IsLong ? 4 : 3); length++)
        {
            sequences = [.. sequences.SelectMany(sequence => steps.Select(step => ((LabelCommand, AttemptEvent)[])[.. sequence, step]))];
        }

        await Parallel.ForAsync(0, sequences.Count, new ParallelOptions { MaxDegreeOfParallelism = 8, CancellationToken = Stop }, async (number, _) =>
        {
            var label = new LabelModel(this, number.ToString(CultureInfo.InvariantCulture));
            foreach (var (command, outcome) in sequences[number])
            {
                await label.RunAsync(command, outcome, string.Join(", ", sequences[number]));
            }
        });
    }

    /// <summary>The intents of a label: what the ledger has to contain after each command.</summary>
    private sealed class LabelModel(LedgerTests test, string label)
    {
        private static readonly DateTimeOffset Start = DateTimeOffset.UtcNow;

        private readonly List<ModelIntent> intents = [];
        private int holder = -1;
        private int sentCount;

        public async Task RunAsync(LabelCommand command, AttemptEvent outcome, string sequence)
        {
            var restarted = command switch
            {
                LabelCommand.RestartFirst when intents.Count > 0 => 0,
                LabelCommand.RestartLast when intents.Count > 0 => intents.Count - 1,
                _ => -1,
            };
            if (command is LabelCommand.RestartFirst or LabelCommand.RestartLast && restarted < 0)
            {
                return;
            }

            var target = restarted < 0 ? (command is LabelCommand.New ? FindTarget() : -1)
                : intents[restarted].State is IntentState.Accepted ? intents.FindIndex(intent => intent.RestartOf == restarted)
                : restarted;
            var isNew = target < 0;
            var isDecided = target >= 0 && target == restarted && intents[target].State is IntentState.Unresolved;
            var isSent = isNew || isDecided || AttemptTransitions.SendableStates.Contains(intents[target].State);

            // Nothing is sent for a label that has a task or may have one, unless a person decided it.
            Assert.False(command is LabelCommand.New && isSent && intents.Exists(HasTask));

            var result = await test.Ledger.ClaimAsync(await CreateClaimAsync(command, restarted), Stop);
            Assert.True(isSent == result is ClaimResult.Granted, $"{command} was {(isSent ? "not sent" : "sent")}: {sequence}");
            if (result is ClaimResult.Held held)
            {
                Assert.Equal(intents[target].Intent.Id, held.Record.IntentId);
                return;
            }

            var permit = ((ClaimResult.Granted)result).Permit;
            if (isNew)
            {
                target = intents.Count;
                intents.Add(new ModelIntent(permit.Intent, restarted));
                holder = holder < 0 || holder == restarted ? target : holder;
            }

            Assert.Equal(intents[target].Intent.Id, permit.Intent.Id);
            var settled = await test.Ledger.SettleAsync(CreateSettlement(permit, outcome, outcome is AttemptEvent.Accept ? $"T{label}-{++sentCount}" : null), Stop);
            intents[target].State = settled.State;
        }

        private static bool HasTask(ModelIntent intent) => intent.State is IntentState.Accepted or IntentState.Unresolved;

        // The intent with the claim key, or the newest one that has a task or may have one.
        private int FindTarget() => holder >= 0 && !HasTask(intents[holder]) && intents.FindLastIndex(HasTask) is >= 0 and var other ? other : holder;

        private async Task<CreateClaim> CreateClaimAsync(LabelCommand command, int restarted)
        {
            if (restarted < 0)
            {
                return CreateClaim(CreateIntent(label) with { CreatedAt = Start.AddMilliseconds(intents.Count) }) with { AllowDuplicate = command is LabelCommand.NewDuplicate };
            }

            var record = (await test.Ledger.FindAsync(intents[restarted].Intent.Id.ToString("N"), null, Stop))[0];
            Assert.Equal(intents[restarted].State, record.State);
            var intent = CreateIntent(label) with { Id = record.IntentId!.Value, RestartOf = record.RestartOf };
            var decision = record.State is not IntentState.Unresolved ? null
                : new LedgerDecision { Id = Guid.CreateVersion7(), IntentId = intent.Id, Version = record.Version, Kind = DecisionKind.SendAgain, DecidedBy = "me" };
            return record.State is IntentState.Accepted ? CreateRestart(intent with { CreatedAt = Start.AddMilliseconds(intents.Count) }) : CreateClaim(intent, decision: decision) with { AllowDuplicate = true };
        }
    }

    /// <summary>An intent of a label.</summary>
    private sealed class ModelIntent(Intent intent, int restartOf)
    {
        public Intent Intent { get; } = intent;

        public int RestartOf { get; } = restartOf;

        public IntentState State { get; set; }
    }
}
