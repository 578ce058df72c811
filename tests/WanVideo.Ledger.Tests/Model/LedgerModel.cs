using WanVideo.Ledger;

namespace WanVideo.Tests.Ledger.Model;

/// <summary>The steps of the model.</summary>
internal enum ModelStep
{
    /// <summary>A process claims the intent.</summary>
    Claim,

    /// <summary>A process claims the intent and the acknowledgement is lost.</summary>
    ClaimWithLostAcknowledgement,

    /// <summary>The process makes the same claim again.</summary>
    ClaimAgain,

    /// <summary>The process sends with its permit, if it is valid; the gateway accepts.</summary>
    SendAccepted,

    /// <summary>The same; the gateway refuses.</summary>
    SendRefused,

    /// <summary>The same; the gateway responds 429.</summary>
    SendLimited,

    /// <summary>The response arrives and is recorded.</summary>
    Respond,

    /// <summary>The sender stops waiting for the response.</summary>
    LoseResponse,

    /// <summary>The response arrives while the ledger is unavailable.</summary>
    WriteOutbox,

    /// <summary>The outbox is replayed, by any process, for the first time or again.</summary>
    ReplayOutbox,

    /// <summary>A process whose permit has expired abandons the attempt.</summary>
    Abandon,

    /// <summary>A process is killed.</summary>
    Crash,

    /// <summary>0.3 of a lease passes.</summary>
    Tick,

    /// <summary>Attempts with an ended lease or an exited owner are expired.</summary>
    Sweep,

    /// <summary>A person declares that no task was created.</summary>
    DeclareNotCreated,

    /// <summary>A person adopts a task.</summary>
    Adopt,

    /// <summary>A person decides to send the request again.</summary>
    SendAgain,

    /// <summary>The process claims with the same decision again, after a release or otherwise.</summary>
    RetrySendAgain,

    /// <summary>The other intent is sent and accepted.</summary>
    OtherSend,

    /// <summary>The other intent's response arrives.</summary>
    OtherRespond,
}

/// <summary>A step and its argument: a process, an attempt or a task.</summary>
internal readonly record struct ModelAction(ModelStep Step, int Argument)
{
    public override string ToString() => $"{Step}({Argument})";
}

/// <summary>The possible steps of a state, the state after each, and the guarantees that each must maintain.</summary>
/// <param name="rules">The rules.</param>
internal sealed class LedgerModel(ModelRules rules)
{
    /// <summary>The steps possible in a state.</summary>
    public IEnumerable<ModelAction> GetActions(ModelState state)
    {
        var intentState = state.GetIntentState(rules);
        for (var process = 0; process < 2; process++)
        {
            // The processes are alike: the first claim is process 0's.
            var isFree = state.IsAlive[process] && !state.Attempts.Exists(attempt => attempt.Owner == process && IsBusy(attempt)) && (process == 0 || state.Attempts.Count > 0);
            if (isFree && (state.Attempts.Count < ModelState.MaxAttempts || !rules.SendableStates.Contains(intentState)))
            {
                yield return new(ModelStep.Claim, process);
                yield return new(ModelStep.ClaimWithLostAcknowledgement, process);
            }

            if (isFree && intentState is IntentState.Unresolved && state.Attempts.Count < ModelState.MaxAttempts)
            {
                yield return new(ModelStep.SendAgain, process);
                if (state.Repeat is { } repeat && repeat.Process == process)
                {
                    yield return new(ModelStep.RetrySendAgain, process);
                }
            }

            if (state.IsAlive[process] && state.Attempts.Exists(attempt => attempt.Owner == process && (IsBusy(attempt) || attempt.State is AttemptState.Released)))
            {
                yield return new(ModelStep.Crash, process);
            }
        }

        for (var index = 0; index < state.Attempts.Count; index++)
        {
            var attempt = state.Attempts[index];
            switch (attempt.Permit)
            {
                case PermitState.Unacknowledged:
                    yield return new(ModelStep.ClaimAgain, index);
                    break;
                case PermitState.Held:
                    yield return new(ModelStep.SendAccepted, index);
                    yield return new(ModelStep.SendRefused, index);
                    yield return new(ModelStep.SendLimited, index);
                    break;
                case PermitState.Expired:
                    yield return new(ModelStep.Abandon, index);
                    break;
            }

            if (attempt.Response is ResponseState.Pending)
            {
                yield return new(ModelStep.Respond, index);
                yield return new(ModelStep.LoseResponse, index);
                yield return new(ModelStep.WriteOutbox, index);
                if (!rules.HasSingleUse)
                {
                    yield return new(ModelStep.SendAccepted, index);
                }
            }
            else if (attempt.Response is ResponseState.Outbox or ResponseState.Replayed)
            {
                yield return new(ModelStep.ReplayOutbox, index);
            }
        }

        if (state.Attempts.Exists(attempt => attempt.State is AttemptState.Sending or AttemptState.Released || attempt.Permit is PermitState.Held))
        {
            yield return new(ModelStep.Tick, 0);
        }

        if (state.Attempts.Exists(attempt => attempt.State is AttemptState.Sending) || (intentState is IntentState.Ready && state.Attempts.Count > 0))
        {
            yield return new(ModelStep.Sweep, 0);
        }

        if (intentState is IntentState.Unresolved)
        {
            yield return new(ModelStep.DeclareNotCreated, 0);
            for (var task = 0; task < state.Tasks.Length; task++)
            {
                var isMade = task == ModelState.OtherTask ? state.Other is not null : task < state.Attempts.Count && state.Attempts[task].Gateway is GatewayOutcome.Accepted;
                if (isMade)
                {
                    yield return new(ModelStep.Adopt, task);
                }
            }
        }

        if (state.Other is null)
        {
            yield return new(ModelStep.OtherSend, 0);
        }
        else if (state.Other.Value.Response is ResponseState.Pending)
        {
            yield return new(ModelStep.OtherRespond, 0);
        }
    }

    /// <summary>Makes a step.</summary>
    /// <param name="before">The state before.</param>
    /// <param name="action">The step.</param>
    /// <returns>The state after; whether a claim or the use of a permit was granted; and what was violated, null if nothing was.</returns>
    public (ModelState State, bool IsGranted, string? Violation) Apply(ModelState before, ModelAction action)
    {
        var state = before.Clone();
        var argument = action.Argument;
        var isGranted = false;
        string? violation = null;
        switch (action.Step)
        {
            case ModelStep.Claim:
            case ModelStep.ClaimWithLostAcknowledgement:
                isGranted = Claim(state, argument, repeats: null);
                if (isGranted && action.Step is ModelStep.ClaimWithLostAcknowledgement)
                {
                    Update(state, state.Attempts.Count - 1, attempt => attempt with { Permit = PermitState.Unacknowledged });
                }

                break;
            case ModelStep.ClaimAgain:
                Expire(state, attempt => attempt.Age >= ModelRules.LeaseTicks);
                isGranted = state.Attempts[argument].State is AttemptState.Sending && (!rules.HasYoungLease || state.Attempts[argument].Age <= 1);
                Update(state, argument, attempt => attempt with { Permit = isGranted ? PermitState.Held : PermitState.Expired, PermitAge = 0 });
                break;
            case ModelStep.SendAccepted:
            case ModelStep.SendRefused:
            case ModelStep.SendLimited:
                isGranted = !rules.HasPermitAge || state.Attempts[argument].PermitAge < ModelRules.PermitTicks;
                if (isGranted)
                {
                    violation = Send(state, argument, action.Step switch { ModelStep.SendAccepted => GatewayOutcome.Accepted, ModelStep.SendRefused => GatewayOutcome.Refused, _ => GatewayOutcome.Limited });
                }
                else
                {
                    Update(state, argument, attempt => attempt with { Permit = PermitState.Expired });
                }

                break;
            case ModelStep.Respond:
                Settle(state, argument, GetEvent(state.Attempts[argument].Gateway));
                Update(state, argument, attempt => attempt with { Response = ResponseState.Recorded });
                break;
            case ModelStep.LoseResponse:
                Settle(state, argument, AttemptEvent.LoseResponse);
                Update(state, argument, attempt => attempt with { Response = ResponseState.Lost });
                break;
            case ModelStep.WriteOutbox:
                Update(state, argument, attempt => attempt with { Response = ResponseState.Outbox });
                break;
            case ModelStep.ReplayOutbox:
                Settle(state, argument, GetEvent(state.Attempts[argument].Gateway));
                Update(state, argument, attempt => attempt with { Response = ResponseState.Replayed });
                break;
            case ModelStep.Abandon:
                Settle(state, argument, AttemptEvent.Abandon);
                Update(state, argument, attempt => attempt with { Permit = PermitState.None });
                break;
            case ModelStep.Crash:
                state.IsAlive[argument] = false;
                for (var index = 0; index < state.Attempts.Count; index++)
                {
                    if (state.Attempts[index].Owner == argument)
                    {
                        Update(state, index, attempt => attempt with
                        {
                            Permit = attempt.Permit is PermitState.Used ? PermitState.Used : PermitState.None,
                            Response = attempt.Response is ResponseState.Pending ? ResponseState.Lost : attempt.Response,
                        });
                    }
                }

                break;
            case ModelStep.Tick:
                for (var index = 0; index < state.Attempts.Count; index++)
                {
                    Update(state, index, attempt => attempt with
                    {
                        Age = attempt.State is AttemptState.Sending ? Math.Min(attempt.Age + 1, ModelRules.LeaseTicks) : attempt.Age,
                        PermitAge = attempt.Permit is PermitState.Held ? Math.Min(attempt.PermitAge + 1, ModelRules.PermitTicks) : attempt.PermitAge,
                    });
                }

                state.ReadyAge = 1;
                break;
            case ModelStep.Sweep:
                Expire(state, attempt => attempt.Age >= ModelRules.LeaseTicks || !state.IsAlive[attempt.Owner]);
                if (state.Owner >= 0 && !state.IsAlive[state.Owner] && state.GetIntentState(rules) is IntentState.Ready)
                {
                    state.Owner = -1;
                }

                break;
            case ModelStep.DeclareNotCreated:
                isGranted = true;
                for (var index = 0; index < state.Attempts.Count; index++)
                {
                    Update(state, index, attempt => attempt with { State = rules.GetNextState(attempt.State, AttemptEvent.DeclareNotCreated, LedgerActor.Person) ?? attempt.State });
                }

                Decide(state);
                break;
            case ModelStep.Adopt:
                isGranted = !rules.HasAdoptionCheck || state.Tasks[argument] is not { Intent: 1 };
                if (isGranted)
                {
                    var adopter = state.Attempts.FindLastIndex(attempt => attempt.State is AttemptState.Unresolved);
                    Update(state, adopter, attempt => attempt with { State = rules.GetNextState(attempt.State, AttemptEvent.Adopt, LedgerActor.Person) ?? attempt.State });
                    state.Tasks[argument] ??= new ModelTask(0, adopter, IsAdopted: true);
                    Decide(state);
                }

                break;
            case ModelStep.SendAgain:
                state.Repeat = (argument, state.Attempts.Count, GetSent(state));
                isGranted = Claim(state, argument, state.Repeat.Value.Sent);
                break;
            case ModelStep.RetrySendAgain:
                var repeat = state.Repeat!.Value;
                isGranted = (!rules.HasSingleRepeat || state.Attempts.Skip(repeat.Attempts).All(attempt => attempt.State is AttemptState.Released))
                    && Claim(state, argument, repeat.Sent);
                break;
            case ModelStep.OtherSend:
                state.Other = new ModelAttempt { State = AttemptState.Sending, Owner = 2, Permit = PermitState.Used, Gateway = GatewayOutcome.Accepted, Response = ResponseState.Pending };
                break;
            case ModelStep.OtherRespond:
                state.Other = state.Other!.Value with { State = AttemptState.Accepted, Response = ResponseState.Recorded };
                RecordTask(state, ModelState.OtherTask, new ModelTask(1, 0, IsAdopted: false));
                break;
            default:
                throw new ArgumentOutOfRangeException(nameof(action));
        }

        return (state, isGranted, violation ?? GetViolation(state));
    }

    private static bool IsBusy(ModelAttempt attempt) =>
        attempt.Permit is PermitState.Held or PermitState.Unacknowledged or PermitState.Expired || attempt.Response is ResponseState.Pending;

    private static AttemptEvent GetEvent(GatewayOutcome outcome) => outcome switch
    {
        GatewayOutcome.Accepted => AttemptEvent.Accept,
        GatewayOutcome.Refused => AttemptEvent.Refuse,
        _ => AttemptEvent.Release,
    };

    private static void Update(ModelState state, int index, Func<ModelAttempt, ModelAttempt> change) => state.Attempts[index] = change(state.Attempts[index]);

    private static int GetSent(ModelState state) => state.Attempts.Select((attempt, index) => attempt.Gateway is GatewayOutcome.NotSent ? 0 : 1 << index).Sum();

    private static void Decide(ModelState state)
    {
        for (var index = 0; index < state.Attempts.Count; index++)
        {
            Update(state, index, attempt => attempt with { IsDecided = attempt.IsDecided || attempt.Gateway is not GatewayOutcome.NotSent });
        }
    }

    private void Expire(ModelState state, Predicate<ModelAttempt> isEnded)
    {
        for (var index = 0; index < state.Attempts.Count; index++)
        {
            if (isEnded(state.Attempts[index]))
            {
                Update(state, index, attempt => attempt with { State = rules.GetNextState(attempt.State, AttemptEvent.Expire, LedgerActor.AnyProcess) ?? attempt.State });
            }
        }
    }

    private bool Claim(ModelState state, int process, int? repeats)
    {
        Expire(state, attempt => attempt.Age >= ModelRules.LeaseTicks);
        var intentState = state.GetIntentState(rules);
        var isSendable = rules.SendableStates.Contains(intentState) && (intentState is not IntentState.Ready || state.Owner < 0 || state.Owner == process || state.ReadyAge > 0);
        if (!isSendable && (repeats is null || !AttemptTransitions.RepeatableStates.Contains(intentState)))
        {
            return false;
        }

        state.Attempts.Add(new ModelAttempt { State = AttemptState.Sending, Owner = process, Permit = PermitState.Held, Repeats = repeats ?? 0 });
        state.Owner = process;
        state.ReadyAge = 0;
        return true;
    }

    private static string? Send(ModelState state, int index, GatewayOutcome outcome)
    {
        var sender = state.Attempts[index];
        for (var other = 0; other < state.Attempts.Count; other++)
        {
            var earlier = state.Attempts[other];
            if (earlier.Gateway is GatewayOutcome.Accepted && !earlier.IsDecided && (sender.Repeats & (1 << other)) == 0)
            {
                return $"Attempt {index + 1} was sent although attempt {other + 1} was accepted and no person decided in between.";
            }
        }

        Update(state, index, attempt => attempt with { Permit = PermitState.Used, Gateway = outcome, Response = ResponseState.Pending });
        return null;
    }

    private void Settle(ModelState state, int index, AttemptEvent attemptEvent)
    {
        Update(state, index, attempt => attempt with { State = rules.GetNextState(attempt.State, attemptEvent, LedgerActor.Owner) ?? attempt.State });
        if (attemptEvent is AttemptEvent.Accept)
        {
            RecordTask(state, index, new ModelTask(0, index, IsAdopted: false));
        }

        if (state.GetIntentState(rules) is IntentState.Ready)
        {
            state.ReadyAge = 0;
        }
    }

    private void RecordTask(ModelState state, int task, ModelTask row)
    {
        if (state.Tasks[task] is { IsAdopted: false } || (state.Tasks[task] is { } held && held.Intent != row.Intent && !rules.HasDisplacement))
        {
            return;
        }

        if (state.Tasks[task] is { } adopted && adopted.Intent != row.Intent)
        {
            var hasOwn = Array.Exists(state.Tasks, other => other is { } own && own == new ModelTask(adopted.Intent, adopted.Number, IsAdopted: false));
            if (!hasOwn)
            {
                Update(state, adopted.Number, attempt => attempt with { State = rules.GetNextState(attempt.State, AttemptEvent.Displace, LedgerActor.AnyProcess) ?? attempt.State });
            }
        }

        state.Tasks[task] = row;
    }

    private string? GetViolation(ModelState state)
    {
        if (state.Attempts.Count(attempt => attempt.State is AttemptState.Sending) > 1)
        {
            return "Two attempts are in flight.";
        }

        for (var index = 0; index < state.Attempts.Count; index++)
        {
            var attempt = state.Attempts[index];
            var isRecorded = attempt.Response is ResponseState.Recorded or ResponseState.Replayed;
            if (attempt.Gateway is GatewayOutcome.Accepted && state.Tasks[index] is null && !attempt.IsDecided && attempt.State is not (AttemptState.Sending or AttemptState.Unresolved))
            {
                return $"The task of attempt {index + 1} is unknown, and the attempt is {attempt.State}.";
            }

            if (attempt.Gateway is GatewayOutcome.Accepted && isRecorded && state.Tasks[index] != new ModelTask(0, index, IsAdopted: false))
            {
                return $"The response of attempt {index + 1} was recorded, but its task is not the attempt's.";
            }

            if (attempt.State is AttemptState.Accepted && !Array.Exists(state.Tasks, task => task is { Intent: 0 }))
            {
                return $"Attempt {index + 1} is accepted and has no task.";
            }
        }

        if (state.Other is { Response: ResponseState.Recorded } && state.Tasks[ModelState.OtherTask] is not { Intent: 1, IsAdopted: false })
        {
            return "The response of the other intent was recorded, but its task is not its own.";
        }

        return Array.Exists(state.Tasks, task => task is { Intent: 0 }) && AttemptTransitions.SendableStates.Contains(state.GetIntentState(rules))
            ? "The intent has a task and may be sent."
            : null;
    }
}
