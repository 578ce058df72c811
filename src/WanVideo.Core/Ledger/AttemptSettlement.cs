namespace WanVideo.Ledger;

/// <summary>The outcome of one create request.</summary>
public sealed record AttemptSettlement
{
    /// <summary>The maximum of <see cref="PauseAccountFor"/>. A longer Retry-After is shortened to it.</summary>
    public static readonly TimeSpan MaxPause = TimeSpan.FromHours(1);

    /// <summary>The intent.</summary>
    public required Intent Intent { get; init; }

    /// <summary>The number of the attempt.</summary>
    public required int Attempt { get; init; }

    /// <summary>The sender's nonce. Only the attempt that carries it is settled.</summary>
    public required Guid Nonce { get; init; }

    /// <summary>The sending process.</summary>
    public required string Owner { get; init; }

    /// <summary>The event: Accept, Refuse, Release, LoseResponse or Abandon.</summary>
    public required AttemptEvent Event { get; init; }

    /// <summary>The task, for Accept.</summary>
    public VideoTask? Task { get; init; }

    /// <summary>The error; null for Accept.</summary>
    public VideoError? Error { get; init; }

    /// <summary>The gateway's id of the HTTP request, as evidence.</summary>
    public string? RequestId { get; init; }

    /// <summary>The account whose rate limit the outcome changes; null in a replay from the outbox.</summary>
    public AccountKey? Account { get; init; }

    /// <summary>The pause of the account from now on, after a 429 or a 503 with Retry-After; null without a pause.</summary>
    public TimeSpan? PauseAccountFor { get; init; }

    /// <summary>Creates the outcome of a request of which no byte was sent, because the user stopped the command.</summary>
    /// <param name="permit">The permit, which is revoked.</param>
    /// <param name="account">The account.</param>
    public static AttemptSettlement CreateAbandoned(SendPermit permit, AccountKey account)
    {
        ArgumentNullException.ThrowIfNull(permit);
        return new()
        {
            Intent = permit.Intent,
            Attempt = permit.Attempt,
            Nonce = permit.Nonce,
            Owner = permit.Owner,
            Event = AttemptEvent.Abandon,
            Account = account,
            Error = new VideoError { Kind = VideoErrorKind.Canceled, Message = "Stopped before the request was sent." },
        };
    }
}

/// <summary>The result of recording an outcome.</summary>
/// <param name="State">The state of the intent now.</param>
/// <param name="ConflictingIntentId">Another intent that has the same task id; null if there is none. If it had adopted the task, it is unresolved again; if its own response had the id, it keeps the task.</param>
public sealed record SettlementResult(IntentState State, Guid? ConflictingIntentId);
