namespace WanVideo.Waiting;

/// <summary>
/// When to look at a task. Run times spread widely around a gateway's estimate, with hardly any far below it, so a late first look and a
/// near-fixed step after it cost fewer requests for the same delay than steps that grow. Without an estimate nothing is known, and steps
/// that grow with the task's age are what costs little at any run time.
/// </summary>
/// <param name="minimumInterval">The floor that the user set; null for none.</param>
public sealed class PollSchedule(TimeSpan? minimumInterval = null)
{
    private static readonly TimeSpan ShortestStep = TimeSpan.FromMilliseconds(250);
    private static readonly TimeSpan ShortestGuess = TimeSpan.FromMilliseconds(500);

    private static readonly TimeSpan FirstPause = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan LongestPause = TimeSpan.FromMinutes(1);

    private const double FirstLook = 0.4;
    private const double StepsInEstimate = 15;

    /// <summary>How long to leave a task alone before the first look.</summary>
    /// <param name="task">The task as last seen.</param>
    /// <param name="now">The present time.</param>
    public static TimeSpan BeforeFirst(VideoTask task, DateTimeOffset now)
    {
        ArgumentNullException.ThrowIfNull(task);
        var wait = (task.EstimatedTime * FirstLook ?? ShortestGuess) - Age(task, now);
        return wait > TimeSpan.Zero ? wait.Value : TimeSpan.Zero;
    }

    /// <summary>How long to leave a task alone after a look that found it unfinished.</summary>
    /// <param name="task">The task as last seen.</param>
    /// <param name="pace">What its gateway bears.</param>
    /// <param name="now">The present time.</param>
    public TimeSpan BeforeNext(VideoTask task, PollPace pace, DateTimeOffset now)
    {
        ArgumentNullException.ThrowIfNull(task);
        ArgumentNullException.ThrowIfNull(pace);
        var (step, shortest) = task.EstimatedTime is { } estimate ? (estimate / StepsInEstimate, ShortestStep) : (Age(task, now) ?? pace.Interval, ShortestGuess);
        step = step < shortest ? shortest : step > pace.Interval ? pace.Interval : step;
        return step < minimumInterval ? minimumInterval.Value : step;
    }

    /// <summary>How much earlier than due a task may be looked at, where that costs no request of its own.</summary>
    /// <param name="task">The task as last seen.</param>
    /// <param name="pace">What its gateway bears.</param>
    /// <param name="now">The present time.</param>
    public TimeSpan Early(VideoTask task, PollPace pace, DateTimeOffset now) => BeforeNext(task, pace, now) / 2;

    /// <summary>How long to leave a task alone after a look that failed for a passing reason.</summary>
    /// <param name="task">The task as last seen.</param>
    /// <param name="pace">What its gateway bears.</param>
    /// <param name="now">The present time.</param>
    /// <param name="failures">How many looks in a row have failed.</param>
    public TimeSpan AfterFailure(VideoTask task, PollPace pace, DateTimeOffset now, int failures)
    {
        var step = BeforeNext(task, pace, now);
        var wait = (step < FirstPause ? step : FirstPause) * Math.Pow(2, Math.Min(failures, 10));
        return wait > LongestPause ? LongestPause : wait;
    }

    // A clock that is ahead of the gateway's, or behind it, must not postpone a look beyond what a new task would get.
    private static TimeSpan? Age(VideoTask task, DateTimeOffset now) =>
        task.CreatedAt is { } created ? (now > created ? now - created : TimeSpan.Zero) : null;
}
