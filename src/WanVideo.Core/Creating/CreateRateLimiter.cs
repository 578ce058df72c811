using System.Collections.Concurrent;
using WanVideo.Ledger;

namespace WanVideo.Creating;

/// <summary>
/// Limits the rate of create requests per account. The limit is stored in the ledger and shared by all processes. Within this process, requests of
/// a limited account queue, and only the first one queries the ledger.
/// </summary>
/// <param name="ledger">The ledger.</param>
/// <param name="time">The clock.</param>
public sealed class CreateRateLimiter(TaskLedger ledger, TimeProvider time)
{
    // As a fraction of the delay. Spreads processes that wait for the same time.
    private const double MaxJitter = 0.1;

    private readonly ConcurrentDictionary<AccountKey, Account> accounts = new();

    /// <summary>Claims an intent as soon as the account's rate limit allows it.</summary>
    /// <param name="claim">The claim.</param>
    /// <param name="onRateLimited">Called before each wait of the account, with its length and reason and the number of requests of this process that wait.</param>
    /// <param name="cancellationToken">Cancels the wait. The reservation of the intent is released.</param>
    /// <returns><see cref="ClaimResult.Granted"/> or <see cref="ClaimResult.Held"/>.</returns>
    public async Task<ClaimResult> ClaimAsync(CreateClaim claim, Action<ClaimResult.RateLimited, int> onRateLimited, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(claim);
        ArgumentNullException.ThrowIfNull(onRateLimited);
        var account = accounts.GetOrAdd(claim.Account, _ => new Account(time));
        var isReserved = false;
        if (!account.IsRateLimited)
        {
            var result = await ledger.ClaimAsync(claim, cancellationToken);
            if (result is not ClaimResult.RateLimited)
            {
                return result;
            }

            isReserved = true;
        }

        account.IsRateLimited = true;
        var waiting = account.Add(onRateLimited);
        var isEntered = false;
        var hasWaited = false;
        try
        {
            await account.Semaphore.WaitAsync(cancellationToken);
            isEntered = true;
            while (true)
            {
                var result = await ledger.ClaimAsync(claim, cancellationToken);
                if (result is not ClaimResult.RateLimited rateLimited)
                {
                    return result;
                }

                isReserved = true;
                hasWaited = true;

                // The next claim must be made before the lease of the intent ends, or another process can claim the intent.
                var delay = rateLimited.RetryAfter * (1 + (MaxJitter * Random.Shared.NextDouble()));
                account.Report(rateLimited);
                await Task.Delay(delay < claim.Lease / 2 ? delay : claim.Lease / 2, time, cancellationToken);
            }
        }
        catch when (isReserved)
        {
            await ledger.ReleaseAsync(claim);
            throw;
        }
        finally
        {
            account.Remove(waiting);
            if (isEntered)
            {
                account.IsRateLimited = hasWaited;
                account.Semaphore.Release();
            }
        }
    }

    private sealed class Account(TimeProvider time)
    {
        private readonly Lock sync = new();
        private readonly LinkedList<Action<ClaimResult.RateLimited, int>> waiting = [];
        private ClaimResult.RateLimited? last;
        private long lastTimestamp;

        public SemaphoreSlim Semaphore { get; } = new(1, 1);

        /// <summary>Whether the last claim had to wait. The next one queues then.</summary>
        public volatile bool IsRateLimited;

        /// <summary>Adds a request that waits. Reports a wait that has begun.</summary>
        public LinkedListNode<Action<ClaimResult.RateLimited, int>> Add(Action<ClaimResult.RateLimited, int> onRateLimited)
        {
            lock (sync)
            {
                var node = waiting.AddLast(onRateLimited);
                if (last is not null && last.RetryAfter - time.GetElapsedTime(lastTimestamp) is var remaining && remaining > TimeSpan.Zero)
                {
                    onRateLimited(last with { RetryAfter = remaining }, waiting.Count);
                }

                return node;
            }
        }

        public void Remove(LinkedListNode<Action<ClaimResult.RateLimited, int>> node)
        {
            lock (sync)
            {
                waiting.Remove(node);
            }
        }

        /// <summary>Reports a wait to all requests that wait.</summary>
        public void Report(ClaimResult.RateLimited rateLimited)
        {
            lock (sync)
            {
                (last, lastTimestamp) = (rateLimited, time.GetTimestamp());
                foreach (var onRateLimited in waiting)
                {
                    onRateLimited(rateLimited, waiting.Count);
                }
            }
        }
    }
}
