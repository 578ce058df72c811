using System.Management.Automation;
using WanVideo.Commands.Base;
using WanVideo.Errors;
using WanVideo.Polling;
using WanVideo.Progress;

namespace WanVideo.Commands;

/// <summary>Waits for tasks concurrently and writes each as soon as it has succeeded. A failed task is an error with the gateway's code and message.</summary>
[Cmdlet(VerbsLifecycle.Wait, "WanVideoTask")]
[OutputType(typeof(VideoTask))]
public sealed class WaitWanVideoTaskCommand : ProviderTaskCommand
{
    // Gateways delete tasks and results after 24 hours.
    private const int MaxTimeoutSec = 24 * 60 * 60;

    // Keeps the error message readable. The error's TargetObject has all tasks.
    private const int MaxNamesInMessage = 10;

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

    // A task that has ended is returned as the ledger has it, and may be saved.
    private protected override bool ReadsLedger(VideoTask task) => task.IsTerminal;

    private protected override void RemoveProgress() => progress?.Complete();

    private protected override void Process(TaskInput input)
    {
        taskCount++;
        if (input.KnownTask is { IsTerminal: true } task)
        {
            // Its gateway is not requested, so its connection need not be open.
            observer!.Complete(() =>
            {
                progress!.OnCompleted(task);
                Report(task);
            });
            return;
        }

        var connection = input.GetConnection();
        var tracked = new TrackedTask(connection.AddTo(input.Task), connection.Provider);
        runningTasks.Add(tracked, input);
        poller!.Add(tracked);
    }

    /// <inheritdoc/>
    protected override void EndProcessing()
    {
        try
        {
            // Waiting can take long.
            WriteUnprocessed();
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
        var names = string.Join(", ", tasks.Take(MaxNamesInMessage).Select(task => task.Label ?? task.Id));
        var more = tasks.Length > MaxNamesInMessage ? $" and {tasks.Length - MaxNamesInMessage} more" : "";
        var running = $"{tasks.Length} of {taskCount} tasks {(tasks.Length == 1 ? "is" : "are")} still running: {names}{more}.";
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
        private int satisfied;

        /// <summary>With <c>-Any</c>: whether a task has been reported.</summary>
        public bool IsSatisfied => Volatile.Read(ref satisfied) == 1;

        public void OnPolled(TrackedTask tracked) => command.progress!.OnPolled();

        public void OnCompleted(TrackedTask tracked)
        {
            command.Recorder.RecordTerminalStatus(tracked.Provider, tracked.InitialState, tracked.Task);
            Complete(tracked, _ => command.Report(tracked.Task));
        }

        public void OnFailed(TrackedTask tracked, VideoException exception) => Complete(tracked, input => command.WriteError(input.AddDetails(exception), input.InputObject));

        /// <summary>Posts the report of a completed task. With <c>-Any</c>, of the first one only.</summary>
        public void Complete(Action report)
        {
            if (command.Any && Interlocked.Exchange(ref satisfied, 1) == 1)
            {
                return;
            }

            command.Bridge.Post(report);
            if (command.Any)
            {
                command.waitCancellation.Cancel();
            }
        }

        private void Complete(TrackedTask tracked, Action<TaskInput> report) => Complete(() =>
        {
            if (command.runningTasks.Remove(tracked, out var input))
            {
                command.progress!.OnCompleted(tracked.Task);
                report(input);
            }
        });
    }
}
