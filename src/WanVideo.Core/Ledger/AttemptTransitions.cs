namespace WanVideo.Ledger;

/// <summary>One allowed state change of an attempt.</summary>
/// <param name="From">The state before.</param>
/// <param name="Event">The event.</param>
/// <param name="Actor">The actors that can cause it.</param>
/// <param name="To">The state after.</param>
public sealed record AttemptTransition(AttemptState From, AttemptEvent Event, LedgerActor Actor, AttemptState To);

/// <summary>
/// All state changes of attempts, and the rules by which an intent's state and its permission to send follow from them. The SQL of both ledger
/// engines takes its states from here.
/// </summary>
public static class AttemptTransitions
{
    /// <summary>The transition table. An event that is not listed for a state leaves the record unchanged.</summary>
    public static IReadOnlyList<AttemptTransition> All { get; } =
    [
        new(AttemptState.Sending, AttemptEvent.Accept, LedgerActor.Owner, AttemptState.Accepted),
        new(AttemptState.Sending, AttemptEvent.Refuse, LedgerActor.Owner, AttemptState.Refused),
        new(AttemptState.Sending, AttemptEvent.Release, LedgerActor.Owner, AttemptState.Released),
        new(AttemptState.Sending, AttemptEvent.LoseResponse, LedgerActor.Owner, AttemptState.Unresolved),
        new(AttemptState.Sending, AttemptEvent.Expire, LedgerActor.AnyProcess, AttemptState.Unresolved),
        new(AttemptState.Sending, AttemptEvent.Abandon, LedgerActor.Owner | LedgerActor.Person, AttemptState.Abandoned),

        // A response to the sender takes precedence over all other evidence, however late it is received.
        new(AttemptState.Unresolved, AttemptEvent.Accept, LedgerActor.Owner, AttemptState.Accepted),
        new(AttemptState.Unresolved, AttemptEvent.Refuse, LedgerActor.Owner, AttemptState.Refused),
        new(AttemptState.Unresolved, AttemptEvent.Release, LedgerActor.Owner, AttemptState.Released),
        new(AttemptState.Unresolved, AttemptEvent.Abandon, LedgerActor.Owner | LedgerActor.Person, AttemptState.Abandoned),
        new(AttemptState.Unresolved, AttemptEvent.Adopt, LedgerActor.AnyProcess | LedgerActor.Person, AttemptState.Accepted),
        new(AttemptState.Unresolved, AttemptEvent.DeclareNotCreated, LedgerActor.Person, AttemptState.Refused),

        // It also takes precedence over a decision and an adoption: a second task of the attempt is recorded in addition to the first.
        new(AttemptState.Refused, AttemptEvent.Accept, LedgerActor.Owner, AttemptState.Accepted),
        new(AttemptState.Abandoned, AttemptEvent.Accept, LedgerActor.Owner, AttemptState.Accepted),
        new(AttemptState.Accepted, AttemptEvent.Accept, LedgerActor.Owner, AttemptState.Accepted),
        new(AttemptState.Accepted, AttemptEvent.Displace, LedgerActor.AnyProcess, AttemptState.Unresolved),
    ];

    /// <summary>The intent states from which a create request with the same claim key is sent without a person's decision.</summary>
    public static IReadOnlyList<IntentState> SendableStates { get; } = [IntentState.Ready, IntentState.Refused, IntentState.Abandoned];

    /// <summary>The intent states in which the request can be sent again by a decision of a person.</summary>
    public static IReadOnlyList<IntentState> RepeatableStates { get; } = [IntentState.Unresolved];

    /// <summary>The intent states in which a restart is a new intent, because the intent has a task.</summary>
    public static IReadOnlyList<IntentState> RestartableStates { get; } = [IntentState.Accepted];

    /// <summary>The state after an event.</summary>
    /// <param name="from">The state before.</param>
    /// <param name="attemptEvent">The event.</param>
    /// <param name="actor">The actor.</param>
    /// <returns>The state after; null if the event is not allowed there.</returns>
    public static AttemptState? GetNextState(AttemptState from, AttemptEvent attemptEvent, LedgerActor actor) =>
        All.FirstOrDefault(transition => transition.From == from && transition.Event == attemptEvent && (transition.Actor & actor) != 0)?.To;

    /// <summary>The states from which an event is allowed.</summary>
    /// <param name="attemptEvent">The event.</param>
    /// <param name="actor">The actor.</param>
    public static IReadOnlyList<AttemptState> GetSourceStates(AttemptEvent attemptEvent, LedgerActor actor) =>
        [.. All.Where(transition => transition.Event == attemptEvent && (transition.Actor & actor) != 0).Select(transition => transition.From)];

    /// <summary>The state that an event leads to, which is the same from every state that allows it.</summary>
    /// <param name="attemptEvent">The event.</param>
    public static AttemptState GetTargetState(AttemptEvent attemptEvent) => All.First(transition => transition.Event == attemptEvent).To;

    /// <summary>
    /// The state of an intent: Sending while an attempt is in flight; otherwise the state of the last attempt that was accepted or is unresolved,
    /// because a refused repeat proves nothing about an earlier unresolved attempt; otherwise the state of the last attempt.
    /// </summary>
    /// <param name="attempts">The states of its attempts, in the order they were made.</param>
    public static IntentState GetIntentState(params ReadOnlySpan<AttemptState> attempts)
    {
        if (attempts.Contains(AttemptState.Sending))
        {
            return IntentState.Sending;
        }

        var last = attempts.LastIndexOfAny(AttemptState.Accepted, AttemptState.Unresolved);
        return (last >= 0 ? attempts[last] : attempts.IsEmpty ? AttemptState.Released : attempts[^1]) switch
        {
            AttemptState.Accepted => IntentState.Accepted,
            AttemptState.Unresolved => IntentState.Unresolved,
            AttemptState.Refused => IntentState.Refused,
            AttemptState.Abandoned => IntentState.Abandoned,
            _ => IntentState.Ready,
        };
    }
}
