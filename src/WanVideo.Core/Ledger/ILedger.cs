namespace WanVideo.Ledger;

/// <summary>
/// The durable record of every intent, create request, task, saved file and decision. Thread-safe, and safe for use by several processes. Unless
/// stated otherwise, a method throws <see cref="VideoException"/> with <see cref="VideoErrorKind.LedgerUnavailable"/> if the ledger cannot be used;
/// nothing is recorded in that case.
/// </summary>
public interface ILedger : IAsyncDisposable
{
    /// <summary>The path of the file or the URL of the server, without a password, for messages.</summary>
    string Location { get; }

    /// <summary>Opens the ledger. Creates it if it does not exist.</summary>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <returns>The id of the ledger.</returns>
    Task<Guid> OpenAsync(CancellationToken cancellationToken);

    /// <summary>
    /// Records an intent, or finds the one that holds its claim key, and grants the permission to send one create request. The permission exists
    /// only once the transaction is committed. Calling again with the same <see cref="CreateClaim"/> after an error never grants a second one.
    /// </summary>
    /// <param name="claim">The claim.</param>
    /// <param name="cancellationToken">Cancels the call before the commit. A commit is not canceled.</param>
    Task<ClaimResult> ClaimAsync(CreateClaim claim, CancellationToken cancellationToken);

    /// <summary>Records the outcome of a create request. Idempotent. The outcome contains the whole intent, so that it can be recorded after the ledger was restored to an earlier state.</summary>
    /// <param name="settlement">The outcome.</param>
    /// <param name="cancellationToken">Cancels the call before the commit.</param>
    Task<SettlementResult> SettleAsync(AttemptSettlement settlement, CancellationToken cancellationToken);

    /// <summary>Ends the reservation of a ready intent, so that other processes can claim it at once. Does nothing if another process has reserved or claimed it.</summary>
    /// <param name="claim">The claim that reserved it.</param>
    /// <param name="cancellationToken">Cancels the call before the commit.</param>
    Task ReleaseAsync(CreateClaim claim, CancellationToken cancellationToken);

    /// <summary>Records a person's decision about an unresolved intent. To send the request again, pass the decision in <see cref="CreateClaim.Decision"/> instead.</summary>
    /// <param name="decision">The decision.</param>
    /// <param name="cancellationToken">Cancels the call before the commit.</param>
    /// <exception cref="VideoException">The record was changed by another process or person since it was read (<see cref="VideoErrorKind.Conflict"/>).</exception>
    Task DecideAsync(LedgerDecision decision, CancellationToken cancellationToken);

    /// <summary>Records what a provider reported about a task, whether or not its create request is in the ledger.</summary>
    /// <param name="task">The task.</param>
    /// <param name="cancellationToken">Cancels the call before the commit.</param>
    Task RecordTaskAsync(VideoTask task, CancellationToken cancellationToken);

    /// <summary>Records that the video of a task was saved.</summary>
    /// <param name="task">The task.</param>
    /// <param name="file">The file.</param>
    /// <param name="cancellationToken">Cancels the call before the commit.</param>
    Task RecordSavedAsync(VideoTask task, SavedFile file, CancellationToken cancellationToken);

    /// <summary>Marks attempts as unresolved if their lease has ended or their owner is a process of this host that has exited.</summary>
    /// <param name="exitedOwners">The owners that have exited.</param>
    /// <param name="cancellationToken">Cancels the call before the commit.</param>
    Task ExpireAsync(IReadOnlyCollection<string> exitedOwners, CancellationToken cancellationToken);

    /// <summary>Records matching a query, newest first. No read transaction is open while the caller processes a record.</summary>
    /// <param name="query">The filter.</param>
    /// <param name="cancellationToken">Cancels the enumeration.</param>
    IAsyncEnumerable<LedgerRecord> ListAsync(LedgerQuery query, CancellationToken cancellationToken);

    /// <summary>Finds the records of a task or an intent.</summary>
    /// <param name="id">A gateway's task id, or an intent's id.</param>
    /// <param name="provider">The provider; null for any.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <returns>The records: none, one, or several where providers use the same id.</returns>
    Task<IReadOnlyList<LedgerRecord>> FindAsync(string id, string? provider, CancellationToken cancellationToken);

    /// <summary>Gets the recorded request of an intent and its input row.</summary>
    /// <param name="intentId">The intent.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <returns>The request; null if the ledger does not have it.</returns>
    Task<RecordedRequest?> GetRequestAsync(Guid intentId, CancellationToken cancellationToken);

    /// <summary>Removes settled records. Records that are being sent or unresolved, and tasks that are not terminal, stay.</summary>
    /// <param name="records">The records to remove; null for all.</param>
    /// <param name="before">Only records created before this time; null for any time.</param>
    /// <param name="cancellationToken">Cancels the call before the commit.</param>
    /// <returns>The number of removed records.</returns>
    Task<int> RemoveAsync(IReadOnlyCollection<LedgerRecord>? records, DateTimeOffset? before, CancellationToken cancellationToken);

    /// <summary>Gets the location, engine, schema version, size and number of records by status.</summary>
    /// <param name="cancellationToken">Cancels the call.</param>
    Task<LedgerInfo> GetInfoAsync(CancellationToken cancellationToken);
}
