using System.Management.Automation;
using WanVideo.Errors;
using WanVideo.Pipeline;
using WanVideo.Waiting;

namespace WanVideo.Commands;

/// <summary>Waits for tasks, all together, and writes each the moment its video exists. A task that failed is an error with the gateway's code and words.</summary>
[Cmdlet(VerbsLifecycle.Wait, "WanVideoTask", DefaultParameterSetName = ByTask)]
[OutputType(typeof(VideoTask))]
public sealed class WaitWanVideoTaskCommand : TaskInputCommand
{
    // Past this there is nothing to wait for: the gateways drop tasks and results after 24 hours.
    private const int LongestWait = 24 * 60 * 60;

    private readonly List<(TaskInput Input, WatchedTask Watched)> tasks = [];

    /// <summary>Return when the first task has ended.</summary>
    [Parameter]
    public SwitchParameter Any { get; set; }

    /// <summary>Seconds to wait at most. What has not ended then goes on, and can be waited for again. Default 86400: a gateway keeps nothing longer.</summary>
    [Parameter]
    [ValidateRange(1, LongestWait)]
    public int TimeoutSec { get; set; } = LongestWait;

    /// <summary>Seconds between two looks at one task, at least. Without it, the gateway's own estimate decides.</summary>
    [Parameter]
    [ValidateRange(0.1, 3600.0)]
    public double? PollIntervalSec { get; set; }

    private protected override ConcurrentWork CreateWork() => new(this, limit: 1);

    private protected override void Process(TaskInput input, IVideoProvider provider)
    {
        var known = input.Known ?? new VideoTask { Id = input.Id, Provider = provider.Name, Status = VideoStatus.Pending };
        tasks.Add((input, new WatchedTask(known, provider)));
    }

    /// <inheritdoc/>
    protected override void EndProcessing()
    {
        var progress = new WaitProgress(this, tasks.Count);
        Work.Start(cancellationToken => WaitAsync(progress, cancellationToken));
        try
        {
            Work.Finish();
        }
        finally
        {
            progress.Complete();
        }
    }

    private async Task<Action> WaitAsync(WaitProgress progress, CancellationToken cancellationToken)
    {
        using var enough = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        enough.CancelAfter(TimeSpan.FromSeconds(TimeoutSec));
        var observer = new Observer(this, progress, enough);
        var waiter = new TaskWaiter(TimeProvider.System, new PollSchedule(PollIntervalSec is { } seconds ? TimeSpan.FromSeconds(seconds) : null, Session.RunTimes, Random.Shared));
        try
        {
            await waiter.WaitAsync([.. tasks.Select(task => task.Watched)], observer, Work, enough.Token);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return () => ReportOpen(observer);
        }
        finally
        {
            await Records.FinishAsync();
        }

        return () => { };
    }

    private void ReportOpen(Observer observer)
    {
        if (observer.IsSatisfied)
        {
            return;
        }

        var open = tasks.Where(task => !observer.HasReported(task.Watched)).Select(task => task.Watched.Task).ToArray();
        var failure = new VideoException(
            VideoErrorKind.WaitTimeout,
            $"{open.Length} of {tasks.Count} tasks had not ended after {TimeoutSec} s. They go on: {string.Join(", ", open.Select(task => task.Id))}.");
        WriteError(failure.ToErrorRecord(open));
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
            WriteError(FailedTask.Of(task).ToErrorRecord(task));
        }
    }

    private object Source(WatchedTask watched) => tasks.Find(task => task.Watched == watched).Input.Source;

    private sealed class Observer(WaitWanVideoTaskCommand command, WaitProgress progress, CancellationTokenSource enough) : IWaitObserver
    {
        private readonly HashSet<WatchedTask> reported = [];

        public bool IsSatisfied { get; private set; }

        public bool HasReported(WatchedTask watched) => reported.Contains(watched);

        public void Looked(WatchedTask watched) => command.Work.Post(() => progress.Looked(watched));

        public void Ended(WatchedTask watched)
        {
            command.Records.Ended(watched.Provider, watched.Known, watched.Task);
            Say(watched, () => command.Report(watched.Task));
        }

        public void Failed(WatchedTask watched, Exception failure) => Say(watched, () => command.WriteError(
            (failure as VideoException ?? throw new InvalidOperationException(failure.Message, failure)).ToErrorRecord(command.Source(watched))));

        private void Say(WatchedTask watched, Action say)
        {
            if (IsSatisfied)
            {
                return;
            }

            reported.Add(watched);
            command.Work.Post(() =>
            {
                progress.Ended(watched);
                say();
            });
            if (command.Any)
            {
                IsSatisfied = true;
                enough.Cancel();
            }
        }
    }
}
