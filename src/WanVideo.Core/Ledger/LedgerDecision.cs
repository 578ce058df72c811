namespace WanVideo.Ledger;

/// <summary>What a person, or evidence, decided about an unresolved intent.</summary>
public enum DecisionKind
{
    /// <summary>A task id was identified as the intent's task.</summary>
    Adopt,

    /// <summary>No task was created.</summary>
    NotCreated,

    /// <summary>The request is to be sent again, although it may be billed twice.</summary>
    SendAgain,
}

/// <summary>A decision about an unresolved intent. Recorded with who made it and when.</summary>
public sealed record LedgerDecision
{
    /// <summary>A UUIDv7 of the decision. Recording it twice has no further effect.</summary>
    public required Guid Id { get; init; }

    /// <summary>The intent.</summary>
    public required Guid IntentId { get; init; }

    /// <summary>The version of the record that the decision is based on. Another version is a conflict.</summary>
    public required long Version { get; init; }

    /// <summary>What was decided.</summary>
    public required DecisionKind Kind { get; init; }

    /// <summary>Who decided: the user and host, or the kind of evidence.</summary>
    public required string DecidedBy { get; init; }

    /// <summary>The task, for <see cref="DecisionKind.Adopt"/>.</summary>
    public VideoTask? Task { get; init; }
}
