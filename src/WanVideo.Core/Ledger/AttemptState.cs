namespace WanVideo.Ledger;

/// <summary>The state of one send of an intent's create request. The stored value is the name in lower case.</summary>
public enum AttemptState
{
    /// <summary>A permit was granted; the request may be on its way. At most one attempt of an intent is in this state.</summary>
    Sending,

    /// <summary>It is certain that the gateway did not accept the request (no connection, body not sent completely, 429, 503 with Retry-After). It may be sent again.</summary>
    Released,

    /// <summary>The gateway accepted the request. Its task is recorded.</summary>
    Accepted,

    /// <summary>The gateway refused the request, or a person declared that no task was created.</summary>
    Refused,

    /// <summary>The request may have been accepted; no response proves either. Only the sender's late response, evidence or a person settles it.</summary>
    Unresolved,

    /// <summary>Given up before a byte was sent, or by a person.</summary>
    Abandoned,
}

/// <summary>The state of an intent, derived from its attempts by <see cref="AttemptTransitions.GetIntentState"/>. The stored value is the name in lower case.</summary>
public enum IntentState
{
    /// <summary>Recorded, and certainly not accepted so far.</summary>
    Ready,

    /// <summary>An attempt is being sent.</summary>
    Sending,

    /// <summary>A task may exist whose id is unknown.</summary>
    Unresolved,

    /// <summary>At least one task exists and is recorded.</summary>
    Accepted,

    /// <summary>The last attempt was refused and no earlier one is in doubt.</summary>
    Refused,

    /// <summary>The last attempt was given up before it was sent and no earlier one is in doubt.</summary>
    Abandoned,
}

/// <summary>What happened to an attempt.</summary>
public enum AttemptEvent
{
    /// <summary>The response of the create request carries a task id.</summary>
    Accept,

    /// <summary>The response of the create request refuses it.</summary>
    Refuse,

    /// <summary>It is certain that the request was not accepted, and it may be sent again.</summary>
    Release,

    /// <summary>The sender does not know whether the request was accepted.</summary>
    LoseResponse,

    /// <summary>The sender's lease ended, or its process is gone.</summary>
    Expire,

    /// <summary>It is certain that no byte was sent, or a person gave the attempt up.</summary>
    Abandon,

    /// <summary>The task of the attempt was identified: by the gateway's request id, an idempotency key or a person.</summary>
    Adopt,

    /// <summary>A person declared that no task was created.</summary>
    DeclareNotCreated,

    /// <summary>The adopted task id turned out to be the task of another create request.</summary>
    Displace,
}

/// <summary>Who may cause an event.</summary>
[Flags]
public enum LedgerActor
{
    /// <summary>The process that holds the attempt's permit.</summary>
    Owner = 1,

    /// <summary>A person, whose decision is recorded.</summary>
    Person = 2,

    /// <summary>Any process.</summary>
    Anyone = 4,
}
