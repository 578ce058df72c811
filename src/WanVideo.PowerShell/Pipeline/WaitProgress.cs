using System.Globalization;
using System.Management.Automation;
using WanVideo.Waiting;

namespace WanVideo.Pipeline;

/// <summary>One progress bar for all tasks that are waited for. Used on the pipeline thread only.</summary>
/// <param name="command">The cmdlet.</param>
/// <param name="total">How many tasks there are.</param>
internal sealed class WaitProgress(Cmdlet command, int total) : IDisposable
{
    private const int ActivityId = 0x57_41; // 'WA': our own bar, whatever others a script shows.

    private readonly Dictionary<WatchedTask, VideoTask> open = [];
    private int ended;
    private bool isShown;

    /// <summary>A look found a task unfinished.</summary>
    /// <param name="watched">The task.</param>
    public void Looked(WatchedTask watched)
    {
        open[watched] = watched.Task;
        Show();
    }

    /// <summary>A task ended.</summary>
    /// <param name="watched">The task.</param>
    public void Ended(WatchedTask watched)
    {
        open.Remove(watched);
        ended++;
        Show();
    }

    /// <summary>Takes the bar away, however the waiting ended.</summary>
    public void Dispose()
    {
        if (!isShown)
        {
            return;
        }

        try
        {
            command.WriteProgress(new ProgressRecord(ActivityId, Activity, " ") { RecordType = ProgressRecordType.Completed });
        }
        catch (PipelineStoppedException)
        {
            // A pipeline that is stopping takes all its bars away itself, and the exception that stopped it is on its way.
        }
    }

    private string Activity => total == 1 ? "Waiting for 1 video" : string.Create(CultureInfo.CurrentCulture, $"Waiting for {total} videos");

    private void Show()
    {
        isShown = true;
        var running = open.Values.Count(task => task.Status is VideoStatus.Running);
        var done = ended + open.Values.Sum(task => (task.Progress ?? 0) / 100.0);
        command.WriteProgress(new ProgressRecord(ActivityId, Activity, string.Create(CultureInfo.CurrentCulture, $"{ended} ended, {running} running, {total - ended - running} pending"))
        {
            PercentComplete = total == 0 ? 100 : (int)Math.Clamp(100 * done / total, 0, 100),
        });
    }
}
