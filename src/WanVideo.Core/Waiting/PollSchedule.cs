namespace WanVideo.Waiting;

/// <summary>
/// When to look at a task. Run times spread widely around the gateway's estimate, with hardly any far below it, so a late first look and a
/// near-fixed step after it cost fewer requests for the same delay than steps that grow.
/// </summary>
/// <param name="minimumInterval">The floor that the user set; null for none.</param>
public sealed class PollSchedule(TimeSpan? minimumInterval = null)
{
    // EvoLink's create example estimates 120 s, and its own client looks at videos every 8 s.
    private static readonly TimeSpan UsualTime = TimeSpan.FromSeconds(120);
    private static readonly TimeSpan LongestStep = TimeSpan.FromSeconds(8);
    private static readonly TimeSpan ShortestStep = TimeSpan.FromMilliseconds(250);

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
        if (task.CreatedAt is not { } created)
        {
            return TimeSpan.Zero;
        }

        // A clock that is ahead of the gateway's, or behind it, must not postpone the look beyond what a new task would get.
        var age = now > created ? now - created : TimeSpan.Zero;
        var wait = ((task.EstimatedTime ?? UsualTime) * FirstLook) - age;
        return wait > TimeSpan.Zero ? wait : TimeSpan.Zero;
    }

    /// <summary>How long to leave a task alone after a look that found it unfinished.</summary>
    /// <param name="task">The task as last seen.</param>
    public TimeSpan BeforeNext(VideoTask task)
    {
        ArgumentNullException.ThrowIfNull(task);
        var step = (task.EstimatedTime ?? UsualTime) / StepsInEstimate;
        step = step < ShortestStep ? ShortestStep : step > LongestStep ? LongestStep : step;
        return step < minimumInterval ? minimumInterval.Value : step;
    }

    /// <summary>How much earlier than due a task may be looked at, where that costs no request of its own.</summary>
    /// <param name="task">The task as last seen.</param>
    public TimeSpan Early(VideoTask task) => BeforeNext(task) / 2;

    /// <summary>How long to leave a task alone after a look that failed for a passing reason.</summary>
    /// <param name="task">The task as last seen.</param>
    /// <param name="failures">How many looks in a row have failed.</param>
    public TimeSpan AfterFailure(VideoTask task, int failures)
    {
        var step = BeforeNext(task);
        var wait = (step < FirstPause ? step : FirstPause) * Math.Pow(2, Math.Min(failures, 10));
        return wait > LongestPause ? LongestPause : wait;
    }
}
