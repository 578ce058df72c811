namespace WanVideo.Ledger;

/// <summary>
/// A ledger with an outbox for outcomes that it could not record. When it is opened, it recovers the attempts of processes of this machine that have
/// exited. Opened once.
/// </summary>
/// <param name="ledger">The ledger.</param>
/// <param name="stateFolder">The folder of the outboxes.</param>
public sealed class TaskLedger(ILedger ledger, string stateFolder) : IAsyncDisposable
{
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
            return current;
        }

        await openSemaphore.WaitAsync(cancellationToken);
        try
        {
            if (outbox is null)
            {
                var id = await ledger.OpenAsync(cancellationToken);
                var newOutbox = Outbox.Create(stateFolder, id);
                await newOutbox.RecoverAsync(ledger, messages, cancellationToken);
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

    /// <summary>Records the outcome of a create request in the ledger, or in the outbox if the ledger is unavailable.</summary>
    /// <param name="settlement">The outcome.</param>
    /// <param name="messages">Receives a warning with the task id if the ledger is unavailable.</param>
    /// <returns>The result; null if the ledger is unavailable.</returns>
    public async Task<SettlementResult?> SettleAsync(AttemptSettlement settlement, IUserMessages messages)
    {
        ArgumentNullException.ThrowIfNull(settlement);
        ArgumentNullException.ThrowIfNull(messages);
        try
        {
            // The request was sent: its outcome is recorded even if the user has stopped the command.
            return await ledger.SettleAsync(settlement, CancellationToken.None);
        }
        catch (Exception exception) when (exception is not OperationCanceledException)
        {
            // The outcome must not be lost, regardless of the exception.
            var subject = settlement.Task is { } task ? $"Task {task.Id} was created" : "A create request returned no task id";
            try
            {
                (outbox ?? throw new IOException("The outbox is not open.")).Add(settlement);
                messages.WriteWarning($"{subject}, and the ledger cannot record it now: {exception.Message} The outcome is stored in the outbox and recorded when the ledger is available.");
            }
            catch (Exception outboxException) when (outboxException is IOException or UnauthorizedAccessException or ObjectDisposedException)
            {
                messages.WriteWarning($"{subject}, and neither the ledger nor the outbox can record it: {exception.Message} {outboxException.Message}{(settlement.Task is null ? "" : " Keep the id.")}");
            }

            return null;
        }
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        outbox?.Dispose();
        openSemaphore.Dispose();
        await ledger.DisposeAsync();
    }
}
