namespace WanVideo.Ledger;

/// <summary>The kind of a decision about an unresolved intent.</summary>
public enum DecisionKind
{
    /// <summary>A task id was identified as the intent's task.</summary>
    Adopt,

    /// <summary>No task was created.</summary>
    NotCreated,

    /// <summary>The request is sent again and may be billed twice.</summary>
    SendAgain,
}

/// <summary>A decision about an unresolved intent. Recorded with who made it and when.</summary>
public sealed record LedgerDecision
{
    /// <summary>A UUIDv7. A decision that is recorded twice has one effect.</summary>
    public required Guid Id { get; init; }

    /// <summary>The intent.</summary>
    public required Guid IntentId { get; init; }

    /// <summary>The version of the record when it was read. If it has changed since, the decision fails with <see cref="VideoErrorKind.Conflict"/>.</summary>
    public required long Version { get; init; }

    /// <summary>The kind.</summary>
    public required DecisionKind Kind { get; init; }

    /// <summary>The user and host that decided, or the evidence.</summary>
    public required string DecidedBy { get; init; }

    /// <summary>The task, for <see cref="DecisionKind.Adopt"/>.</summary>
    public VideoTask? Task { get; init; }
}
