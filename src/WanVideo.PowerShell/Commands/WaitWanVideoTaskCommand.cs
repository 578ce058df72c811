using System.Management.Automation;
using WanVideo.Commands.Base;
using WanVideo.Errors;
using WanVideo.Polling;
using WanVideo.Progress;

namespace WanVideo.Commands;

/// <summary>Waits for tasks concurrently and writes each as soon as it has succeeded. A failed task is an error with the gateway's code and message.</summary>
[Cmdlet(VerbsLifecycle.Wait, "WanVideoTask", DefaultParameterSetName = TaskSet)]
[OutputType(typeof(VideoTask))]
public sealed class WaitWanVideoTaskCommand : TaskInputCommand
{
    // Gateways delete tasks and results after 24 hours.
    private const int MaxTimeoutSec = 24 * 60 * 60;

    // Keeps the error message readable. The error's TargetObject has all tasks.
    private const int MaxIdsInMessage = 10;

    private readonly CancellationTokenSource waitCancellation = new();

    // Tasks that are not reported yet. Used on the pipeline thread only.
    private readonly Dictionary<TrackedTask, TaskInput> runningTasks = [];
    private TaskPoller? poller;
    private WaitProgress? progress;
    private Observer? observer;
    private int taskCount;

    /// <summary>Return when the first task has reached a terminal status.</summary>
    [Parameter]
    public SwitchParameter Any { get; set; }

    /// <summary>Maximum number of seconds to wait after the last input. Tasks that are still running can be waited for again. Default 86400, for which gateways keep tasks.</summary>
    [Parameter]
    [ValidateRange(1, MaxTimeoutSec)]
    public int TimeoutSec { get; set; } = MaxTimeoutSec;

    /// <summary>Minimum number of seconds between two polls of a task. Default: derived from the gateway's estimate.</summary>
    [Parameter]
    [ValidateRange(0.1, 3600.0)]
    public double? PollIntervalSec { get; set; }

    /// <inheritdoc/>
    protected override void BeginProcessing()
    {
        var schedule = new PollSchedule(PollIntervalSec is { } seconds ? TimeSpan.FromSeconds(seconds) : null, Session.RunTimeStatistics, Random.Shared);
        progress = new WaitProgress(this, Bridge, runningTasks.Keys, schedule);
        observer = new Observer(this);
        poller = new TaskPoller(TimeProvider.System, schedule, observer, Bridge);
        Bridge.Start(WaitAsync);
    }

    private protected override void RemoveProgress() => progress?.Complete();

    private protected override void Process(TaskInput input, IVideoProvider provider)
    {
        var tracked = new TrackedTask(input.ToTask(provider), provider);
        taskCount++;
        runningTasks.Add(tracked, input);
        poller!.Add(tracked);
    }

    /// <inheritdoc/>
    protected override void EndProcessing()
    {
        try
        {
            poller!.CompleteAdding(TimeSpan.FromSeconds(TimeoutSec));
            waitCancellation.CancelAfter(TimeSpan.FromSeconds(TimeoutSec));
            base.EndProcessing();
        }
        finally
        {
            // A pending timer would keep this command in memory for up to a day.
            waitCancellation.CancelAfter(Timeout.InfiniteTimeSpan);
        }
    }

    private async Task<Action> WaitAsync(CancellationToken cancellationToken)
    {
        using var linked = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, waitCancellation.Token);
        try
        {
            await poller!.WaitAsync(linked.Token);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return ReportTimeout;
        }
        finally
        {
            await Recorder.FlushAsync(cancellationToken);
        }

        return () => { };
    }

    private void ReportTimeout()
    {
        if (observer!.IsSatisfied || runningTasks.Count == 0)
        {
            return;
        }

        VideoTask[] tasks = [.. runningTasks.Keys.Select(tracked => tracked.Task)];
        var ids = string.Join(", ", tasks.Take(MaxIdsInMessage).Select(task => task.Id));
        var more = tasks.Length > MaxIdsInMessage ? $" and {tasks.Length - MaxIdsInMessage} more" : "";
        var running = $"{tasks.Length} of {taskCount} tasks {(tasks.Length == 1 ? "is" : "are")} still running: {ids}{more}.";
        WriteError(new VideoException(VideoErrorKind.WaitTimeout, $"Timed out after {TimeoutSec} s: {running} Wait again with Wait-WanVideoTask.").ToErrorRecord(tasks));
    }

    private void Report(VideoTask task)
    {
        if (task.Status is VideoStatus.Succeeded)
        {
            WarnOfExpiry(task);
            WriteObject(task);
        }
        else
        {
            WriteError(task.ToErrorRecord());
        }
    }

    private sealed class Observer(WaitWanVideoTaskCommand command) : IPollObserver
    {
        public bool IsSatisfied { get; private set; }

        public void OnPolled(TrackedTask tracked) => command.progress!.OnPolled();

        public void OnCompleted(TrackedTask tracked)
        {
            command.Recorder.RecordTerminalStatus(tracked.Provider, tracked.InitialState, tracked.Task);
            Complete(tracked, _ => command.Report(tracked.Task));
        }

        public void OnFailed(TrackedTask tracked, VideoException exception) => Complete(tracked, inputObject => command.WriteError(exception.ToErrorRecord(inputObject)));

        private void Complete(TrackedTask tracked, Action<object> report)
        {
            if (IsSatisfied)
            {
                return;
            }

            command.Bridge.Post(() =>
            {
                if (command.runningTasks.Remove(tracked, out var input))
                {
                    command.progress!.OnCompleted(tracked);
                    report(input.InputObject);
                }
            });
            if (command.Any)
            {
                IsSatisfied = true;
                command.waitCancellation.Cancel();
            }
        }
    }
}
