using System.Collections.Concurrent;
using WanVideo.Journal;

namespace WanVideo.Session;

/// <summary>
/// Records terminal statuses and saved files in the background of a command. Both can be determined again from the provider and the disk, so an
/// unavailable journal causes one warning and no error.
/// </summary>
/// <param name="journal">The journal.</param>
/// <param name="messages">Receives the warning.</param>
internal sealed class TaskRecords(TaskJournal journal, IUserMessages messages)
{
    // After Ctrl+C. A command has to stop within one second.
    private static readonly TimeSpan CancellationGracePeriod = TimeSpan.FromMilliseconds(500);

    private readonly ConcurrentQueue<Task> pendingWrites = new();
    private int hasWarned;

    /// <summary>Records a terminal status, unless it was known before.</summary>
    /// <param name="provider">The task's provider.</param>
    /// <param name="previous">The task before the poll; null if only its id was known.</param>
    /// <param name="current">The task after the poll.</param>
    public void RecordTerminalStatus(IVideoProvider provider, VideoTask? previous, VideoTask current)
    {
        // Unknown can be transient: the provider may return the task later.
        if (provider.IsBilled && current.IsEnded && current.Status is not VideoStatus.Unknown && previous?.IsEnded is not true)
        {
            pendingWrites.Enqueue(WriteAsync(() => journal.EndedAsync(current)));
        }
    }

    /// <summary>Records the file in which a video was saved.</summary>
    public void RecordSaved(IVideoProvider provider, string id, FileInfo file)
    {
        if (provider.IsBilled)
        {
            pendingWrites.Enqueue(WriteAsync(() => journal.SavedAsync(provider.Name, id, file)));
        }
    }

    /// <summary>Waits for all writes. After cancellation it waits for at most 500 ms.</summary>
    public async Task FlushAsync(CancellationToken cancellationToken)
    {
        var writes = Task.WhenAll(pendingWrites);
        try
        {
            await writes.WaitAsync(cancellationToken);
        }
        catch (OperationCanceledException)
        {
            await Task.WhenAny(writes, Task.Delay(CancellationGracePeriod, CancellationToken.None));
            throw;
        }
    }

    private async Task WriteAsync(Func<Task> write)
    {
        try
        {
            await write();
        }
        catch (VideoException exception) when (exception.Error.Kind is VideoErrorKind.JournalUnavailable)
        {
            if (Interlocked.Exchange(ref hasWarned, 1) == 0)
            {
                messages.WriteWarning(exception.Message);
            }
        }
    }
}
