using System.Globalization;
using System.Management.Automation;
using WanVideo.Polling;

namespace WanVideo.Pipeline;

/// <summary>The progress of all tasks that are waited for, in one bar that is drawn at most a few times a second.</summary>
/// <param name="command">The cmdlet.</param>
/// <param name="work">Its work, through which what is seen on other threads comes to the pipeline thread.</param>
/// <param name="open">The tasks that have not ended yet. Read on the pipeline thread only.</param>
/// <param name="schedule">Knows when they may end.</param>
internal sealed class WaitProgress(Cmdlet command, AsyncBridge work, IReadOnlyCollection<TrackedTask> open, PollSchedule schedule)
{
    private readonly ProgressBar bar = new(command, "Waiting for videos");
    private readonly ProgressThrottle frames = new();
    private int succeeded;
    private int failed;

    /// <summary>A look found a task unfinished. May be called from any thread.</summary>
    public void Looked()
    {
        if (frames.IsDue())
        {
            work.Post(Draw);
        }
    }

    /// <summary>A task ended, or cannot be looked at. On the pipeline thread.</summary>
    /// <param name="watched">The task.</param>
    public void Ended(TrackedTask watched)
    {
        if (watched.Task.Status is VideoStatus.Succeeded)
        {
            succeeded++;
        }
        else
        {
            failed++;
        }

        if (frames.IsDue())
        {
            Draw();
        }
    }

    /// <summary>Takes the bar away.</summary>
    public void Complete() => bar.Complete();

    private void Draw()
    {
        frames.Drawn();
        var ended = succeeded + failed;
        var running = open.Count(watched => watched.Task.Status is VideoStatus.Running);
        var words = new[] { (succeeded, "succeeded"), (failed, "failed"), (running, "running"), (open.Count - running, "pending") }
            .Where(part => part.Item1 > 0)
            .Select(part => string.Create(CultureInfo.CurrentCulture, $"{part.Item1} {part.Item2}"));
        var done = ended + open.Sum(watched => (watched.Task.Progress ?? 0) / 100.0);
        bar.Show(string.Join(", ", words), done / (ended + open.Count), schedule.GetRemainingTime(open, DateTimeOffset.UtcNow));
    }
}
