using WanVideo.Ledger;

namespace WanVideo.Tests.Ledger.Model;

/// <summary>The rules that the model follows: those of the core, of which a test removes one.</summary>
internal sealed record ModelRules
{
    /// <summary>Ticks of a third of a lease, rounded down, so that a tick leaves a permit valid and four end a lease.</summary>
    public const int LeaseTicks = 4;

    /// <summary>The age from which a permit is refused: 0.6 of the lease is more than a third.</summary>
    public const int PermitTicks = 2;

    public IReadOnlyList<AttemptTransition> Transitions { get; init; } = AttemptTransitions.All;

    public IReadOnlyList<IntentState> Sendable { get; init; } = AttemptTransitions.Sendable;

    public Func<AttemptState[], IntentState> GetIntentState { get; init; } = static attempts => AttemptTransitions.GetIntentState(attempts);

    /// <summary>A permit is refused once a third of its lease has passed.</summary>
    public bool HasPermitAge { get; init; } = true;

    /// <summary>A repeated claim finds its own attempt only while the lease is young.</summary>
    public bool HasYoungLease { get; init; } = true;

    /// <summary>A permit is used once.</summary>
    public bool HasSingleUse { get; init; } = true;

    /// <summary>A decision to send again permits further attempts only while those it permitted were released.</summary>
    public bool HasSingleRepeat { get; init; } = true;

    /// <summary>A task of another intent is not adopted.</summary>
    public bool HasAdoptionCheck { get; init; } = true;

    /// <summary>A sender's own response takes an adopted task over.</summary>
    public bool HasDisplacement { get; init; } = true;

    public AttemptState? GetNext(AttemptState from, AttemptEvent attemptEvent, LedgerActor by) =>
        Transitions.FirstOrDefault(transition => transition.From == from && transition.Event == attemptEvent && (transition.By & by) != 0)?.To;
}
