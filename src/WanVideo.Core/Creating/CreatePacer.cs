using System.Collections.Concurrent;
using WanVideo.Ledger;

namespace WanVideo.Creating;

/// <summary>
/// Makes create requests of one account wait for their turn. The ledger holds the pace that all processes keep; within this process only the
/// first request of a queue asks for it.
/// </summary>
/// <param name="ledger">The ledger.</param>
/// <param name="time">The clock.</param>
public sealed class CreatePacer(ILedger ledger, TimeProvider time)
{
    // Spreads the processes that wait for the same moment.
    private const double MaxJitter = 0.1;

    private readonly ConcurrentDictionary<AccountKey, Account> accounts = new();

    /// <summary>Claims an intent as soon as the account's pace allows it.</summary>
    /// <param name="claim">The claim.</param>
    /// <param name="paused">Called with each wait that the pace requires and its reason.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>What the ledger returned: granted or held.</returns>
    public async Task<ClaimResult> ClaimAsync(CreateClaim claim, Action<ClaimResult.Paced> paused, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(claim);
        ArgumentNullException.ThrowIfNull(paused);
        var account = accounts.GetOrAdd(claim.Account, _ => new Account());
        if (!account.IsPaced)
        {
            var result = await ledger.ClaimAsync(claim, cancellationToken);
            if (result is not ClaimResult.Paced)
            {
                return result;
            }
        }

        account.IsPaced = true;
        await account.Turn.WaitAsync(cancellationToken);
        var hasWaited = false;
        try
        {
            while (true)
            {
                var result = await ledger.ClaimAsync(claim, cancellationToken);
                if (result is not ClaimResult.Paced paced)
                {
                    return result;
                }

                hasWaited = true;
                paused(paced);

                // The intent stays this process's while it claims again before the lease ends.
                var delay = paced.RetryAfter * (1 + (MaxJitter * Random.Shared.NextDouble()));
                await Task.Delay(delay < claim.Lease / 2 ? delay : claim.Lease / 2, time, cancellationToken);
            }
        }
        finally
        {
            account.IsPaced = hasWaited;
            account.Turn.Release();
        }
    }

    private sealed class Account
    {
        public SemaphoreSlim Turn { get; } = new(1, 1);

        /// <summary>Whether the last claim had to wait, so that the next one queues.</summary>
        public volatile bool IsPaced;
    }
}
