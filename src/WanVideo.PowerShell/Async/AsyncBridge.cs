using System.Collections.Concurrent;
using System.Management.Automation;
using System.Runtime.ExceptionServices;

namespace WanVideo.Async;

/// <summary>
/// Runs asynchronous work of a cmdlet on the thread pool and its results on the pipeline thread, because only that thread may write to a
/// PowerShell stream. Every write can throw: on Ctrl+C, when <c>Select-Object -First 1</c> has its object, under <c>-ErrorAction Stop</c>. The
/// remaining work is then canceled and awaited, its results are discarded, and the exception propagates. Its warnings are written to the host: one can
/// contain the id of a task that was created.
/// </summary>
/// <param name="command">The cmdlet.</param>
/// <param name="maxConcurrency">Maximum number of work items that run at the same time.</param>
/// <param name="stopToken">Canceled by Ctrl+C.</param>
internal sealed class AsyncBridge(Cmdlet command, int maxConcurrency, CancellationToken stopToken) : IUserMessages, IDisposable
{
    private readonly BlockingCollection<QueuedAction> queue = [];
    private readonly CancellationTokenSource cancellation = CancellationTokenSource.CreateLinkedTokenSource(stopToken);
    private readonly Dictionary<long, Action> completedOutOfOrder = [];
    private long startedCount;
    private long nextIndex;
    private int runningCount;

    /// <summary>Whether results are written in the order in which the work items were started. Default: in the order in which they complete.</summary>
    public bool PreservesOrder { get; init; }

    /// <summary>The maximum time to wait for canceled work. Infinite for create requests, which are awaited once they are sent and bounded by their own timeout. Default 10 s.</summary>
    public TimeSpan CancellationTimeout { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>Starts a work item. Blocks while <c>maxConcurrency</c> items are running, and runs queued actions meanwhile.</summary>
    /// <param name="work">The work. Returns the action that writes its result on the pipeline thread.</param>
    public void Start(Func<CancellationToken, Task<Action>> work)
    {
        while (runningCount == maxConcurrency)
        {
            RunNext(Timeout.InfiniteTimeSpan);
        }

        RunQueued();
        var index = startedCount++;
        runningCount++;
        _ = RunAsync(index, work);
    }

    /// <summary>Blocks until all work items have completed, and runs their actions.</summary>
    public void WaitForAll()
    {
        while (runningCount > 0)
        {
            RunNext(Timeout.InfiniteTimeSpan);
        }

        RunQueued();
    }

    /// <summary>Runs the actions that are queued, without blocking.</summary>
    public void RunQueued()
    {
        while (RunNext(TimeSpan.Zero))
        {
        }
    }

    /// <summary>Queues an action for the pipeline thread. Can be called from any thread while work is running.</summary>
    public void Post(Action action) => queue.Add(new QueuedAction(null, action));

    /// <inheritdoc/>
    public void WriteWarning(string message) => queue.Add(new QueuedAction(null, () => command.WriteWarning(message), message));

    /// <inheritdoc/>
    public void WriteVerbose(string message) => Post(() => command.WriteVerbose(message));

    /// <summary>Cancels the running work and waits for it. PowerShell disposes a cmdlet however its pipeline ends.</summary>
    /// <remarks>The token source and the queue stay undisposed: they hold no handles, and a thread that ignored the cancellation may still use them.</remarks>
    public void Dispose() => CancelAndWait();

    private async Task RunAsync(long index, Func<CancellationToken, Task<Action>> work)
    {
        Action action;
        try
        {
            action = await Task.Run(() => work(cancellation.Token));
        }
        catch (OperationCanceledException) when (cancellation.IsCancellationRequested)
        {
            action = () => throw new PipelineStoppedException();
        }
        catch (Exception exception)
        {
            var captured = ExceptionDispatchInfo.Capture(exception);
            action = captured.Throw;
        }

        queue.Add(new QueuedAction(index, action));
    }

    private bool RunNext(TimeSpan timeout)
    {
        if (!queue.TryTake(out var queued, timeout))
        {
            return false;
        }

        try
        {
            Run(queued);
        }
        catch
        {
            WriteToHost(queued.Warning);
            CancelAndWait();
            throw;
        }

        return true;
    }

    private void Run(QueuedAction queued)
    {
        if (queued.Index is not { } index)
        {
            queued.Action();
            return;
        }

        runningCount--;
        if (!PreservesOrder)
        {
            queued.Action();
            return;
        }

        completedOutOfOrder.Add(index, queued.Action);
        while (completedOutOfOrder.Remove(nextIndex, out var action))
        {
            nextIndex++;
            action();
        }
    }

    private void CancelAndWait()
    {
        cancellation.Cancel();
        completedOutOfOrder.Clear();
        while (runningCount > 0 && queue.TryTake(out var queued, CancellationTimeout))
        {
            runningCount -= queued.Index is null ? 0 : 1;
            WriteToHost(queued.Warning);
        }

        while (queue.TryTake(out var remaining))
        {
            WriteToHost(remaining.Warning);
        }
    }

    // A stopped pipeline accepts no warnings.
    private void WriteToHost(string? warning)
    {
        try
        {
            if (warning is not null)
            {
                command.CommandRuntime.Host?.UI?.WriteWarningLine(warning);
            }
        }
        catch (Exception)
        {
            // Not every host has a user interface.
        }
    }

    /// <param name="Index">The work item whose result it is; null for a posted action.</param>
    /// <param name="Action">Runs on the pipeline thread.</param>
    /// <param name="Warning">The warning that the action writes; null for another action.</param>
    private readonly record struct QueuedAction(long? Index, Action Action, string? Warning = null);
}
