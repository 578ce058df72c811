using System.Globalization;
using System.Management.Automation;
using WanVideo.Async;
using WanVideo.Polling;
using WanVideo.Views;

namespace WanVideo.Progress;

/// <summary>One progress bar for all tasks of <c>Wait-WanVideoTask</c>.</summary>
/// <param name="command">The cmdlet.</param>
/// <param name="bridge">Passes redraws to the pipeline thread.</param>
/// <param name="runningTasks">The tasks without a terminal status. Read on the pipeline thread only.</param>
/// <param name="schedule">Estimates the remaining time.</param>
internal sealed class WaitProgress(Cmdlet command, AsyncBridge bridge, IReadOnlyCollection<TrackedTask> runningTasks, PollSchedule schedule)
{
    private readonly ProgressBar bar = new(command, "Waiting for videos");
    private readonly ProgressThrottle throttle = new(TimeProvider.System);
    private int succeeded;
    private int failed;

    /// <summary>A poll returned a non-terminal status. Can be called from any thread.</summary>
    public void OnPolled()
    {
        if (throttle.TryStartRedraw())
        {
            bridge.Post(Draw);
        }
    }

    /// <summary>A task reached a terminal status, or polling it failed. Called on the pipeline thread.</summary>
    public void OnCompleted(VideoTask task)
    {
        if (task.Status is VideoStatus.Succeeded)
        {
            succeeded++;
        }
        else
        {
            failed++;
        }

        if (throttle.TryStartRedraw())
        {
            Draw();
        }
    }

    /// <summary>Removes the bar.</summary>
    public void Complete() => bar.Complete();

    private void Draw()
    {
        throttle.CompleteRedraw();
        var running = runningTasks.Count(tracked => tracked.Task.Status is VideoStatus.Running);
        var counts = new[] { (succeeded, "succeeded"), (failed, "failed"), (running, "running"), (runningTasks.Count - running, "pending") }
            .Where(part => part.Item1 > 0)
            .Select(part => string.Create(CultureInfo.CurrentCulture, $"{part.Item1} {part.Item2}"));
        var completed = succeeded + failed;
        var progress = completed + runningTasks.Sum(tracked => (tracked.Task.Progress ?? 0) / 100.0);
        var names = ProgressBar.ListNames([.. runningTasks.Select(tracked => DisplayName.Get(tracked.Task))]);
        bar.Show(names + string.Join(", ", counts), progress / (completed + runningTasks.Count), schedule.GetRemainingTime(runningTasks, DateTimeOffset.UtcNow));
    }
}
