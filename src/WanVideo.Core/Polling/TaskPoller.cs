using System.Threading.Channels;

namespace WanVideo.Polling;

/// <summary>
/// Waits for many tasks of any gateways in one loop; more may be added while it runs. Each is looked at on its own schedule, together with
/// others that are due about then where the gateway answers for several; every gateway is given no more queries at a time, and a second, than
/// it bears, and none at all while it has asked to be left alone.
/// </summary>
/// <param name="time">The clock.</param>
/// <param name="schedule">When to look.</param>
/// <param name="observer">Told of every look.</param>
/// <param name="messages">Takes what is worth telling the user meanwhile.</param>
public sealed class TaskPoller(TimeProvider time, PollSchedule schedule, IPollObserver observer, IUserMessages messages)
{
    /// <summary>How many queries one gateway gets at once.</summary>
    public const int MaxConcurrentRequests = 8;

    // A query for several that is not full takes along tasks that are due within this part of their step: it costs nothing and sees them sooner.
    private const double Early = 0.5;

    // A timer takes no more than some weeks, and a gateway may ask for any time; whoever wakes early goes back to sleep.
    private static readonly TimeSpan LongestAlarm = TimeSpan.FromHours(1);

    // A gateway may take a moment to know what it has just accepted; only after that is "no such task" believed of a new one.
    private static readonly TimeSpan Settling = TimeSpan.FromMinutes(1);

    // A task whose looks keep failing for passing reasons is given up after this many, minutes later: by then it is no longer passing.
    private const int FailuresBeforeGivingUp = 8;

    // Whatever happens, a task that is added or an answer that comes, happens on the loop's own turn.
    private readonly Channel<Action> pendingActions = Channel.CreateUnbounded<Action>(new UnboundedChannelOptions { SingleReader = true });
    private readonly Dictionary<IVideoProvider, ProviderQueue> gateways = [];
    private int open;
    private bool isComplete;
    private bool isOver;

    /// <summary>Adds a task. May be called from any thread, before the waiting and during it.</summary>
    /// <param name="watched">The task.</param>
    public void Add(TrackedTask watched)
    {
        ArgumentNullException.ThrowIfNull(watched);
        pendingActions.Writer.TryWrite(() => Begin(watched));
    }

    /// <summary>No more will be added. May be called from any thread.</summary>
    public void Complete() => pendingActions.Writer.TryWrite(() => isComplete = true);

    /// <summary>Adds tasks and waits until every one has ended.</summary>
    /// <param name="tasks">The tasks.</param>
    /// <param name="cancellationToken">Ends the waiting, not the tasks.</param>
    /// <exception cref="OperationCanceledException">The waiting was ended.</exception>
    public Task WaitAsync(IEnumerable<TrackedTask> tasks, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(tasks);
        foreach (var watched in tasks)
        {
            Add(watched);
        }

        Complete();
        return WaitAsync(cancellationToken);
    }

    /// <summary>Waits until no more tasks will be added and every one has ended, each being reported the moment it is seen to.</summary>
    /// <param name="cancellationToken">Ends the waiting, not the tasks.</param>
    /// <exception cref="OperationCanceledException">The waiting was ended.</exception>
    public async Task WaitAsync(CancellationToken cancellationToken)
    {
        try
        {
            while (true)
            {
                while (pendingActions.Reader.TryRead(out var turn))
                {
                    turn();
                }

                if (isComplete && open == 0)
                {
                    return;
                }

                cancellationToken.ThrowIfCancellationRequested();

                await NextAsync(StartDueQueries(cancellationToken), cancellationToken);
            }
        }
        finally
        {
            // Whoever ends the waiting may rely on it: no request of it is still running.
            isOver = true;
            while (gateways.Values.Any(queue => queue.QueriesUnderWay > 0))
            {
                (await pendingActions.Reader.ReadAsync(CancellationToken.None))();
            }
        }
    }

    private void Begin(TrackedTask watched)
    {
        if (isOver)
        {
            return;
        }

        if (watched.Task.IsEnded)
        {
            observer.OnCompleted(watched);
            return;
        }

        if (!gateways.TryGetValue(watched.Provider, out var queue))
        {
            gateways.Add(watched.Provider, queue = new ProviderQueue(watched.Provider.PollingLimits));
        }

        open++;
        var now = time.GetUtcNow();
        watched.Begin(now);
        Plan(watched, queue, now);
    }

    /// <returns>When the next look is due; null if that depends on an answer.</returns>
    private DateTimeOffset? StartDueQueries(CancellationToken cancellationToken)
    {
        DateTimeOffset? next = null;
        var now = time.GetUtcNow();
        foreach (var queue in gateways.Values)
        {
            while (queue.QueriesUnderWay < MaxConcurrentRequests && queue.Due.TryPeek(out var first, out var due))
            {
                var at = due > queue.NextQuery ? due : queue.NextQuery;
                if (at > now)
                {
                    next = next is null || at < next ? at : next;
                    break;
                }

                if (!first.IsFixedTime && schedule.BeforeNext(first, queue.Pace) is var step && first.LastLook + step > now)
                {
                    // What others have taught meanwhile makes a look at this one less urgent.
                    Plan(queue.Due.Dequeue(), step, queue, now);
                    continue;
                }

                queue.QueriesUnderWay++;
                queue.NextQuery = now + queue.BetweenQueries;
                _ = AskAsync(first.Provider, TakeDue(queue, now), queue, cancellationToken);
            }
        }

        return next;
    }

    private void Plan(TrackedTask watched, ProviderQueue queue, DateTimeOffset now) =>
        Plan(watched, schedule.BeforeNext(watched, queue.Pace), queue, now);

    private static void Plan(TrackedTask watched, TimeSpan step, ProviderQueue queue, DateTimeOffset now)
    {
        watched.IsFixedTime = false;
        watched.Step = step;
        var look = watched.LastLook + watched.Step;
        var review = now + PollSchedule.BeforeReview(watched, queue.Pace, now);
        queue.Due.Enqueue(watched, look < review ? look : review);
    }

    private static List<TrackedTask> TakeDue(ProviderQueue queue, DateTimeOffset now)
    {
        List<TrackedTask> together = [queue.Due.Dequeue()];
        var most = together[0].PollIndividually ? 1 : together[0].Provider.BatchSize;
        while (together.Count < most
            && queue.Due.TryPeek(out var another, out var due)
            && !another.PollIndividually
            && due <= now + (another.Step * Early))
        {
            together.Add(queue.Due.Dequeue());
        }

        return together;
    }

    private async Task AskAsync(IVideoProvider provider, List<TrackedTask> asked, ProviderQueue queue, CancellationToken cancellationToken)
    {
        var found = new Dictionary<string, VideoTask>(StringComparer.Ordinal);
        Exception? refusal = null;
        try
        {
            if (asked is [var one])
            {
                found.Add(one.Task.Id, await provider.GetAsync(one.Task.Id, messages, cancellationToken));
            }
            else
            {
                foreach (var task in await provider.GetManyAsync([.. asked.Select(watched => watched.Task.Id).Distinct()], messages, cancellationToken))
                {
                    found[task.Id] = task;
                }
            }
        }
        catch (Exception failure)
        {
            // Not swallowed: the loop judges it, on its own turn.
            refusal = failure;
        }

        pendingActions.Writer.TryWrite(() => TakeAll(new Answer(queue, asked, found, refusal), cancellationToken));
    }

    private async Task NextAsync(DateTimeOffset? next, CancellationToken cancellationToken)
    {
        // Waiting for a turn, and not reading it: a read that is cancelled just as one comes was seen to take it along.
        if (pendingActions.Reader.TryPeek(out _))
        {
            return;
        }

        if (next is not { } due)
        {
            await pendingActions.Reader.WaitToReadAsync(cancellationToken);
            return;
        }

        // A timer counts whole milliseconds; rounded down, a shorter wait would be a loop that asks for the time.
        var wait = Math.Clamp(Math.Ceiling((due - time.GetUtcNow()).TotalMilliseconds), 0, LongestAlarm.TotalMilliseconds);
        using var alarm = new CancellationTokenSource(TimeSpan.FromMilliseconds(wait), time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, alarm.Token);
        try
        {
            await pendingActions.Reader.WaitToReadAsync(either.Token);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            // The next look is due.
        }
    }

    private void TakeAll(Answer answer, CancellationToken cancellationToken)
    {
        answer.Gateway.QueriesUnderWay--;
        if (isOver)
        {
            return;
        }

        if (answer.Failure is null)
        {
            answer.Gateway.SpeedUp();
        }

        // Those that were answered for come first: what is wrong with another may end the waiting.
        foreach (var watched in answer.Asked.OrderBy(watched => answer.Find(watched) is null))
        {
            open -= Take(watched, answer, cancellationToken) ? 1 : 0;
        }
    }

    /// <returns>Whether the task needs no further look.</returns>
    private bool Take(TrackedTask watched, Answer answer, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        var queue = answer.Gateway;
        if (answer.Find(watched) is { } seen && !(seen.Status is VideoStatus.Unknown && IsNew(watched, now)))
        {
            schedule.Learn(watched, seen, now);
            watched.Look(seen, now);
            if (watched.Task.IsEnded)
            {
                observer.OnCompleted(watched);
                return true;
            }

            observer.OnPolled(watched);
            Plan(watched, queue, now);
            return false;
        }

        cancellationToken.ThrowIfCancellationRequested();
        if (IsNew(watched, now) && (answer.Asked.Count == 1 && answer.Failure is null or VideoException { Error.Kind: VideoErrorKind.NotFound }))
        {
            watched.Failures++;
            queue.Appoint(watched, now, schedule.AfterFailure(watched, queue.Pace));
            return false;
        }

        if (answer.Failure is VideoException { IsTransient: true } passing && ++watched.Failures < FailuresBeforeGivingUp)
        {
            var pause = passing.RetryAfter ?? schedule.AfterFailure(watched, queue.Pace);
            if (passing.Error.Kind is VideoErrorKind.RateLimited || passing.RetryAfter is not null)
            {
                queue.SlowDown(now, pause);
            }

            queue.Appoint(watched, now, pause);
            return false;
        }

        if (!watched.PollIndividually && answer.Asked.Count > 1)
        {
            // What is wrong with one of several, or with asking for several, only a look at each will tell.
            watched.PollIndividually = true;
            queue.Appoint(watched, now, TimeSpan.Zero);
            return false;
        }

        observer.OnFailed(watched, answer.Failure ?? new VideoException(VideoErrorKind.NotFound, $"{watched.Provider.Name} gave no answer for {watched.Task.Id}."));
        return true;
    }

    private static bool IsNew(TrackedTask watched, DateTimeOffset now) => watched.InitialState.CreatedAt is { } created && now - created < Settling;

    private sealed record Answer(ProviderQueue Gateway, IReadOnlyList<TrackedTask> Asked, IReadOnlyDictionary<string, VideoTask> Found, Exception? Failure)
    {
        public VideoTask? Find(TrackedTask watched) => Found.GetValueOrDefault(watched.Task.Id);
    }

    private sealed class ProviderQueue(PollingLimits pace)
    {
        private static readonly TimeSpan SlowestPace = TimeSpan.FromSeconds(10);

        private readonly TimeSpan usual = TimeSpan.FromSeconds(1 / pace.RequestsPerSecond);

        public PollingLimits Pace { get; } = pace;

        public PriorityQueue<TrackedTask, DateTimeOffset> Due { get; } = new();

        public int QueriesUnderWay { get; set; }

        /// <summary>The time from one query to the next.</summary>
        public TimeSpan BetweenQueries { get; private set; } = TimeSpan.FromSeconds(1 / pace.RequestsPerSecond);

        /// <summary>No query before this: the last one was just now, or the gateway asked to be left alone.</summary>
        public DateTimeOffset NextQuery { get; set; }

        public void Appoint(TrackedTask watched, DateTimeOffset now, TimeSpan step)
        {
            watched.IsFixedTime = true;
            watched.Step = step;
            Due.Enqueue(watched, now + step);
        }

        /// <summary>The gateway asked to be left alone: it is, and asked half as often from then on. Several queries refused together are one such wish.</summary>
        public void SlowDown(DateTimeOffset now, TimeSpan pause)
        {
            if (NextQuery <= now + BetweenQueries)
            {
                BetweenQueries = BetweenQueries * 2 < SlowestPace ? BetweenQueries * 2 : SlowestPace;
            }

            NextQuery = now + pause > NextQuery ? now + pause : NextQuery;
        }

        /// <summary>It answers: little by little back to what it is known to bear.</summary>
        public void SpeedUp() => BetweenQueries = BetweenQueries * 0.98 > usual ? BetweenQueries * 0.98 : usual;
    }
}
