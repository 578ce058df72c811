using System.Threading.Channels;

namespace WanVideo.Waiting;

/// <summary>
/// Waits for many tasks of any gateways in one loop. Each is looked at on its own schedule; every gateway is given a bounded number of
/// looks at a time, and none at all while it has asked to be left alone.
/// </summary>
/// <param name="time">The clock.</param>
/// <param name="schedule">When to look.</param>
public sealed class TaskWaiter(TimeProvider time, PollSchedule schedule)
{
    /// <summary>How many looks one gateway gets at once. DashScope allows 20 queries a second and account; its pages name the lowest limit known.</summary>
    public const int LooksAtOnce = 8;

    // A task whose looks keep failing for passing reasons is given up after this many, minutes later: by then it is no longer passing.
    private const int FailuresBeforeGivingUp = 8;

    /// <summary>Waits until every task has ended, each being reported the moment it is seen to.</summary>
    /// <param name="tasks">The tasks.</param>
    /// <param name="observer">Told of every look.</param>
    /// <param name="notices">Takes what is worth telling the user meanwhile.</param>
    /// <param name="cancellationToken">Ends the waiting, not the tasks.</param>
    /// <exception cref="OperationCanceledException">The waiting was ended.</exception>
    public async Task WaitAsync(IReadOnlyCollection<WatchedTask> tasks, IWaitObserver observer, INotices notices, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(tasks);
        ArgumentNullException.ThrowIfNull(observer);

        var looked = Channel.CreateUnbounded<Look>(new UnboundedChannelOptions { SingleReader = true });
        var gateways = new Dictionary<IVideoProvider, GatewayQueue>();
        var open = tasks.Count;
        foreach (var watched in tasks)
        {
            if (watched.Task.IsEnded)
            {
                observer.Ended(watched);
                open--;
                continue;
            }

            if (!gateways.TryGetValue(watched.Provider, out var queue))
            {
                gateways.Add(watched.Provider, queue = new GatewayQueue());
            }

            var now = time.GetUtcNow();
            queue.Due.Enqueue(watched, now + PollSchedule.BeforeFirst(watched.Task, now));
        }

        try
        {
            while (open > 0)
            {
                var next = StartDueLooks(gateways.Values, looked.Writer, notices, cancellationToken);
                var look = await NextAsync(looked.Reader, next, cancellationToken);
                while (look is not null)
                {
                    open -= Take(look, gateways[look.Watched.Provider], observer, cancellationToken) ? 1 : 0;
                    look = looked.Reader.TryRead(out var another) ? another : null;
                }
            }
        }
        finally
        {
            // Whoever ends the waiting may rely on it: no request of it is still running.
            for (var underWay = gateways.Values.Sum(queue => queue.LooksUnderWay); underWay > 0; underWay--)
            {
                await looked.Reader.ReadAsync(CancellationToken.None);
            }
        }
    }

    /// <returns>When the next look is due; null if that depends on one under way.</returns>
    private DateTimeOffset? StartDueLooks(IEnumerable<GatewayQueue> gateways, ChannelWriter<Look> looked, INotices notices, CancellationToken cancellationToken)
    {
        DateTimeOffset? next = null;
        var now = time.GetUtcNow();
        foreach (var queue in gateways)
        {
            while (queue.LooksUnderWay < LooksAtOnce && queue.Due.TryPeek(out var watched, out var due))
            {
                var at = due > queue.PausedUntil ? due : queue.PausedUntil;
                if (at > now)
                {
                    next = next is null || at < next ? at : next;
                    break;
                }

                queue.Due.Dequeue();
                queue.LooksUnderWay++;
                _ = LookAsync(watched, looked, notices, cancellationToken);
            }
        }

        return next;
    }

    private static async Task LookAsync(WatchedTask watched, ChannelWriter<Look> looked, INotices notices, CancellationToken cancellationToken)
    {
        try
        {
            var seen = await watched.Provider.GetAsync(watched.Task.Id, notices, cancellationToken);
            looked.TryWrite(new Look(watched, seen, null));
        }
        catch (Exception failure)
        {
            // Not swallowed: the loop judges it, on its own turn.
            looked.TryWrite(new Look(watched, null, failure));
        }
    }

    private async Task<Look?> NextAsync(ChannelReader<Look> looked, DateTimeOffset? next, CancellationToken cancellationToken)
    {
        if (looked.TryRead(out var ready))
        {
            return ready;
        }

        if (next is not { } due)
        {
            return await looked.ReadAsync(cancellationToken);
        }

        var wait = due - time.GetUtcNow();
        using var alarm = new CancellationTokenSource(wait > TimeSpan.Zero ? wait : TimeSpan.Zero, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, alarm.Token);
        try
        {
            return await looked.ReadAsync(either.Token);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return null;
        }
    }

    /// <returns>Whether the task needs no further look.</returns>
    private bool Take(Look look, GatewayQueue queue, IWaitObserver observer, CancellationToken cancellationToken)
    {
        queue.LooksUnderWay--;
        var watched = look.Watched;
        var now = time.GetUtcNow();
        if (look.Seen is { } seen)
        {
            watched.Task = seen.Recalling(watched.Task);
            watched.Failures = 0;
            if (watched.Task.IsEnded)
            {
                observer.Ended(watched);
                return true;
            }

            observer.Looked(watched);
            queue.Due.Enqueue(watched, now + schedule.BeforeNext(watched.Task));
            return false;
        }

        cancellationToken.ThrowIfCancellationRequested();
        if (look.Failure is VideoException { IsTransient: true } passing && ++watched.Failures < FailuresBeforeGivingUp)
        {
            var pause = passing.RetryAfter ?? schedule.AfterFailure(watched.Task, watched.Failures);
            if (passing.Error.Kind is VideoErrorKind.RateLimited || passing.RetryAfter is not null)
            {
                queue.PausedUntil = now + pause > queue.PausedUntil ? now + pause : queue.PausedUntil;
            }

            queue.Due.Enqueue(watched, now + pause);
            return false;
        }

        observer.Failed(watched, look.Failure!);
        return true;
    }

    private sealed record Look(WatchedTask Watched, VideoTask? Seen, Exception? Failure);

    private sealed class GatewayQueue
    {
        public PriorityQueue<WatchedTask, DateTimeOffset> Due { get; } = new();

        public int LooksUnderWay { get; set; }

        public DateTimeOffset PausedUntil { get; set; }
    }
}
