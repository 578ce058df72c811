namespace WanVideo.Ledger;

/// <summary>
/// A ledger with an outbox for outcomes that it could not record. When it is opened, it recovers the attempts of processes of this machine that have
/// exited. Opened once.
/// </summary>
/// <param name="ledger">The ledger.</param>
/// <param name="stateFolder">The folder of the outboxes.</param>
/// <param name="time">The clock.</param>
public sealed class TaskLedger(ILedger ledger, string stateFolder, TimeProvider time) : IAsyncDisposable
{
    /// <summary>The time to wait for the ledger after the user stopped the command. A command has to stop within one second.</summary>
    public static readonly TimeSpan CancellationGracePeriod = TimeSpan.FromMilliseconds(500);

    private static readonly TimeSpan ReleaseTimeLimit = TimeSpan.FromMilliseconds(300);
    private static readonly TimeSpan DiscardInterval = TimeSpan.FromSeconds(1);

    private readonly SemaphoreSlim openSemaphore = new(1, 1);
    private Outbox? outbox;

    /// <summary>The ledger without the outbox.</summary>
    public ILedger Store => ledger;

    /// <summary>Opens the ledger for create requests: creates the outbox of this process and recovers the attempts of processes that have exited.</summary>
    /// <param name="messages">Receives warnings.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <exception cref="VideoException">The ledger cannot be used (<see cref="VideoErrorKind.LedgerUnavailable"/>). Nothing may be sent.</exception>
    public async Task<Outbox> OpenAsync(IUserMessages messages, CancellationToken cancellationToken)
    {
        if (outbox is { } current)
        {
            current.EnsureExists();
            return current;
        }

        await openSemaphore.WaitAsync(cancellationToken);
        try
        {
            if (outbox is null)
            {
                var id = await ledger.OpenAsync(cancellationToken);
                var newOutbox = Outbox.Create(stateFolder, id);
                try
                {
                    await newOutbox.RecoverAsync(ledger, messages, cancellationToken);
                }
                catch
                {
                    newOutbox.Dispose();
                    throw;
                }

                outbox = newOutbox;
            }

            return outbox;
        }
        finally
        {
            openSemaphore.Release();
        }
    }

    /// <summary>Records the outcomes in outboxes, and marks the other attempts of processes that have exited, and those whose lease has ended, as unresolved.</summary>
    /// <inheritdoc cref="OpenAsync"/>
    public async Task RecoverAsync(IUserMessages messages, CancellationToken cancellationToken)
    {
        if (outbox is { } current)
        {
            await current.RecoverAsync(ledger, messages, cancellationToken);
        }
        else
        {
            await OpenAsync(messages, cancellationToken);
        }
    }

    /// <summary>
    /// Claims an intent. After a cancellation it waits for at most <see cref="CancellationGracePeriod"/>, because the ledger may be granting the claim. A
    /// permit that is granted later is settled as abandoned in the background: nothing was sent.
    /// </summary>
    /// <inheritdoc cref="ILedger.ClaimAsync"/>
    public async Task<ClaimResult> ClaimAsync(CreateClaim claim, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(claim);
        var claiming = ledger.ClaimAsync(claim, cancellationToken);
        using (var limit = new CancellationTokenSource(Timeout.InfiniteTimeSpan, time))
        {
            await using var registration = cancellationToken.Register(() => limit.CancelAfter(CancellationGracePeriod));
            await ((Task)claiming).WaitAsync(limit.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }

        if (!claiming.IsCompleted)
        {
            _ = DiscardAsync(claim, claiming);
            cancellationToken.ThrowIfCancellationRequested();
        }

        return await claiming;
    }

    /// <summary>Ends the reservation of an intent that is not sent, so that other processes need not wait for the end of its lease. Takes at most 300 ms, and fails silently.</summary>
    /// <param name="claim">The claim.</param>
    public async Task ReleaseAsync(CreateClaim claim)
    {
        ArgumentNullException.ThrowIfNull(claim);
        try
        {
            await ledger.ReleaseAsync(claim, CancellationToken.None).WaitAsync(ReleaseTimeLimit, time, CancellationToken.None);
        }
        catch (Exception)
        {
            // The reservation ends with its lease.
        }
    }

    /// <summary>Records the outcome of a create request in the ledger, or in the outbox if the ledger is unavailable. Does not throw.</summary>
    /// <param name="settlement">The outcome.</param>
    /// <param name="messages">Receives a warning with the task id if the ledger is unavailable.</param>
    /// <param name="outboxToken">Canceled if the outcome is to be stored in the outbox, because the command ends and the ledger has not recorded it.</param>
    /// <returns>The result; null if the ledger did not record the outcome.</returns>
    public async Task<SettlementResult?> SettleAsync(AttemptSettlement settlement, IUserMessages messages, CancellationToken outboxToken)
    {
        ArgumentNullException.ThrowIfNull(settlement);
        ArgumentNullException.ThrowIfNull(messages);
        string reason;
        try
        {
            // The request was sent: its outcome is recorded even if the user has stopped the command. Recording it twice has no effect.
            var settling = ledger.SettleAsync(settlement, CancellationToken.None);
            await ((Task)settling).WaitAsync(outboxToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            if (settling.IsCompleted)
            {
                return await settling;
            }

            reason = "The command was stopped before the ledger responded.";
        }
        catch (Exception exception)
        {
            // The outcome must not be lost, regardless of the exception.
            reason = exception.Message;
        }

        var subject = settlement switch
        {
            { Task: { } task } => $"Task {task.Id} was created",
            { Event: AttemptEvent.Abandon } => "A create request was not sent",
            _ => "A create request returned no task id",
        };
        try
        {
            (outbox ?? throw new IOException("The outbox is not open.")).Add(settlement);
            messages.WriteWarning($"{subject}, and the ledger cannot record it now: {reason} The outcome is stored in the outbox and recorded when the ledger is available.");
        }
        catch (Exception exception)
        {
            messages.WriteWarning($"{subject}, and neither the ledger nor the outbox can record it: {reason} {exception.Message}{(settlement.Task is null ? "" : " Keep the id.")}");
        }

        return null;
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        outbox?.Dispose();
        openSemaphore.Dispose();
        await ledger.DisposeAsync();
    }

    // After an error it is unknown whether the claim was granted. The same claim made again finds its own permit.
    private async Task DiscardAsync(CreateClaim claim, Task<ClaimResult> claiming)
    {
        var started = time.GetTimestamp();
        while (true)
        {
            try
            {
                var result = await claiming;
                if (result is ClaimResult.Granted { Permit: var permit } && permit.TryRevoke())
                {
                    await SettleAsync(AttemptSettlement.CreateAbandoned(permit, claim.Account), NoMessages.Instance, CancellationToken.None);
                }
                else if (result is ClaimResult.RateLimited)
                {
                    await ReleaseAsync(claim);
                }

                return;
            }
            catch (VideoException exception) when (exception.Error.Kind is VideoErrorKind.LedgerUnavailable && time.GetElapsedTime(started) < claim.Lease)
            {
                await Task.Delay(DiscardInterval, time, CancellationToken.None);
                claiming = ledger.ClaimAsync(claim, CancellationToken.None);
            }
            catch (Exception)
            {
                // Nothing was granted, or the lease has ended.
                return;
            }
        }
    }

    /// <summary>The command has ended.</summary>
    private sealed class NoMessages : IUserMessages
    {
        public static readonly NoMessages Instance = new();

        public void WriteWarning(string message)
        {
        }

        public void WriteVerbose(string message)
        {
        }
    }
}
