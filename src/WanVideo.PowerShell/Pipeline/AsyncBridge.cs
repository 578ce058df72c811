using System.Collections.Concurrent;
using System.Management.Automation;
using System.Runtime.ExceptionServices;

namespace WanVideo.Pipeline;

/// <summary>
/// The bridge between a cmdlet and its asynchronous work. Work runs on other threads; what it has to say comes to the pipeline thread as
/// actions, through a queue. Only the pipeline thread may write to a stream, and all writing may throw: the user pressed Ctrl+C, a command
/// downstream has had enough (<c>Select-Object -First 1</c>), an error is to stop the pipeline. Whenever that happens the rest of the work is
/// cancelled and awaited, its actions are dropped, and the exception goes on its way.
/// </summary>
/// <param name="command">The cmdlet.</param>
/// <param name="limit">How much work may be under way at once.</param>
internal sealed class AsyncBridge(Cmdlet command, int limit) : IUserMessages, IDisposable
{
    // Work is asked to end, and all of it listens; this only bounds the damage of a mistake.
    private static readonly TimeSpan LongestFarewell = TimeSpan.FromSeconds(10);

    private readonly BlockingCollection<Outcome> outcomes = [];
    private readonly CancellationTokenSource cancellation = new();
    private readonly Dictionary<long, Action> heldBack = [];
    private long started;
    private long nextToWrite;
    private int underWay;

    /// <summary>Give results in the order in which their work was started, not in that in which it ended.</summary>
    public bool InOrder { get; init; }

    /// <summary>Starts some work, once there is room for it. What other work has to say meanwhile is said.</summary>
    /// <param name="work">The work. Gives what is to be done with its result, on the pipeline thread.</param>
    public void Start(Func<CancellationToken, Task<Action>> work)
    {
        while (underWay == limit)
        {
            Next(Timeout.InfiniteTimeSpan);
        }

        Drain();
        var turn = started++;
        underWay++;
        _ = RunAsync(turn, work);
    }

    /// <summary>Runs everything to its end.</summary>
    public void Finish()
    {
        while (underWay > 0)
        {
            Next(Timeout.InfiniteTimeSpan);
        }

        Drain();
    }

    /// <summary>Says what the work has had to say until now.</summary>
    public void Drain()
    {
        while (Next(TimeSpan.Zero))
        {
        }
    }

    /// <summary>Asks all work to end. May be called from any thread.</summary>
    public void Cancel() => cancellation.Cancel();

    /// <summary>Has an action run on the pipeline thread. May be called from any thread, while work is under way.</summary>
    /// <param name="action">The action.</param>
    public void Post(Action action) => outcomes.Add(new Outcome(null, action));

    /// <inheritdoc/>
    public void WriteWarning(string message) => Post(() => command.WriteWarning(message));

    /// <inheritdoc/>
    public void WriteVerbose(string message) => Post(() => command.WriteVerbose(message));

    /// <summary>Cancels what is still under way and waits for it. PowerShell disposes of a cmdlet however the pipeline ended.</summary>
    /// <remarks>The source and the queue hold no handles; left undisposed, they may still be used by a thread that comes late.</remarks>
    public void Dispose() => Abandon();

    private async Task RunAsync(long turn, Func<CancellationToken, Task<Action>> work)
    {
        Action result;
        try
        {
            result = await Task.Run(() => work(cancellation.Token));
        }
        catch (OperationCanceledException) when (cancellation.IsCancellationRequested)
        {
            result = () => throw new PipelineStoppedException();
        }
        catch (Exception failure)
        {
            var captured = ExceptionDispatchInfo.Capture(failure);
            result = captured.Throw;
        }

        outcomes.Add(new Outcome(turn, result));
    }

    private bool Next(TimeSpan wait)
    {
        if (!outcomes.TryTake(out var outcome, wait))
        {
            return false;
        }

        try
        {
            Act(outcome);
        }
        catch
        {
            Abandon();
            throw;
        }

        return true;
    }

    private void Act(Outcome outcome)
    {
        if (outcome.Turn is not { } turn)
        {
            outcome.Action();
            return;
        }

        underWay--;
        if (!InOrder)
        {
            outcome.Action();
            return;
        }

        heldBack.Add(turn, outcome.Action);
        while (heldBack.Remove(nextToWrite, out var action))
        {
            nextToWrite++;
            action();
        }
    }

    private void Abandon()
    {
        Cancel();
        heldBack.Clear();
        while (underWay > 0 && outcomes.TryTake(out var outcome, LongestFarewell))
        {
            underWay -= outcome.Turn is null ? 0 : 1;
        }
    }

    private readonly record struct Outcome(long? Turn, Action Action);
}
