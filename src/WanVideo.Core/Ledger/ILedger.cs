namespace WanVideo.Ledger;

/// <summary>
/// The durable record of every intent, create request, task, saved file and decision. All methods may be called from many threads and processes.
/// Unless stated otherwise they throw <see cref="VideoException"/> with <see cref="VideoErrorKind.LedgerUnavailable"/> when the ledger cannot be
/// used, and nothing was recorded then.
/// </summary>
public interface ILedger : IAsyncDisposable
{
    /// <summary>Where the ledger is, without a password, for messages.</summary>
    string Location { get; }

    /// <summary>Opens the ledger, creating it if there is none.</summary>
    /// <param name="cancellationToken">Ends the call.</param>
    /// <returns>The ledger's own id.</returns>
    Task<Guid> OpenAsync(CancellationToken cancellationToken);

    /// <summary>
    /// Records an intent, or finds the one that holds its claim, and grants the permission to send one create request. The permission exists
    /// only once the transaction is committed. Calling again with the same <see cref="CreateClaim"/> after an error never grants a second one.
    /// </summary>
    /// <param name="claim">The intent and the terms of the permission.</param>
    /// <param name="cancellationToken">Ends the call before the commit. A commit is never cancelled.</param>
    Task<ClaimResult> ClaimAsync(CreateClaim claim, CancellationToken cancellationToken);

    /// <summary>Records the outcome of a create request. Idempotent. Carries the whole intent, so that it works where the ledger was restored to an earlier state.</summary>
    /// <param name="settlement">The outcome.</param>
    /// <param name="cancellationToken">Ends the call before the commit.</param>
    Task<SettlementResult> SettleAsync(AttemptSettlement settlement, CancellationToken cancellationToken);

    /// <summary>Records a person's decision about an unresolved intent. To have the request sent again, pass the decision with <see cref="CreateClaim.Decision"/> instead.</summary>
    /// <param name="decision">The decision.</param>
    /// <param name="cancellationToken">Ends the call before the commit.</param>
    /// <exception cref="VideoException">The intent was settled or decided by someone else meanwhile (<see cref="VideoErrorKind.Conflict"/>).</exception>
    Task DecideAsync(LedgerDecision decision, CancellationToken cancellationToken);

    /// <summary>Records what a provider reported about a task, whether or not its create request is in the ledger.</summary>
    /// <param name="task">The task.</param>
    /// <param name="cancellationToken">Ends the call before the commit.</param>
    Task RecordTaskAsync(VideoTask task, CancellationToken cancellationToken);

    /// <summary>Records that the video of a task was saved.</summary>
    /// <param name="task">The task.</param>
    /// <param name="file">The file.</param>
    /// <param name="cancellationToken">Ends the call before the commit.</param>
    Task RecordSavedAsync(VideoTask task, SavedFile file, CancellationToken cancellationToken);

    /// <summary>Marks attempts as unresolved whose lease ended, and those of owners on this host that no longer run.</summary>
    /// <param name="deadOwners">The owners whose lock file is free.</param>
    /// <param name="cancellationToken">Ends the call before the commit.</param>
    Task ExpireAsync(IReadOnlyCollection<string> deadOwners, CancellationToken cancellationToken);

    /// <summary>Records matching a query, newest first. No read transaction is open while the caller processes a record.</summary>
    /// <param name="query">Which records.</param>
    /// <param name="cancellationToken">Ends the enumeration.</param>
    IAsyncEnumerable<LedgerRecord> ListAsync(LedgerQuery query, CancellationToken cancellationToken);

    /// <summary>The record of a task or an intent.</summary>
    /// <param name="id">A gateway's task id, or an intent's id.</param>
    /// <param name="provider">The provider, where the id alone may be ambiguous; null for any.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    /// <returns>The records: none, one, or several where providers use the same id.</returns>
    Task<IReadOnlyList<LedgerRecord>> FindAsync(string id, string? provider, CancellationToken cancellationToken);

    /// <summary>The request of an intent and the input row it came from.</summary>
    /// <param name="intentId">The intent.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    /// <returns>The request; null if the ledger does not have it.</returns>
    Task<RecordedRequest?> GetRequestAsync(Guid intentId, CancellationToken cancellationToken);

    /// <summary>Removes settled records. Records that are being sent or unresolved, and tasks that are not terminal, stay.</summary>
    /// <param name="ids">The intents and the ids of tasks that have no intent; null for all.</param>
    /// <param name="before">Only records created before this time; null for any time.</param>
    /// <param name="cancellationToken">Ends the call before the commit.</param>
    /// <returns>The number of removed records.</returns>
    Task<int> RemoveAsync(IReadOnlyCollection<LedgerRecord>? ids, DateTimeOffset? before, CancellationToken cancellationToken);

    /// <summary>Location, engine, schema version, size and counts by state.</summary>
    /// <param name="cancellationToken">Ends the call.</param>
    Task<LedgerInfo> GetInfoAsync(CancellationToken cancellationToken);
}
