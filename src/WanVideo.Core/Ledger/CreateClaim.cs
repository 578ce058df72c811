namespace WanVideo.Ledger;

/// <summary>A request for the permission to send one create request.</summary>
public sealed record CreateClaim
{
    /// <summary>The intent. Recorded if the ledger does not have it.</summary>
    public required Intent Intent { get; init; }

    /// <summary>A random value that identifies this attempt's sender, so that a lost commit acknowledgement can be resolved by calling again.</summary>
    public required Guid Nonce { get; init; }

    /// <summary>The sending process: the name of its lock file.</summary>
    public required string Owner { get; init; }

    /// <summary>The account whose pace applies.</summary>
    public required AccountKey Account { get; init; }

    /// <summary>How long the permission holds: 2.5 times the request's time limit, and at least 60 s.</summary>
    public required TimeSpan Lease { get; init; }

    /// <summary>A person's decision to send again what is unresolved; null for a first send and for a retry.</summary>
    public LedgerDecision? Decision { get; init; }
}

/// <summary>An account at a gateway. Used for the pace of create requests only.</summary>
/// <param name="Provider">The provider.</param>
/// <param name="BaseUri">The provider's base address.</param>
/// <param name="KeyTag">A short digest of the key, which does not reveal it; empty where there is no key.</param>
public sealed record AccountKey(string Provider, Uri BaseUri, string KeyTag);

/// <summary>The answer of the ledger to a <see cref="CreateClaim"/>.</summary>
public abstract record ClaimResult
{
    private ClaimResult()
    {
    }

    /// <summary>The request may be sent once, with this permit.</summary>
    /// <param name="Permit">The permit.</param>
    public sealed record Granted(SendPermit Permit) : ClaimResult;

    /// <summary>The account's pace does not allow a create request now. The intent is recorded as ready.</summary>
    /// <param name="RetryAfter">How long to wait before the next claim.</param>
    /// <param name="Reason">Why, such as the gateway's 429; null if only the learnt interval applies.</param>
    public sealed record Paced(TimeSpan RetryAfter, string? Reason) : ClaimResult;

    /// <summary>The intent must not be sent: its claim is held, or it was settled.</summary>
    /// <param name="Record">The record that holds the claim.</param>
    /// <param name="LeaseEndsIn">Where it is being sent: how long until its lease ends. Null otherwise.</param>
    public sealed record Held(LedgerRecord Record, TimeSpan? LeaseEndsIn) : ClaimResult;
}
