using System.Collections.Concurrent;
using WanVideo.Journal;

namespace WanVideo.Pipeline;

/// <summary>
/// Records what a command learns of tasks, beside its work. That they ended or were saved can be learnt again from the gateway or the disk, so
/// a journal that cannot be written is warned about, once, and fails nothing.
/// </summary>
/// <param name="journal">The journal.</param>
/// <param name="messages">Takes the warning.</param>
internal sealed class TaskRecords(TaskJournal journal, IUserMessages messages)
{
    private readonly ConcurrentQueue<Task> underWay = new();
    private int hasWarned;

    /// <summary>A task was seen to have ended.</summary>
    /// <param name="provider">Where it ran.</param>
    /// <param name="known">What was known before; null if nothing was.</param>
    /// <param name="seen">What is known now.</param>
    public void Ended(IVideoProvider provider, VideoTask? known, VideoTask seen)
    {
        // That a gateway does not know a task is no end of it: it may know it again.
        if (provider.IsBilled && seen.IsEnded && seen.Status is not VideoStatus.Unknown && known?.IsEnded is not true)
        {
            underWay.Enqueue(RecordAsync(() => journal.EndedAsync(seen)));
        }
    }

    /// <summary>A video was saved.</summary>
    public void Saved(IVideoProvider provider, string id, FileInfo file)
    {
        if (provider.IsBilled)
        {
            underWay.Enqueue(RecordAsync(() => journal.SavedAsync(provider.Name, id, file)));
        }
    }

    /// <summary>Waits until all of it is written.</summary>
    public Task FinishAsync() => Task.WhenAll(underWay);

    private async Task RecordAsync(Func<Task> record)
    {
        try
        {
            await record();
        }
        catch (VideoException unavailable) when (unavailable.Error.Kind is VideoErrorKind.JournalUnavailable)
        {
            if (Interlocked.Exchange(ref hasWarned, 1) == 0)
            {
                messages.WriteWarning(unavailable.Message);
            }
        }
    }
}
