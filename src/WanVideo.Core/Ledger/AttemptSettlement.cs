namespace WanVideo.Ledger;

/// <summary>The outcome of one create request.</summary>
public sealed record AttemptSettlement
{
    /// <summary>The intent.</summary>
    public required Intent Intent { get; init; }

    /// <summary>The number of the attempt.</summary>
    public required int Attempt { get; init; }

    /// <summary>The sender's nonce. Only the attempt that carries it is settled.</summary>
    public required Guid Nonce { get; init; }

    /// <summary>The sending process.</summary>
    public required string Owner { get; init; }

    /// <summary>What happened: Accept, Refuse, Release, LoseResponse or Abandon.</summary>
    public required AttemptEvent Event { get; init; }

    /// <summary>The task, for Accept.</summary>
    public VideoTask? Task { get; init; }

    /// <summary>The error, for everything but Accept.</summary>
    public VideoError? Error { get; init; }

    /// <summary>The gateway's id of the HTTP request, as evidence.</summary>
    public string? RequestId { get; init; }

    /// <summary>The account, where the outcome changes its pace; null in a replay.</summary>
    public AccountKey? Account { get; init; }

    /// <summary>How long the account is paused from now on, after a 429 or a 503 with Retry-After; null if it is not.</summary>
    public TimeSpan? PauseAccountFor { get; init; }
}

/// <summary>What recording an outcome changed.</summary>
/// <param name="State">The state of the intent now.</param>
/// <param name="PriorHolder">The other intent that had the task's id: as an adoption, which is unresolved again, or by its own response, which keeps it. Null if there was none.</param>
public sealed record SettlementResult(IntentState State, Guid? PriorHolder);
