using System.Management.Automation;
using WanVideo.Errors;
using WanVideo.Pipeline;
using WanVideo.Polling;

namespace WanVideo.Commands;

/// <summary>Waits for tasks, all together, and writes each the moment its video exists. A task that failed is an error with the gateway's code and words.</summary>
[Cmdlet(VerbsLifecycle.Wait, "WanVideoTask", DefaultParameterSetName = ByTask)]
[OutputType(typeof(VideoTask))]
public sealed class WaitWanVideoTaskCommand : TaskInputCommand
{
    // Past this there is nothing to wait for: the gateways drop tasks and results after 24 hours.
    private const int LongestWait = 24 * 60 * 60;

    // As many ids as a reader of an error takes in; its target has all tasks.
    private const int NamedAtMost = 10;

    private readonly CancellationTokenSource enough = new();

    // What has not been reported yet. Used on the pipeline thread only.
    private readonly Dictionary<TrackedTask, TaskInput> open = [];
    private TaskPoller? waiter;
    private WaitProgress? progress;
    private Observer? observer;
    private int count;

    /// <summary>Return when the first task has ended.</summary>
    [Parameter]
    public SwitchParameter Any { get; set; }

    /// <summary>Seconds to wait at most, from when the last task has come. What has not ended then goes on, and can be waited for again. Default 86400: a gateway keeps nothing longer.</summary>
    [Parameter]
    [ValidateRange(1, LongestWait)]
    public int TimeoutSec { get; set; } = LongestWait;

    /// <summary>Seconds between two looks at one task, at least. Without it, the gateway's own estimate decides.</summary>
    [Parameter]
    [ValidateRange(0.1, 3600.0)]
    public double? PollIntervalSec { get; set; }

    private protected override AsyncBridge CreateWork() => new(this, limit: 1);

    /// <inheritdoc/>
    protected override void BeginProcessing()
    {
        var schedule = new PollSchedule(PollIntervalSec is { } seconds ? TimeSpan.FromSeconds(seconds) : null, Session.RunTimes, Random.Shared);
        progress = new WaitProgress(this, Work, open.Keys, schedule);
        observer = new Observer(this);
        waiter = new TaskPoller(TimeProvider.System, schedule, observer, Work);
        Work.Start(WaitAsync);
    }

    /// <inheritdoc/>
    /// <remarks>What has ended is written while more tasks still come: a command that creates them may take long.</remarks>
    protected override void ProcessRecord()
    {
        try
        {
            base.ProcessRecord();
            Work.Drain();
        }
        catch
        {
            progress!.Complete();
            throw;
        }
    }

    private protected override void Process(TaskInput input, IVideoProvider provider)
    {
        var watched = new TrackedTask(input.At(provider), provider);
        count++;
        open.Add(watched, input);
        waiter!.Add(watched);
    }

    /// <inheritdoc/>
    protected override void EndProcessing()
    {
        try
        {
            waiter!.Complete();
            enough.CancelAfter(TimeSpan.FromSeconds(TimeoutSec));
            Work.Finish();
        }
        finally
        {
            // A timer of a day would keep all of this in memory as long.
            enough.CancelAfter(Timeout.InfiniteTimeSpan);
            progress!.Complete();
        }
    }

    private async Task<Action> WaitAsync(CancellationToken cancellationToken)
    {
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, enough.Token);
        try
        {
            await waiter!.WaitAsync(either.Token);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return ReportOpen;
        }
        finally
        {
            await Records.FinishAsync();
        }

        return () => { };
    }

    private void ReportOpen()
    {
        if (observer!.IsSatisfied || open.Count == 0)
        {
            return;
        }

        VideoTask[] tasks = [.. open.Keys.Select(watched => watched.Task)];
        var ids = string.Join(", ", tasks.Take(NamedAtMost).Select(task => task.Id));
        var more = tasks.Length > NamedAtMost ? $" and {tasks.Length - NamedAtMost} more" : "";
        WriteError(new VideoException(VideoErrorKind.WaitTimeout, $"{tasks.Length} of {count} tasks had not ended after {TimeoutSec} s. They go on: {ids}{more}.").ToErrorRecord(tasks));
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
            WriteError(TaskFailureRecord.Of(task).ToErrorRecord(task));
        }
    }

    private sealed class Observer(WaitWanVideoTaskCommand command) : IPollObserver
    {
        public bool IsSatisfied { get; private set; }

        public void OnPolled(TrackedTask watched) => command.progress!.Looked();

        public void OnCompleted(TrackedTask watched)
        {
            command.Records.Ended(watched.Provider, watched.InitialState, watched.Task);
            Say(watched, _ => command.Report(watched.Task));
        }

        public void OnFailed(TrackedTask watched, Exception failure) => Say(watched, source => command.WriteError(
            (failure as VideoException ?? throw new InvalidOperationException(failure.Message, failure)).ToErrorRecord(source)));

        private void Say(TrackedTask watched, Action<object> say)
        {
            if (IsSatisfied)
            {
                return;
            }

            command.Work.Post(() =>
            {
                if (command.open.Remove(watched, out var input))
                {
                    command.progress!.Ended(watched);
                    say(input.Source);
                }
            });
            if (command.Any)
            {
                IsSatisfied = true;
                command.enough.Cancel();
            }
        }
    }
}
