using System.Text;
using WanVideo.Ledger;

namespace WanVideo.Tests.Ledger.Model;

/// <summary>The state of the permit of an attempt.</summary>
internal enum PermitState
{
    /// <summary>Lost with its process, or never received.</summary>
    None,

    /// <summary>Committed, but the acknowledgement was lost.</summary>
    Unacknowledged,

    /// <summary>Received by its process and not used.</summary>
    Held,

    /// <summary>Used: the request was sent.</summary>
    Used,

    /// <summary>Expired before it was used. No byte was sent.</summary>
    Expired,
}

/// <summary>The result of the request at the gateway.</summary>
internal enum GatewayOutcome
{
    NotSent,
    Accepted,
    Refused,
    Limited,
}

/// <summary>The state of the response.</summary>
internal enum ResponseState
{
    None,

    /// <summary>In flight, or received by the process and not recorded.</summary>
    Pending,

    /// <summary>In the outbox, because the ledger was unavailable.</summary>
    Outbox,

    /// <summary>Recorded from the outbox, which may be replayed again.</summary>
    Replayed,

    /// <summary>Recorded.</summary>
    Recorded,

    /// <summary>Lost with the process or on the network.</summary>
    Lost,
}

/// <summary>An attempt: its record in the ledger, and its actual state outside the ledger.</summary>
internal record struct ModelAttempt
{
    public AttemptState State;
    public int Owner;
    public int Age;
    public PermitState Permit;
    public int PermitAge;
    public GatewayOutcome Gateway;
    public ResponseState Response;

    /// <summary>A person decided about the attempt after it was sent.</summary>
    public bool IsDecided;

    /// <summary>The attempts that had been sent when a person decided to send this one, as a bit mask.</summary>
    public int Repeats;
}

/// <summary>A task's row.</summary>
/// <param name="Intent">0 for the intent under test, 1 for the other.</param>
/// <param name="Number">The number of the attempt.</param>
/// <param name="IsAdopted">Whether it was adopted.</param>
internal record struct ModelTask(int Intent, int Number, bool IsAdopted);

/// <summary>
/// The ledger and its surroundings: one intent that processes 0 and 1 create under one claim, another intent of process 2 whose task may be
/// adopted, the gateway and the outbox.
/// </summary>
internal sealed class ModelState
{
    public const int MaxAttempts = 3;
    public const int OtherTask = MaxAttempts;

    public List<ModelAttempt> Attempts { get; private init; } = [];

    /// <summary>The other intent's attempt.</summary>
    public ModelAttempt? Other { get; set; }

    /// <summary>The rows of tasks 0 to 2, made by the attempts of the same number, and of the other intent's task.</summary>
    public ModelTask?[] Tasks { get; private init; } = new ModelTask?[MaxAttempts + 1];

    public bool[] IsAlive { get; private init; } = [true, true];

    /// <summary>The intent's owner; -1 for none.</summary>
    public int Owner { get; set; } = -1;

    /// <summary>Ticks since a released intent was recorded as ready. Its lease is shorter than a tick.</summary>
    public int ReadyAge { get; set; }

    /// <summary>The last decision to send again: its process, the number of attempts at that time, and the attempts sent until then, as a bit mask.</summary>
    public (int Process, int Attempts, int Sent)? Repeat { get; set; }

    public IntentState GetIntentState(ModelRules rules) => rules.GetIntentState([.. Attempts.Select(attempt => attempt.State)]);

    public ModelState Clone() => new()
    {
        Attempts = [.. Attempts],
        Other = Other,
        Tasks = [.. Tasks],
        IsAlive = [.. IsAlive],
        Owner = Owner,
        ReadyAge = ReadyAge,
        Repeat = Repeat,
    };

    /// <summary>Gets a text that is equal for equal states.</summary>
    public string GetKey()
    {
        var key = new StringBuilder(64);
        foreach (var attempt in Attempts)
        {
            Append(attempt);
        }

        key.Append('|');
        if (Other is { } other)
        {
            Append(other);
        }

        foreach (var task in Tasks)
        {
            key.Append(task is { } row ? (char)('a' + (row.Intent * 8) + (row.Number * 2) + (row.IsAdopted ? 1 : 0)) : '-');
        }

        return key
            .Append(IsAlive[0] ? '1' : '0').Append(IsAlive[1] ? '1' : '0')
            .Append((char)('0' + Owner)).Append((char)('0' + ReadyAge))
            .Append(Repeat is { } repeat ? (char)('a' + (repeat.Process * 32) + (repeat.Attempts * 8) + repeat.Sent) : '-')
            .ToString();

        void Append(ModelAttempt attempt) => key
            .Append((char)('a' + attempt.State)).Append((char)('0' + attempt.Owner)).Append((char)('0' + attempt.Age))
            .Append((char)('a' + attempt.Permit)).Append((char)('0' + attempt.PermitAge)).Append((char)('a' + attempt.Gateway))
            .Append((char)('a' + attempt.Response)).Append(attempt.IsDecided ? 'd' : '-').Append((char)('0' + attempt.Repeats));
    }
}
