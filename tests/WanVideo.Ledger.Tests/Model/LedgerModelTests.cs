using WanVideo.Ledger;

namespace WanVideo.Tests.Ledger.Model;

/// <summary>The life of an intent, explored over the core's transition table.</summary>
public sealed class LedgerModelTests
{
    private static bool IsLong => Environment.GetEnvironmentVariable("WANVIDEO_TEST_LONG") == "1";

    // Each rule, and the steps within which the model violates a guarantee without it.
    public static TheoryData<string> Rules => [.. RemovedRules.Keys];

    private static readonly Dictionary<string, ModelRules> RemovedRules = new(StringComparer.Ordinal)
    {
        ["A permit is refused after a third of its lease"] = new() { HasPermitAge = false },
        ["A permit is used once"] = new() { HasSingleUse = false },
        ["A repeated claim grants nothing once the lease is not young"] = new() { HasYoungLease = false },
        ["An expired attempt is unresolved, not released"] = Replace(AttemptEvent.Expire, AttemptState.Released),
        ["A lost response leaves the attempt unresolved, not refused"] = Replace(AttemptEvent.LoseResponse, AttemptState.Refused),
        ["An unresolved intent is not sendable"] = new() { SendableStates = [.. AttemptTransitions.SendableStates, IntentState.Unresolved] },
        ["An intent in flight is not sendable"] = new() { SendableStates = [.. AttemptTransitions.SendableStates, IntentState.Sending] },
        ["An accepted intent is not sendable"] = new() { SendableStates = [.. AttemptTransitions.SendableStates, IntentState.Accepted] },
        ["An earlier attempt in doubt decides the intent's state"] = new() { GetIntentState = GetStateOfLastAttempt },
        ["A late response counts after a person's decision"] = Remove(transition => transition is { Event: AttemptEvent.Accept, From: AttemptState.Refused }),
        ["A late response counts after the lease ended"] = Remove(transition => transition is { Event: AttemptEvent.Accept, From: AttemptState.Unresolved } or { Event: AttemptEvent.Accept, From: AttemptState.Abandoned }),
        ["A displaced adopter is unresolved"] = Remove(transition => transition.Event is AttemptEvent.Displace),
        ["A response takes an adopted task over"] = new() { HasDisplacement = false },
        ["A task of another intent is not adopted"] = new() { HasAdoptionCheck = false },
        ["A decision to send again permits one request"] = new() { HasSingleRepeat = false },
    };

    [Fact]
    public void The_rules_maintain_every_guarantee()
    {
        var depth = IsLong ? 14 : 9;
        var (states, transitions, violation) = LedgerExplorer.Explore(new(), depth);
        Assert.Null(violation);
        TestContext.Current.SendDiagnosticMessage($"The model has {states} states and {transitions} transitions within {depth} steps.");
        TestContext.Current.TestOutputHelper?.WriteLine($"The model has {states} states and {transitions} transitions within {depth} steps.");
        Assert.InRange(states, 10_000, int.MaxValue);
    }

    [Theory]
    [MemberData(nameof(Rules))]
    public void Without_a_rule_a_guarantee_is_violated(string rule)
    {
        var (_, _, violation) = LedgerExplorer.Explore(RemovedRules[rule], 10);
        Assert.NotNull(violation);
        TestContext.Current.TestOutputHelper?.WriteLine(violation);
    }

    private static ModelRules Replace(AttemptEvent attemptEvent, AttemptState to) => new()
    {
        Transitions = [.. AttemptTransitions.All.Select(transition => transition.Event == attemptEvent ? transition with { To = to } : transition)],
    };

    private static ModelRules Remove(Predicate<AttemptTransition> isRemoved) => new()
    {
        Transitions = [.. AttemptTransitions.All.Where(transition => !isRemoved(transition))],
    };

    private static IntentState GetStateOfLastAttempt(AttemptState[] attempts) => attempts switch
    {
        [.., var last] => AttemptTransitions.GetIntentState(last),
        _ => IntentState.Ready,
    };
}
