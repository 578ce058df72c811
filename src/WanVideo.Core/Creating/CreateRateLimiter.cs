using System.Collections.Concurrent;
using WanVideo.Ledger;

namespace WanVideo.Creating;

/// <summary>
/// Limits the rate of create requests per account. The limit is stored in the ledger and shared by all processes. Within this process, requests of
/// a limited account queue, and only the first one queries the ledger.
/// </summary>
/// <param name="ledger">The ledger.</param>
/// <param name="time">The clock.</param>
public sealed class CreateRateLimiter(ILedger ledger, TimeProvider time)
{
    // As a fraction of the delay. Spreads processes that wait for the same time.
    private const double MaxJitter = 0.1;

    private readonly ConcurrentDictionary<AccountKey, Account> accounts = new();

    /// <summary>Claims an intent as soon as the account's rate limit allows it.</summary>
    /// <param name="claim">The claim.</param>
    /// <param name="onRateLimited">Called before each wait, with its length and reason.</param>
    /// <param name="cancellationToken">Cancels the wait.</param>
    /// <returns><see cref="ClaimResult.Granted"/> or <see cref="ClaimResult.Held"/>.</returns>
    public async Task<ClaimResult> ClaimAsync(CreateClaim claim, Action<ClaimResult.RateLimited> onRateLimited, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(claim);
        ArgumentNullException.ThrowIfNull(onRateLimited);
        var account = accounts.GetOrAdd(claim.Account, _ => new Account());
        if (!account.IsRateLimited)
        {
            var result = await ledger.ClaimAsync(claim, cancellationToken);
            if (result is not ClaimResult.RateLimited)
            {
                return result;
            }
        }

        account.IsRateLimited = true;
        await account.Semaphore.WaitAsync(cancellationToken);
        var hasWaited = false;
        try
        {
            while (true)
            {
                var result = await ledger.ClaimAsync(claim, cancellationToken);
                if (result is not ClaimResult.RateLimited rateLimited)
                {
                    return result;
                }

                hasWaited = true;
                onRateLimited(rateLimited);

                // The next claim must be made before the lease of the intent ends, or another process can claim the intent.
                var delay = rateLimited.RetryAfter * (1 + (MaxJitter * Random.Shared.NextDouble()));
                await Task.Delay(delay < claim.Lease / 2 ? delay : claim.Lease / 2, time, cancellationToken);
            }
        }
        finally
        {
            account.IsRateLimited = hasWaited;
            account.Semaphore.Release();
        }
    }

    private sealed class Account
    {
        public SemaphoreSlim Semaphore { get; } = new(1, 1);

        /// <summary>Whether the last claim had to wait. The next one queues then.</summary>
        public volatile bool IsRateLimited;
    }
}
