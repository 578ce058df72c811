using WanVideo.Ledger;

namespace WanVideo.Tests.Ledger.Model;

/// <summary>The rules of the model. The default is the rules of the core. A test removes one of them.</summary>
internal sealed record ModelRules
{
    /// <summary>The number of ticks after which a lease has ended. A tick is 0.3 of a lease: after one tick a permit is still valid.</summary>
    public const int LeaseTicks = 4;

    /// <summary>The age from which a permit cannot be used: 0.6 of the lease is more than a third.</summary>
    public const int PermitTicks = 2;

    public IReadOnlyList<AttemptTransition> Transitions { get; init; } = AttemptTransitions.All;

    public IReadOnlyList<IntentState> SendableStates { get; init; } = AttemptTransitions.SendableStates;

    public Func<AttemptState[], IntentState> GetIntentState { get; init; } = static attempts => AttemptTransitions.GetIntentState(attempts);

    /// <summary>A permit cannot be used after a third of its lease.</summary>
    public bool HasPermitAge { get; init; } = true;

    /// <summary>A repeated claim is granted its own attempt in the first third of the lease only.</summary>
    public bool HasYoungLease { get; init; } = true;

    /// <summary>A permit is used once.</summary>
    public bool HasSingleUse { get; init; } = true;

    /// <summary>A decision to send again permits another attempt only if all attempts that it permitted were released.</summary>
    public bool HasSingleRepeat { get; init; } = true;

    /// <summary>A task of another intent is not adopted.</summary>
    public bool HasAdoptionCheck { get; init; } = true;

    /// <summary>A response to the sender takes an adopted task from the intent that adopted it.</summary>
    public bool HasDisplacement { get; init; } = true;

    public AttemptState? GetNextState(AttemptState from, AttemptEvent attemptEvent, LedgerActor actor) =>
        Transitions.FirstOrDefault(transition => transition.From == from && transition.Event == attemptEvent && (transition.Actor & actor) != 0)?.To;
}
