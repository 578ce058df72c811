using System.Text;

namespace WanVideo.Ledger;

/// <summary>
/// Holds the outcomes of create requests that the ledger could not record. One file per process and ledger, with an exclusive lock that the
/// operating system releases when the process exits, so that an unlocked file belongs to a process that has exited. Where locks have no effect, only
/// the lease of an attempt proves that its process has exited.
/// </summary>
public sealed class Outbox : IDisposable
{
    // A process without a lock creates its file again if it was deleted.
    private static readonly TimeSpan UnlockedFileRetention = TimeSpan.FromDays(1);

    private readonly SemaphoreSlim recovery = new(1, 1);
    private readonly string folder;
    private readonly Guid ledgerId;
    private readonly OutboxFile file;

    private Outbox(string folder, Guid ledgerId, string owner, OutboxFile file)
    {
        this.folder = folder;
        this.ledgerId = ledgerId;
        this.file = file;
        Owner = owner;
    }

    /// <summary>The name of this process in the ledger.</summary>
    public string Owner { get; }

    /// <summary>Creates this process's outbox for a ledger.</summary>
    /// <param name="stateFolder">The folder of the outboxes.</param>
    /// <param name="ledgerId">The id of the ledger. Outcomes are replayed to this ledger only.</param>
    /// <exception cref="VideoException">The file cannot be created, or its space cannot be allocated (<see cref="VideoErrorKind.LedgerUnavailable"/>).</exception>
    public static Outbox Create(string stateFolder, Guid ledgerId)
    {
        var folder = Path.Combine(stateFolder, ledgerId.ToString("N"));
        var owner = Guid.CreateVersion7().ToString("N");
        try
        {
            return new Outbox(folder, ledgerId, owner, OutboxFile.Create(folder, owner));
        }
        catch (Exception exception) when (IsFileError(exception))
        {
            throw CreateUnavailableException(folder, exception);
        }
    }

    /// <summary>Creates the file again if it was deleted. Called before a create request is permitted.</summary>
    /// <exception cref="VideoException">The file cannot be created (<see cref="VideoErrorKind.LedgerUnavailable"/>).</exception>
    public void EnsureExists()
    {
        try
        {
            file.EnsureExists();
        }
        catch (Exception exception) when (IsFileError(exception))
        {
            throw CreateUnavailableException(folder, exception);
        }
    }

    /// <summary>Stores an outcome on disk until <see cref="RecoverAsync"/> has recorded it.</summary>
    /// <param name="settlement">The outcome.</param>
    /// <exception cref="IOException">The allocated space is used, and the disk is full.</exception>
    public void Add(AttemptSettlement settlement) => file.Add(new OutboxEntry(ledgerId, settlement).Format(OutboxFile.SlotSize));

    /// <summary>
    /// Records the outcomes in the outboxes of this process and of processes that have exited. Marks the other attempts of these processes, and attempts
    /// whose lease has ended, as unresolved. An outcome that cannot be recorded does not prevent the others from being recorded.
    /// </summary>
    /// <param name="ledger">The ledger.</param>
    /// <param name="messages">Receives a warning for each outcome that cannot be recorded. It is moved to a file named <c>.rejected</c>, or remains if the ledger may accept it later.</param>
    /// <param name="cancellationToken">Cancels the replay. Outcomes that were not recorded remain.</param>
    /// <exception cref="VideoException">The ledger or the outbox cannot be used (<see cref="VideoErrorKind.LedgerUnavailable"/>).</exception>
    public async Task RecoverAsync(ILedger ledger, IUserMessages messages, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(ledger);
        ArgumentNullException.ThrowIfNull(messages);
        await recovery.WaitAsync(cancellationToken);
        try
        {
            file.EnsureExists();

            // Fails if the ledger is unavailable.
            await ledger.ExpireAsync([], cancellationToken).WaitAsync(cancellationToken);
            await new Replay(this, ledger, messages, cancellationToken).RunAsync();
        }
        catch (Exception exception) when (IsFileError(exception))
        {
            throw CreateUnavailableException(folder, exception);
        }
        finally
        {
            recovery.Release();
        }
    }

    /// <summary>Closes the file. Deletes it if it is empty.</summary>
    public void Dispose()
    {
        try
        {
            file.CloseAndDeleteIfBlank();
        }
        catch (Exception exception) when (IsFileError(exception))
        {
            // The next process replays and deletes it.
        }

        recovery.Dispose();
    }

    private static bool IsFileError(Exception exception) => exception is IOException or UnauthorizedAccessException;

    private static VideoException CreateUnavailableException(string folder, Exception exception) => new(
        VideoErrorKind.LedgerUnavailable,
        $"The outbox in {folder} cannot be written: {exception.Message} It is required before a create request is sent, so nothing was sent.",
        exception);

    /// <summary>One recovery.</summary>
    private sealed class Replay(Outbox outbox, ILedger ledger, IUserMessages messages, CancellationToken cancellationToken)
    {
        private bool? isSameLedger;

        public async Task RunAsync()
        {
            await ReplayAsync(outbox.file, outbox.Owner);
            await ReplayUnlockedFilesAsync();

            // Without effective locks, a file that can be opened proves nothing.
            if (outbox.file.IsLocked)
            {
                await ReplayExitedOwnersAsync();
            }
        }

        private async Task ReplayExitedOwnersAsync()
        {
            var exitedOwners = new Dictionary<string, string>(StringComparer.Ordinal);
            foreach (var (path, owner) in GetOtherFiles(OutboxFile.LockedExtension))
            {
                // The file can be opened only if its owner has exited.
                using var other = OutboxFile.TryOpen(path);
                if (other is not null && await ReplayAsync(other, owner))
                {
                    exitedOwners.Add(owner, path);
                }
            }

            if (exitedOwners.Count > 0)
            {
                await ledger.ExpireAsync(exitedOwners.Keys, cancellationToken).WaitAsync(cancellationToken);
                foreach (var path in exitedOwners.Values)
                {
                    Delete(path);
                }
            }
        }

        private async Task ReplayUnlockedFilesAsync()
        {
            foreach (var (path, owner) in GetOtherFiles(OutboxFile.UnlockedExtension))
            {
                var lastWriteTime = File.GetLastWriteTimeUtc(path);
                using var other = OutboxFile.TryOpen(path);
                if (other is not null && await ReplayAsync(other, owner) && lastWriteTime < DateTime.UtcNow - UnlockedFileRetention)
                {
                    Delete(path);
                }
            }
        }

        private IEnumerable<(string Path, string Owner)> GetOtherFiles(string extension) =>
            Directory.GetFiles(outbox.folder, "*" + extension).Select(path => (path, Path.GetFileNameWithoutExtension(path))).Where(other => other.Item2 != outbox.Owner);

        // Another process can delete the same file.
        private static void Delete(string path)
        {
            try
            {
                File.Delete(path);
            }
            catch (Exception exception) when (IsFileError(exception))
            {
                // The next recovery deletes it.
            }
        }

        /// <returns>Whether no entry remains.</returns>
        private async Task<bool> ReplayAsync(OutboxFile source, string owner)
        {
            var remaining = 0;
            foreach (var line in ReadLines(source, ref remaining))
            {
                if (await ReplayAsync(line, owner))
                {
                    source.Clear(line);
                }
                else
                {
                    remaining++;
                }
            }

            return remaining == 0;
        }

        // A file that cannot be read does not prevent the others from being recorded.
        private List<OutboxLine> ReadLines(OutboxFile source, ref int remaining)
        {
            try
            {
                return source.ReadLines();
            }
            catch (Exception exception) when (IsFileError(exception) || exception is OverflowException or OutOfMemoryException)
            {
                remaining++;
                messages.WriteWarning($"The outcomes of create requests in {source.Path} cannot be read: {exception.Message}");
                return [];
            }
        }

        /// <returns>Whether the entry was recorded or rejected.</returns>
        private async Task<bool> ReplayAsync(OutboxLine line, string owner)
        {
            if (line.Entry is not { } entry || entry.LedgerId != outbox.ledgerId)
            {
                return Reject(line, owner, "The entry is damaged or belongs to another ledger.");
            }

            if (!await IsSameLedgerAsync())
            {
                return false;
            }

            try
            {
                await ledger.SettleAsync(entry.Settlement, cancellationToken).WaitAsync(cancellationToken);
                return true;
            }
            catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
            {
                throw;
            }
            catch (Exception exception) when (exception is VideoException { Error.Kind: VideoErrorKind.LedgerUnavailable } or OperationCanceledException or ObjectDisposedException or IOException)
            {
                // Fails if the ledger is unavailable for all outcomes.
                await ledger.ExpireAsync([], cancellationToken).WaitAsync(cancellationToken);
                messages.WriteWarning($"{Describe(line)} cannot be recorded now and remains in the outbox: {exception.Message}");
                return false;
            }
            catch (Exception exception)
            {
                return Reject(line, owner, exception.Message);
            }
        }

        // The ledger at the location can have been replaced by another one since the outbox was created.
        private async Task<bool> IsSameLedgerAsync()
        {
            if (isSameLedger is null)
            {
                isSameLedger = await ledger.OpenAsync(cancellationToken).WaitAsync(cancellationToken) == outbox.ledgerId;
                if (isSameLedger is false)
                {
                    messages.WriteWarning($"The ledger {ledger.Location} was replaced by another one. Outcomes of create requests that belong to the previous ledger remain in {outbox.folder}.");
                }
            }

            return isSameLedger.Value;
        }

        private bool Reject(OutboxLine line, string owner, string reason)
        {
            var path = Path.Combine(outbox.folder, owner + ".rejected");
            try
            {
                OutboxFile.AppendPrivate(path, Encoding.UTF8.GetString(line.Bytes).TrimEnd() + Environment.NewLine);
                messages.WriteWarning($"{Describe(line)} could not be recorded and was moved to {path}: {reason}");
                return true;
            }
            catch (Exception exception) when (IsFileError(exception))
            {
                messages.WriteWarning($"{Describe(line)} could not be recorded and remains in the outbox: {reason} {exception.Message}");
                return false;
            }
        }

        private static string Describe(OutboxLine line) =>
            line.Entry?.Settlement.Task is { } task ? $"The outcome of a create request, task {task.Id}," : "An outcome of a create request";
    }
}
