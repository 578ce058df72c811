namespace WanVideo.Ledger;

/// <summary>The state of one send of an intent's create request. The stored value is the name in lower case.</summary>
public enum AttemptState
{
    /// <summary>A permit was granted, and the request may be in flight. At most one attempt of an intent is in this state.</summary>
    Sending,

    /// <summary>It is certain that the gateway did not accept the request (no connection, body not sent completely, 429, 503 with Retry-After). It may be sent again.</summary>
    Released,

    /// <summary>The gateway accepted the request. Its task is recorded.</summary>
    Accepted,

    /// <summary>The gateway refused the request, or a person declared that no task was created.</summary>
    Refused,

    /// <summary>The request may have been accepted: no response was received. Settled by a late response to the sender, by evidence or by a person.</summary>
    Unresolved,

    /// <summary>Abandoned before a byte was sent, or by a person.</summary>
    Abandoned,
}

/// <summary>The state of an intent, derived from its attempts by <see cref="AttemptTransitions.GetIntentState"/>. The stored value is the name in lower case.</summary>
public enum IntentState
{
    /// <summary>Recorded, and not accepted by the gateway. It can be sent.</summary>
    Ready,

    /// <summary>An attempt is being sent.</summary>
    Sending,

    /// <summary>A task may exist whose id is unknown.</summary>
    Unresolved,

    /// <summary>At least one task exists and is recorded.</summary>
    Accepted,

    /// <summary>The last attempt was refused, and no earlier attempt is unresolved.</summary>
    Refused,

    /// <summary>The last attempt was abandoned, and no earlier attempt is unresolved.</summary>
    Abandoned,
}

/// <summary>An event that changes the state of an attempt.</summary>
public enum AttemptEvent
{
    /// <summary>The response to the create request has a task id.</summary>
    Accept,

    /// <summary>The gateway refused the create request.</summary>
    Refuse,

    /// <summary>It is certain that the request was not accepted, and it may be sent again.</summary>
    Release,

    /// <summary>The sender does not know whether the request was accepted.</summary>
    LoseResponse,

    /// <summary>The sender's lease ended, or its process has exited.</summary>
    Expire,

    /// <summary>It is certain that no byte was sent, or a person abandoned the attempt.</summary>
    Abandon,

    /// <summary>The task of the attempt was identified: by the gateway's request id, an idempotency key or a person.</summary>
    Adopt,

    /// <summary>A person declared that no task was created.</summary>
    DeclareNotCreated,

    /// <summary>The adopted task belongs to another create request, whose response had its id.</summary>
    Displace,
}

/// <summary>The actors that can cause an event.</summary>
[Flags]
public enum LedgerActor
{
    /// <summary>The process that holds the attempt's permit.</summary>
    Owner = 1,

    /// <summary>A person, whose decision is recorded.</summary>
    Person = 2,

    /// <summary>Any process.</summary>
    AnyProcess = 4,
}
