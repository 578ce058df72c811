namespace WanVideo.Polling;

/// <summary>
/// Computes when a task is polled. Requests are cheapest for a given mean delay if the poll rate is proportional to the square root of the hazard
/// rate, the completions per second of tasks still running at that age (J. B. Keller, "Optimum checking schedules for systems subject to random
/// failure", Management Science 21(3), 1974; Barlow and Proschan, "Mathematical Theory of Reliability", 1965, chapter 4). The next poll is due
/// when the integral of the poll rate reaches 1.
/// </summary>
/// <param name="minimumInterval">The minimum time between two polls of a task, set by the user; null for none.</param>
/// <param name="statistics">The observed run times, which polls update; null to start without any.</param>
/// <param name="random">The source of the jitter; null for <see cref="Random.Shared"/>.</param>
public sealed class PollSchedule(TimeSpan? minimumInterval = null, RunTimeStatistics? statistics = null, Random? random = null)
{
    private static readonly TimeSpan MinDelay = TimeSpan.FromMilliseconds(250);
    private static readonly TimeSpan MaxDelay = TimeSpan.FromMinutes(1);

    private static readonly TimeSpan InitialRetryDelay = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan MaxRetryDelay = TimeSpan.FromMinutes(1);

    // PollingLimits.Interval applies to tasks with this run time, in seconds, and this hazard rate, per second: that of a log-normal distribution
    // with sigma 0.5 at its median. For shorter tasks the interval is proportionally shorter.
    private const double ReferenceRunTime = 90;
    private const double ReferenceHazardRate = 0.0177;

    // Polls while the age grows e-fold.
    private const double PollsWithoutEstimate = 2;

    // The delay that results, as a fraction of the age: exp(1 / PollsWithoutEstimate) - 1.
    private const double DelayWithoutEstimate = 0.65;

    // Spreads the polls of tasks that were created together.
    private const double Jitter = 0.1;

    /// <summary>The minimum time between two polls of a task.</summary>
    internal TimeSpan MinimumInterval { get; } = minimumInterval ?? TimeSpan.Zero;

    private readonly RunTimeStatistics statistics = statistics ?? new();
    private readonly Random random = random ?? Random.Shared;

    /// <summary>
    /// The delay from the last poll of a task, or from its creation, to the next. Depends on the polls of other tasks until then:
    /// <see cref="GetReevaluationDelay"/>.
    /// </summary>
    /// <param name="task">The task.</param>
    /// <param name="limits">The limits of its provider.</param>
    public TimeSpan GetNextDelay(TrackedTask task, PollingLimits limits)
    {
        ArgumentNullException.ThrowIfNull(task);
        ArgumentNullException.ThrowIfNull(limits);
        if (!task.HasBeenPolled && task.Task.CreatedAt is null)
        {
            return TimeSpan.Zero;
        }

        // Drawn once per poll: redrawing it on every reschedule would bias toward the earliest time.
        task.JitterFactor ??= 1 + (Jitter * ((2 * random.NextDouble()) - 1));
        var interval = limits.Interval.TotalSeconds;
        var seconds = task.JitterFactor.Value * statistics.UseEstimator(task.Task, estimator => AgeIntervals.GetTimeToReach(
            1,
            task.LastPolledAge,
            MaxDelay.TotalSeconds,
            index => GetPollRate(estimator, index, interval)));
        if (task.RemainingSeconds is { } remaining)
        {
            // Half of the remaining time, since progress may slow down; at most a second after the predicted completion.
            seconds = Math.Clamp(seconds, remaining / 2, remaining + 1);
        }

        var delay = Clamp(TimeSpan.FromSeconds(seconds), MinDelay, MaxDelay);
        return delay < MinimumInterval ? MinimumInterval : delay;
    }

    /// <summary>The time after which <see cref="GetNextDelay"/> is evaluated again: polls of other tasks until then may make it shorter.</summary>
    /// <param name="task">The task.</param>
    /// <param name="limits">The limits of its provider.</param>
    /// <param name="now">The current time.</param>
    public static TimeSpan GetReevaluationDelay(TrackedTask task, PollingLimits limits, DateTimeOffset now)
    {
        ArgumentNullException.ThrowIfNull(task);
        ArgumentNullException.ThrowIfNull(limits);
        return Clamp(TimeSpan.FromSeconds(task.GetAge(now) * DelayWithoutEstimate), MinDelay, limits.Interval);
    }

    /// <summary>The delay after consecutive transient failures: 1 second, or the regular delay if that is shorter, doubled for each, up to 1 minute.</summary>
    /// <param name="task">The task.</param>
    /// <param name="limits">The limits of its provider.</param>
    public TimeSpan GetRetryDelay(TrackedTask task, PollingLimits limits)
    {
        ArgumentNullException.ThrowIfNull(task);
        var next = GetNextDelay(task, limits);
        var initial = next > TimeSpan.Zero && next < InitialRetryDelay ? next : InitialRetryDelay;
        var delay = initial * Math.Pow(2, Math.Min(task.ConsecutiveFailures, 10));
        return delay < MaxRetryDelay ? delay : MaxRetryDelay;
    }

    /// <summary>Updates the statistics with a poll.</summary>
    /// <param name="task">The task before the poll.</param>
    /// <param name="state">The state that the poll returned.</param>
    /// <param name="now">The current time.</param>
    public void Record(TrackedTask task, VideoTask state, DateTimeOffset now)
    {
        ArgumentNullException.ThrowIfNull(task);
        ArgumentNullException.ThrowIfNull(state);
        if (task.Task.CreatedAt is not { } createdAt || state.Status is VideoStatus.Unknown)
        {
            return;
        }

        var (fromAge, toAge) = (task.LastPolledAge, task.GetAge(now));
        if (toAge <= fromAge)
        {
            // The local clock was set back.
            return;
        }

        statistics.UseEstimator(task.Task, estimator =>
        {
            if (!state.IsTerminal)
            {
                // Time before tracking started is not counted: repeated waits for one task would count it repeatedly.
                estimator.RecordRunning(task.HasBeenPolled ? fromAge : task.InitialAge, toAge);
            }
            else if ((state.FinishedAt - createdAt)?.TotalSeconds is { } completionAge && completionAge >= fromAge && completionAge <= toAge)
            {
                estimator.RecordCompletionAt(fromAge, completionAge);
            }
            else
            {
                // No completion time, or one from a clock that deviates: before the last poll, or after this one.
                estimator.RecordCompletionBetween(fromAge, toAge);
            }

            return true;
        });
    }

    /// <summary>The estimated time until all of some tasks have completed; null if there is no estimate for one of them.</summary>
    /// <param name="tasks">The tasks that have not completed.</param>
    /// <param name="now">The current time.</param>
    public TimeSpan? GetRemainingTime(IReadOnlyCollection<TrackedTask> tasks, DateTimeOffset now)
    {
        ArgumentNullException.ThrowIfNull(tasks);

        // With n tasks, the median of the last completion is where each is still running with probability 1 / 2n, a cumulative hazard of ln(2n).
        var cumulativeHazard = Math.Log(2.0 * Math.Max(1, tasks.Count));
        var max = 0.0;
        foreach (var task in tasks)
        {
            var remaining = task.RemainingSeconds ?? statistics.UseEstimator(task.Task, estimator => estimator.HasEstimate
                ? AgeIntervals.GetTimeToReach(cumulativeHazard, task.GetAge(now), AgeIntervals.MaxAge, estimator.GetHazardRate)
                : (double?)null);
            if (remaining is null)
            {
                return null;
            }

            max = Math.Max(max, remaining.Value);
        }

        return TimeSpan.FromSeconds(max);
    }

    // Polls per second of a task in an age interval.
    private static double GetPollRate(IRunTimeEstimator estimator, int index, double interval)
    {
        var end = AgeIntervals.GetEnd(index);
        if (!estimator.HasEstimate)
        {
            // The value of a further poll decreases with the number of tasks polled at this age: the polls are distributed among the tasks.
            return Math.Max(PollsWithoutEstimate / end, 1 / interval) * Math.Sqrt(estimator.GetPriorWeight(index));
        }

        var scale = Math.Min(1, estimator.GetTypicalRunTime(Math.Min(end, ReferenceRunTime)) / ReferenceRunTime);
        return Math.Sqrt(estimator.GetHazardRate(index) * scale / ReferenceHazardRate) / (interval * scale);
    }

    private static TimeSpan Clamp(TimeSpan value, TimeSpan min, TimeSpan max) => value < min ? min : value > max ? max : value;
}
