namespace WanVideo.Ledger;

/// <summary>The permission to send one create request once. Valid for a third of its lease, so that a suspended process does not send a request that others consider lost.</summary>
public sealed class SendPermit
{
    private readonly TimeProvider time;
    private readonly long requestedTimestamp;
    private readonly DateTimeOffset requestedAt;
    private int isUsed;

    /// <summary>Creates a permit.</summary>
    /// <param name="intent">The intent, as recorded.</param>
    /// <param name="attempt">The number of the attempt.</param>
    /// <param name="nonce">The sender's nonce.</param>
    /// <param name="owner">The sending process.</param>
    /// <param name="lease">The time during which other processes do not change the attempt.</param>
    /// <param name="time">The clock.</param>
    /// <param name="requested">The timestamp and the time at which the permit was requested, from which its age is measured; null for now.</param>
    public SendPermit(Intent intent, int attempt, Guid nonce, string owner, TimeSpan lease, TimeProvider time, (long Timestamp, DateTimeOffset WallClock)? requested = null)
    {
        ArgumentNullException.ThrowIfNull(intent);
        ArgumentNullException.ThrowIfNull(time);
        Intent = intent;
        Attempt = attempt;
        Nonce = nonce;
        Owner = owner;
        Lease = lease;
        this.time = time;
        (requestedTimestamp, requestedAt) = requested ?? (time.GetTimestamp(), time.GetUtcNow());
    }

    /// <summary>The intent, as recorded.</summary>
    public Intent Intent { get; }

    /// <summary>The number of the attempt.</summary>
    public int Attempt { get; }

    /// <summary>The sender's nonce.</summary>
    public Guid Nonce { get; }

    /// <summary>The sending process.</summary>
    public string Owner { get; }

    /// <summary>The time during which other processes do not change the attempt.</summary>
    public TimeSpan Lease { get; }

    /// <summary>The idempotency key, for gateways that support one. The same for each attempt of the intent.</summary>
    public string IdempotencyKey => $"wanvideo-{Intent.Id:N}";

    /// <summary>
    /// Uses the permit. Called directly before the first byte of the body is sent. Returns false on a second use, and if a third of the lease has passed
    /// by either clock: the monotonic clock can stop while the machine sleeps, and the wall clock can be set.
    /// </summary>
    /// <returns>Whether the request may be sent.</returns>
    public bool TryUse()
    {
        var limit = Lease / 3;
        return time.GetElapsedTime(requestedTimestamp) < limit
            && (time.GetUtcNow() - requestedAt).Duration() < limit
            && TryRevoke();
    }

    /// <summary>Makes the permit unusable.</summary>
    /// <returns>Whether it was still unused, so that no byte of the body has been or will be sent.</returns>
    public bool TryRevoke() => Interlocked.Exchange(ref isUsed, 1) == 0;
}
