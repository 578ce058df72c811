namespace WanVideo.Ledger;

/// <summary>
/// The ledger as the commands use it: opened once, with an outbox for outcomes that cannot be recorded, and with the records of processes of
/// this machine that have ended brought up to date.
/// </summary>
/// <param name="ledger">The ledger.</param>
/// <param name="stateFolder">The folder of the outboxes.</param>
public sealed class TaskLedger(ILedger ledger, string stateFolder) : IAsyncDisposable
{
    private readonly SemaphoreSlim opening = new(1, 1);
    private Outbox? outbox;

    /// <summary>The ledger itself, for reading.</summary>
    public ILedger Records => ledger;

    /// <summary>Opens the ledger for create requests: makes this process's outbox, replays those of ended processes, and marks their requests as unresolved.</summary>
    /// <param name="messages">Receives warnings.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    /// <exception cref="VideoException">The ledger cannot be used (<see cref="VideoErrorKind.LedgerUnavailable"/>). Nothing may be sent.</exception>
    public async Task<Outbox> OpenAsync(IUserMessages messages, CancellationToken cancellationToken)
    {
        if (outbox is { } open)
        {
            return open;
        }

        await opening.WaitAsync(cancellationToken);
        try
        {
            if (outbox is null)
            {
                var id = await ledger.OpenAsync(cancellationToken);
                var created = Outbox.Create(stateFolder, id);
                await created.RecoverAsync(ledger, messages, cancellationToken);
                outbox = created;
            }

            return outbox;
        }
        finally
        {
            opening.Release();
        }
    }

    /// <summary>Replays outboxes, and marks as unresolved what ended processes and ended leases left behind. Called when a command begins.</summary>
    /// <inheritdoc cref="OpenAsync"/>
    public async Task RecoverAsync(IUserMessages messages, CancellationToken cancellationToken)
    {
        if (outbox is { } open)
        {
            await open.RecoverAsync(ledger, messages, cancellationToken);
        }
        else
        {
            await OpenAsync(messages, cancellationToken);
        }
    }

    /// <summary>Records the outcome of a create request: in the ledger, or in the outbox while the ledger is away.</summary>
    /// <param name="settlement">The outcome.</param>
    /// <param name="messages">Receives a warning that names the task, where the ledger is away.</param>
    /// <returns>What it changed; null where the ledger is away.</returns>
    public async Task<SettlementResult?> SettleAsync(AttemptSettlement settlement, IUserMessages messages)
    {
        ArgumentNullException.ThrowIfNull(settlement);
        ArgumentNullException.ThrowIfNull(messages);
        try
        {
            // The request was sent: its outcome is recorded even if the user has stopped the command.
            return await ledger.SettleAsync(settlement, CancellationToken.None);
        }
        catch (Exception unavailable) when (unavailable is not OperationCanceledException)
        {
            // Whatever the ledger failed with, the outcome must not be lost.
            var subject = settlement.Task is { } task ? $"Task {task.Id} was created" : "A create request ended without a task";
            try
            {
                (outbox ?? throw new IOException("It is not open.")).Add(settlement);
                messages.WriteWarning($"{subject}, and the ledger cannot record it now: {unavailable.Message} It is kept in the outbox and is recorded when the ledger can be used again.");
            }
            catch (Exception failure) when (failure is IOException or UnauthorizedAccessException or ObjectDisposedException)
            {
                messages.WriteWarning($"{subject}, and neither the ledger nor the outbox can record it: {unavailable.Message} {failure.Message}{(settlement.Task is null ? "" : " Keep the id.")}");
            }

            return null;
        }
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        outbox?.Dispose();
        opening.Dispose();
        await ledger.DisposeAsync();
    }
}
