using System.Threading.Channels;

namespace WanVideo.Polling;

/// <summary>
/// Polls tasks of all providers in one loop until each reaches a terminal status. Tasks can be added while it runs. Tasks due at about the same
/// time share a batch request where the provider supports it. Concurrency and request rate are limited per provider; polling pauses while a
/// Retry-After is in effect.
/// </summary>
/// <param name="time">The clock.</param>
/// <param name="schedule">Computes the delays.</param>
/// <param name="observer">Receives the results.</param>
/// <param name="messages">Receives the warnings and verbose messages of the providers.</param>
public sealed class TaskPoller(TimeProvider time, PollSchedule schedule, IPollObserver observer, IUserMessages messages)
{
    /// <summary>The maximum number of concurrent requests per provider.</summary>
    public const int MaxConcurrentRequests = 8;

    // Timers are limited to about 49 days, and a Retry-After may be longer. The loop wakes up and waits again.
    private static readonly TimeSpan MaxTimer = TimeSpan.FromHours(1);

    // A longer Retry-After of a status request is shortened: the provider may be available before.
    private static readonly TimeSpan MaxRetryAfter = TimeSpan.FromHours(1);

    // The time before the timeout at which all tasks are polled, so that the states reported are current.
    private static readonly TimeSpan FinalPollLead = TimeSpan.FromSeconds(5);

    // Due times do not depend on the wall clock, which can be set while the loop runs.
    private readonly DateTimeOffset startedAt = time.GetUtcNow();
    private readonly long startTimestamp = time.GetTimestamp();

    // All state below is mutated by the WaitAsync loop only. Other threads post actions to this channel.
    private readonly Channel<Action> pendingActions = Channel.CreateUnbounded<Action>(new UnboundedChannelOptions { SingleReader = true });
    private readonly Dictionary<IVideoProvider, ProviderQueue> queues = [];
    private int openTaskCount;
    private DateTimeOffset? finalPollAt;
    private bool isComplete;
    private bool isStopped;

    /// <summary>Adds a task, before or during <see cref="WaitAsync(CancellationToken)"/>. Thread-safe.</summary>
    /// <param name="task">The task.</param>
    public void Add(TrackedTask task)
    {
        ArgumentNullException.ThrowIfNull(task);
        pendingActions.Writer.TryWrite(() => Track(task));
    }

    private DateTimeOffset Now => startedAt + time.GetElapsedTime(startTimestamp);

    /// <summary>Declares that no more tasks will be added. Thread-safe.</summary>
    /// <param name="timeout">
    /// The time after which the caller cancels polling; null if it does not. All tasks are polled five seconds before, or after half of the time if that is
    /// later, since the first regular poll of a task can be later than the timeout.
    /// </param>
    public void CompleteAdding(TimeSpan? timeout = null) => pendingActions.Writer.TryWrite(() =>
    {
        isComplete = true;
        finalPollAt = timeout is { } time ? Now + (time > 2 * FinalPollLead ? time - FinalPollLead : time / 2) : null;
    });

    /// <summary>Adds tasks and polls until each has reached a terminal status or failed.</summary>
    /// <param name="tasks">The tasks.</param>
    /// <param name="cancellationToken">Cancels polling. The tasks continue at their providers.</param>
    /// <exception cref="OperationCanceledException">Polling was canceled.</exception>
    public Task WaitAsync(IEnumerable<TrackedTask> tasks, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(tasks);
        foreach (var task in tasks)
        {
            Add(task);
        }

        CompleteAdding();
        return WaitAsync(cancellationToken);
    }

    /// <summary>Polls until <see cref="CompleteAdding"/> was called and each task has reached a terminal status or failed.</summary>
    /// <param name="cancellationToken">Cancels polling. The tasks continue at their providers.</param>
    /// <exception cref="OperationCanceledException">Polling was canceled.</exception>
    public async Task WaitAsync(CancellationToken cancellationToken)
    {
        try
        {
            while (true)
            {
                while (pendingActions.Reader.TryRead(out var action))
                {
                    action();
                }

                if (isComplete && openTaskCount == 0)
                {
                    return;
                }

                cancellationToken.ThrowIfCancellationRequested();

                await WaitForActionAsync(SendDueRequests(cancellationToken), cancellationToken);
            }
        }
        finally
        {
            // No request is running when the returned task completes.
            isStopped = true;
            while (queues.Values.Any(queue => queue.ActiveRequests > 0))
            {
                (await pendingActions.Reader.ReadAsync(CancellationToken.None))();
            }
        }
    }

    private void Track(TrackedTask task)
    {
        if (isStopped)
        {
            return;
        }

        if (task.Task.IsTerminal)
        {
            observer.OnCompleted(task);
            return;
        }

        if (!queues.TryGetValue(task.Provider, out var queue))
        {
            queues.Add(task.Provider, queue = new ProviderQueue(task.Provider, schedule, messages));
        }

        var now = Now;
        task.Start(now);
        queue.Schedule(task, now);
        openTaskCount++;
    }

    /// <returns>When the next request is due; null if that depends on a response.</returns>
    private DateTimeOffset? SendDueRequests(CancellationToken cancellationToken)
    {
        var now = Now;
        var isFinalPollDue = finalPollAt <= now;
        finalPollAt = isFinalPollDue ? null : finalPollAt;
        var nextDueAt = finalPollAt;
        foreach (var (provider, queue) in queues)
        {
            if (isFinalPollDue)
            {
                queue.MakeDue(now);
            }

            DateTimeOffset? dueAt;
            while (queue.TryDequeueBatch(now, out dueAt) is { } batch)
            {
                _ = PollAsync(provider, batch, queue, cancellationToken);
            }

            nextDueAt = nextDueAt is null || dueAt < nextDueAt ? dueAt : nextDueAt;
        }

        return nextDueAt;
    }

    private async Task PollAsync(IVideoProvider provider, IReadOnlyList<TrackedTask> batch, ProviderQueue queue, CancellationToken cancellationToken)
    {
        var states = new Dictionary<string, VideoTask>(StringComparer.Ordinal);
        Exception? pollException = null;
        try
        {
            if (batch is [var single])
            {
                states.Add(single.Task.Id, await provider.GetAsync(single.Task.Id, messages, cancellationToken));
            }
            else
            {
                foreach (var state in await provider.GetManyAsync([.. batch.Select(task => task.Task.Id).Distinct()], messages, cancellationToken))
                {
                    states[state.Id] = state;
                }
            }
        }
        catch (Exception exception)
        {
            // Handled by the loop.
            pollException = exception;
        }

        pendingActions.Writer.TryWrite(() => Process(new PollResponse(batch, states, pollException), queue, cancellationToken));
    }

    private async Task WaitForActionAsync(DateTimeOffset? nextDueAt, CancellationToken cancellationToken)
    {
        // WaitToReadAsync instead of ReadAsync: a canceled ReadAsync can lose an item.
        if (pendingActions.Reader.TryPeek(out _))
        {
            return;
        }

        if (nextDueAt is not { } dueAt)
        {
            await pendingActions.Reader.WaitToReadAsync(cancellationToken);
            return;
        }

        // Timers have a resolution of 1 ms. Rounded up: a timer that elapses too early would make the loop spin.
        var milliseconds = Math.Clamp(Math.Ceiling((dueAt - Now).TotalMilliseconds), 0, MaxTimer.TotalMilliseconds);
        using var timer = new CancellationTokenSource(TimeSpan.FromMilliseconds(milliseconds), time);
        using var linked = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, timer.Token);
        try
        {
            await pendingActions.Reader.WaitToReadAsync(linked.Token);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            // The next request is due.
        }
    }

    private void Process(PollResponse response, ProviderQueue queue, CancellationToken cancellationToken)
    {
        queue.CompleteRequest();
        if (isStopped)
        {
            return;
        }

        if (response.Exception is null)
        {
            queue.Recover();
        }

        if (response.IsFromProvider)
        {
            queue.Availability.RecordResponse(Now);
        }

        // Tasks with a state first: the observer may cancel polling when another fails.
        foreach (var task in response.Tasks.OrderBy(task => response.GetState(task) is null))
        {
            if (Process(task, response, queue, cancellationToken))
            {
                openTaskCount--;
            }
        }
    }

    /// <returns>Whether the task is not polled again.</returns>
    private bool Process(TrackedTask task, PollResponse response, ProviderQueue queue, CancellationToken cancellationToken)
    {
        try
        {
            return Apply(task, response, queue, cancellationToken);
        }
        catch (Exception exception) when (exception is not OperationCanceledException)
        {
            // A value that cannot be processed is an error of its task only.
            observer.OnFailed(task, CreateFailure(task, exception));
            return true;
        }
    }

    private bool Apply(TrackedTask task, PollResponse response, ProviderQueue queue, CancellationToken cancellationToken)
    {
        var now = Now;
        var outcome = response.Classify(task, now, queue.Availability.LastResponseAt);
        if (outcome is not PollOutcome.Updated)
        {
            cancellationToken.ThrowIfCancellationRequested();
        }

        switch (outcome)
        {
            case PollOutcome.Updated:
                var state = response.GetState(task)!;
                schedule.Record(task, state, now);
                var previousStatus = task.Task.Status;
                task.Update(state, now);
                if (task.Task.IsTerminal)
                {
                    observer.OnCompleted(task);
                    return true;
                }

                if (task.Task.Status != previousStatus)
                {
                    messages.WriteVerbose($"{task.Task.Label ?? task.Task.Id} is {task.Task.Status}.");
                }

                observer.OnPolled(task);
                queue.Schedule(task, now);
                return false;

            case PollOutcome.VideoUrlMissing:
                task.IsPolledIndividually = true;
                queue.ScheduleRetry(task, RetryDelay.MissingVideoUrl[task.PollsWithoutVideoUrl++], now);
                return false;

            case PollOutcome.NotFoundYet or PollOutcome.TransientFailure:
                task.RecordFailure(now);
                var retryAfter = response.RetryAfter < MaxRetryAfter ? response.RetryAfter : response.RetryAfter is null ? null : MaxRetryAfter;
                var delay = RetryDelay.Get(schedule.GetRetryDelay(task, queue.Limits), retryAfter);
                if (response is { IsFromProvider: false, TransientException: { } exception })
                {
                    queue.Availability.RecordFailure(exception, delay, now);
                }

                if (response.IsThrottled)
                {
                    queue.Throttle(delay, now);
                }

                queue.ScheduleRetry(task, delay, now);
                return false;

            case PollOutcome.BatchFailure:
                task.IsPolledIndividually = true;
                queue.ScheduleRetry(task, TimeSpan.Zero, now);
                return false;

            default:
                observer.OnFailed(task, CreateFailure(task, response.Exception));
                return true;
        }
    }

    private static VideoException CreateFailure(TrackedTask task, Exception? exception) => exception as VideoException ?? (exception is null
        ? new VideoException(VideoErrorKind.NotFound, $"{task.Provider.Name} returned no status for {task.Task.Id}.")
        : new VideoException(VideoErrorKind.ProviderFault, $"The status of {task.Task.Id} could not be read: {exception.Message}", exception) { Provider = task.Provider.Name, TaskId = task.Task.Id });
}
