namespace WanVideo.Ledger;

/// <summary>A request for the permission to send one create request.</summary>
public sealed record CreateClaim
{
    /// <summary>The intent. Recorded if the ledger does not have it.</summary>
    public required Intent Intent { get; init; }

    /// <summary>A random value that identifies the sender of this attempt. After a lost commit acknowledgement, the same claim made again finds its own attempt.</summary>
    public required Guid Nonce { get; init; }

    /// <summary>The sending process: the name of its lock file.</summary>
    public required string Owner { get; init; }

    /// <summary>The account whose rate limit applies.</summary>
    public required AccountKey Account { get; init; }

    /// <summary>The duration of the lease: 2.5 times the request's time limit, and at least 60 s.</summary>
    public required TimeSpan Lease { get; init; }

    /// <summary>Whether the intent is recorded although another one holds its claim key. It then takes the key only if the key is free. True with <c>-AllowDuplicate</c> and for a recorded request that is sent again.</summary>
    public bool AllowDuplicate { get; init; }

    /// <summary>A person's decision to send an unresolved request again; null for a first attempt and for a retry.</summary>
    public LedgerDecision? Decision { get; init; }
}

/// <summary>An account at a gateway. Used for the rate limit of create requests only.</summary>
/// <param name="Provider">The provider.</param>
/// <param name="BaseUri">The base URL.</param>
/// <param name="KeyDigest">A short digest of the API key; empty without a key.</param>
public sealed record AccountKey(string Provider, Uri BaseUri, string KeyDigest);

/// <summary>The result of a <see cref="CreateClaim"/>.</summary>
public abstract record ClaimResult
{
    private ClaimResult()
    {
    }

    /// <summary>The request may be sent once, with this permit.</summary>
    /// <param name="Permit">The permit.</param>
    /// <param name="OtherRequest">The newest record with the same label and another request; null if there is none.</param>
    public sealed record Granted(SendPermit Permit, LedgerRecord? OtherRequest = null) : ClaimResult;

    /// <summary>The account's rate limit does not allow a create request now. The intent is recorded as ready.</summary>
    /// <param name="RetryAfter">How long to wait before the next claim.</param>
    /// <param name="Reason">The reason, such as the gateway's 429; null if only the interval between create requests applies.</param>
    public sealed record RateLimited(TimeSpan RetryAfter, string? Reason) : ClaimResult;

    /// <summary>The request must not be sent: another intent or sender holds the claim key, or the intent was settled.</summary>
    /// <param name="Record">The record that holds the claim key.</param>
    /// <param name="LeaseEndsIn">The time until its lease ends, while the request is being sent; null otherwise.</param>
    public sealed record Held(LedgerRecord Record, TimeSpan? LeaseEndsIn) : ClaimResult;
}
