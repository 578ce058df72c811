using System.Collections.Concurrent;

namespace WanVideo.Ledger;

/// <summary>
/// Records terminal statuses and saved files in the background of a command. Both can be determined again from the provider and the disk, so an
/// unavailable ledger causes one warning and no error.
/// </summary>
/// <param name="getLedger">Gets the ledger. It fails if the location of the ledger is invalid.</param>
/// <param name="messages">Receives the warning.</param>
/// <param name="time">The clock. Default: the system's.</param>
public sealed class TaskRecorder(Func<ILedger> getLedger, IUserMessages messages, TimeProvider? time = null)
{
    // After Ctrl+C. A command has to stop within one second.
    private static readonly TimeSpan CancellationGracePeriod = TimeSpan.FromMilliseconds(500);

    private readonly ConcurrentQueue<Task> pendingWrites = new();
    private int hasWarned;

    /// <summary>Records a terminal status, unless it was known before. A gateway can correct one, such as a failure to a success.</summary>
    /// <param name="provider">The task's provider.</param>
    /// <param name="previous">The task before the poll; null if only its id was known.</param>
    /// <param name="current">The task after the poll.</param>
    public void RecordTerminalStatus(IVideoProvider provider, VideoTask? previous, VideoTask current)
    {
        ArgumentNullException.ThrowIfNull(provider);
        ArgumentNullException.ThrowIfNull(current);

        // Unknown can be transient: the provider may return the task later.
        if (current.IsTerminal && current.Status is not VideoStatus.Unknown && previous?.Status != current.Status)
        {
            pendingWrites.Enqueue(WriteAsync(() => getLedger().RecordTaskAsync(AddConnectionDetails(provider, current), CancellationToken.None)));
        }
    }

    /// <summary>Records the file in which a video was saved, with its digest.</summary>
    /// <param name="provider">The task's provider.</param>
    /// <param name="task">The task.</param>
    /// <param name="file">The file.</param>
    public void RecordSaved(IVideoProvider provider, VideoTask task, FileInfo file)
    {
        ArgumentNullException.ThrowIfNull(provider);
        ArgumentNullException.ThrowIfNull(file);
        pendingWrites.Enqueue(WriteAsync(async () =>
        {
            var saved = await SavedFile.ReadAsync(file, CancellationToken.None);
            await getLedger().RecordSavedAsync(AddConnectionDetails(provider, task), saved, CancellationToken.None);
        }));
    }

    /// <summary>Finds the record of a task, to add recorded properties to a task that is known by its id only.</summary>
    /// <param name="id">The gateway's task id, or the id of an intent.</param>
    /// <param name="provider">The provider; null for any.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <returns>The record; null if there is none, several providers use the id, or the ledger is unavailable.</returns>
    public Task<LedgerRecord?> FindAsync(string id, string? provider, CancellationToken cancellationToken) =>
        ReadAsync(async ledger => await ledger.FindAsync(id, provider, cancellationToken) is [var record] ? record : null);

    /// <summary>Whether the ledger has a request with this label. False if the ledger is unavailable.</summary>
    /// <param name="label">The label.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    public Task<bool> HasLabelAsync(string label, CancellationToken cancellationToken) =>
        ReadAsync(async ledger => await ledger.ListAsync(new LedgerQuery { Labels = [label] }, cancellationToken).AnyAsync(cancellationToken));

    /// <summary>Waits for all writes. After cancellation it waits for at most 500 ms.</summary>
    /// <param name="cancellationToken">Limits the wait.</param>
    public async Task FlushAsync(CancellationToken cancellationToken)
    {
        var writes = Task.WhenAll(pendingWrites);
        try
        {
            await writes.WaitAsync(cancellationToken);
        }
        catch (OperationCanceledException)
        {
            await Task.WhenAny(writes, Task.Delay(CancellationGracePeriod, time ?? TimeProvider.System, CancellationToken.None));
            throw;
        }
    }

    private static VideoTask AddConnectionDetails(IVideoProvider provider, VideoTask task) => task with { BaseUri = task.BaseUri ?? provider.BaseUri, IsBilled = provider.IsBilled };

    private async Task<T?> ReadAsync<T>(Func<ILedger, Task<T>> read)
    {
        try
        {
            return await read(getLedger());
        }
        catch (VideoException exception) when (exception.Error.Kind is VideoErrorKind.LedgerUnavailable)
        {
            WarnOnce(exception);
            return default;
        }
    }

    private async Task WriteAsync(Func<Task> write)
    {
        try
        {
            await write();
        }
        catch (Exception exception) when (exception is VideoException or IOException or UnauthorizedAccessException)
        {
            WarnOnce(exception);
        }
    }

    private void WarnOnce(Exception exception)
    {
        if (Interlocked.Exchange(ref hasWarned, 1) == 0)
        {
            messages.WriteWarning($"{exception.Message} The command continues without the ledger.");
        }
    }
}
