namespace WanVideo.Polling;

/// <summary>The due times of the tasks of one provider, and its request limits. Not thread-safe.</summary>
/// <param name="provider">The provider.</param>
/// <param name="schedule">Computes the delays.</param>
/// <param name="messages">Receives a warning when the provider stops responding, and when it responds again.</param>
internal sealed class ProviderQueue(IVideoProvider provider, PollSchedule schedule, IUserMessages messages)
{
    // A task joins a batch that is not full if at least this part of its delay has passed: the request costs the same, and the task completes sooner.
    private const double BatchLookahead = 0.5;

    // The request interval grows by the factor 2 when the provider throttles, and shrinks by this factor with each response.
    private const double RecoveryFactor = 0.98;

    private static readonly TimeSpan MaxRequestInterval = TimeSpan.FromSeconds(10);

    private readonly PriorityQueue<TrackedTask, DateTimeOffset> tasks = new();
    private readonly TimeSpan minRequestInterval = TimeSpan.FromSeconds(1 / provider.PollingLimits.RequestsPerSecond);
    private TimeSpan requestInterval = TimeSpan.FromSeconds(1 / provider.PollingLimits.RequestsPerSecond);
    private DateTimeOffset nextRequestAt;

    /// <summary>The limits of the provider.</summary>
    public PollingLimits Limits { get; } = provider.PollingLimits;

    /// <summary>Whether the provider responds.</summary>
    public ProviderAvailability Availability { get; } = new(provider.Name, messages);

    /// <summary>The number of requests without a response.</summary>
    public int ActiveRequests { get; private set; }

    /// <summary>Adds a task, due after the delay of the schedule.</summary>
    public void Schedule(TrackedTask task, DateTimeOffset now) => Schedule(task, schedule.GetNextDelay(task, Limits), now);

    /// <summary>Adds a task, due after this delay and not before.</summary>
    public void ScheduleRetry(TrackedTask task, TimeSpan delay, DateTimeOffset now)
    {
        task.HasFixedDueTime = true;
        task.Delay = delay;
        tasks.Enqueue(task, now + delay);
    }

    /// <summary>Makes all tasks due, except those with a fixed due time and those that were polled within the minimum interval of the user.</summary>
    public void MakeDue(DateTimeOffset now)
    {
        foreach (var (task, _) in tasks.UnorderedItems.ToList())
        {
            if (!task.HasFixedDueTime && !(task.HasBeenPolled && now - task.LastPolledAt < schedule.MinimumInterval))
            {
                tasks.Remove(task, out _, out _);
                ScheduleRetry(task, TimeSpan.Zero, now);
            }
        }
    }

    /// <summary>Removes the tasks of the next request, if one can be sent now. The caller sends it and then calls <see cref="CompleteRequest"/>.</summary>
    /// <param name="now">The current time.</param>
    /// <param name="nextDueAt">When to call again if the result is null; null if that depends on a response.</param>
    /// <returns>The tasks; null if no request can be sent now.</returns>
    public IReadOnlyList<TrackedTask>? TryDequeueBatch(DateTimeOffset now, out DateTimeOffset? nextDueAt)
    {
        nextDueAt = null;
        while (ActiveRequests < TaskPoller.MaxConcurrentRequests && tasks.TryPeek(out var first, out var dueAt))
        {
            dueAt = dueAt > nextRequestAt ? dueAt : nextRequestAt;
            if (dueAt > now)
            {
                nextDueAt = dueAt;
                return null;
            }

            if (!first.HasFixedDueTime && schedule.GetNextDelay(first, Limits) is var delay && first.LastPolledAt + delay > now)
            {
                // Polls of other tasks have changed the estimate.
                Schedule(tasks.Dequeue(), delay, now);
                continue;
            }

            ActiveRequests++;
            nextRequestAt = now + requestInterval;
            return DequeueBatch(now);
        }

        return null;
    }

    /// <summary>Records that the response to a request was received, or that it failed.</summary>
    public void CompleteRequest() => ActiveRequests--;

    /// <summary>Suspends requests for a delay and halves the request rate. Throttled responses to concurrent requests count once.</summary>
    public void Throttle(TimeSpan delay, DateTimeOffset now)
    {
        if (nextRequestAt <= now + requestInterval)
        {
            requestInterval = Min(requestInterval * 2, MaxRequestInterval);
        }

        nextRequestAt = now + delay > nextRequestAt ? now + delay : nextRequestAt;
    }

    /// <summary>Raises a reduced request rate a little, up to the limit of the provider.</summary>
    public void Recover() => requestInterval = requestInterval * RecoveryFactor > minRequestInterval ? requestInterval * RecoveryFactor : minRequestInterval;

    private void Schedule(TrackedTask task, TimeSpan delay, DateTimeOffset now)
    {
        task.HasFixedDueTime = false;
        task.Delay = delay;
        var dueAt = task.LastPolledAt + delay;
        var reevaluateAt = now + PollSchedule.GetReevaluationDelay(task, Limits, now);
        tasks.Enqueue(task, dueAt < reevaluateAt ? dueAt : reevaluateAt);
    }

    private List<TrackedTask> DequeueBatch(DateTimeOffset now)
    {
        List<TrackedTask> batch = [tasks.Dequeue()];
        var maxCount = batch[0].IsPolledIndividually ? 1 : provider.BatchSize;
        while (batch.Count < maxCount
            && tasks.TryPeek(out var task, out var dueAt)
            && !task.IsPolledIndividually
            && dueAt <= now + (task.Delay * BatchLookahead))
        {
            batch.Add(tasks.Dequeue());
        }

        return batch;
    }

    private static TimeSpan Min(TimeSpan first, TimeSpan second) => first < second ? first : second;
}
