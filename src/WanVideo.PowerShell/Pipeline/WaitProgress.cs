using System.Globalization;
using System.Management.Automation;
using WanVideo.Waiting;

namespace WanVideo.Pipeline;

/// <summary>The progress of all tasks that are waited for, in one bar. Used on the pipeline thread only.</summary>
/// <param name="command">The cmdlet.</param>
/// <param name="total">How many tasks there are.</param>
internal sealed class WaitProgress(Cmdlet command, int total)
{
    private readonly ProgressBar bar = new(command, total == 1 ? "Waiting for 1 video" : string.Create(CultureInfo.CurrentCulture, $"Waiting for {total} videos"));
    private readonly Dictionary<WatchedTask, VideoTask> open = [];
    private int ended;

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

    /// <summary>Takes the bar away.</summary>
    public void Complete() => bar.Complete();

    private void Show()
    {
        var running = open.Values.Count(task => task.Status is VideoStatus.Running);
        var done = ended + open.Values.Sum(task => (task.Progress ?? 0) / 100.0);
        bar.Show(string.Create(CultureInfo.CurrentCulture, $"{ended} ended, {running} running, {total - ended - running} pending"), done / total);
    }
}
