namespace WanVideo.Waiting;

/// <summary>
/// When to look at a task. The best moments follow from how likely the task is to end: where that is so likely per second, looks at a rate that
/// goes with its square root cost the least for the same delay (the classic of inspection theory). How likely it is, is learnt from every task
/// of the same model that is looked at, beginning with the gateway's own estimate, or with nothing.
/// </summary>
/// <param name="minimumInterval">The floor that the user set; null for none.</param>
/// <param name="memory">What is known of run times from other waits, and learns from this one; null to begin with nothing.</param>
/// <param name="jitter">Scatters the looks, so that tasks which began together are not all asked for together for ever; null for exact moments.</param>
public sealed class PollSchedule(TimeSpan? minimumInterval = null, RunTimeMemory? memory = null, Random? jitter = null)
{
    private static readonly TimeSpan ShortestStep = TimeSpan.FromMilliseconds(250);
    private static readonly TimeSpan LongestStep = TimeSpan.FromMinutes(1);

    private static readonly TimeSpan FirstPause = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan LongestPause = TimeSpan.FromMinutes(1);

    // A gateway's interval is meant for tasks that take so long, and that are so likely per second to end when they have. Of tasks that take a
    // tenth of it, the interval is a tenth.
    private const double UsualTime = 90;
    private const double UsualHazard = 0.0177;

    private const double BlindGrowth = 0.65;

    private const double Scatter = 0.1;

    private readonly RunTimeMemory memory = memory ?? new();

    /// <summary>How long to leave a task alone from now on, having just looked at it or begun to wait for it.</summary>
    /// <param name="watched">The task.</param>
    /// <param name="pace">What its gateway bears.</param>
    /// <param name="now">The present time.</param>
    public TimeSpan BeforeNext(WatchedTask watched, PollPace pace, DateTimeOffset now)
    {
        ArgumentNullException.ThrowIfNull(watched);
        ArgumentNullException.ThrowIfNull(pace);
        if (!watched.WasSeen && watched.Task.CreatedAt is null)
        {
            return TimeSpan.Zero;
        }

        var step = TimeSpan.FromSeconds(memory.With(watched.Task, times => SecondsToNext(times, watched.Age(now), pace.Interval.TotalSeconds)));
        if (jitter is not null)
        {
            step *= 1 - Scatter + (2 * Scatter * jitter.NextDouble());
        }

        step = step < ShortestStep ? ShortestStep : step > LongestStep ? LongestStep : step;
        return step < minimumInterval ? minimumInterval.Value : step;
    }

    /// <summary>How long to leave a task alone after a look that failed for a passing reason.</summary>
    /// <param name="watched">The task.</param>
    /// <param name="pace">What its gateway bears.</param>
    /// <param name="now">The present time.</param>
    public TimeSpan AfterFailure(WatchedTask watched, PollPace pace, DateTimeOffset now)
    {
        ArgumentNullException.ThrowIfNull(watched);
        var step = BeforeNext(watched, pace, now);
        var wait = (step < FirstPause ? step : FirstPause) * Math.Pow(2, Math.Min(watched.Failures, 10));
        return wait > LongestPause ? LongestPause : wait;
    }

    /// <summary>Learns from a look.</summary>
    /// <param name="watched">The task as it was at the look before.</param>
    /// <param name="seen">The task as it is now.</param>
    /// <param name="now">The present time.</param>
    public void Learn(WatchedTask watched, VideoTask seen, DateTimeOffset now)
    {
        ArgumentNullException.ThrowIfNull(watched);
        ArgumentNullException.ThrowIfNull(seen);
        if (watched.Task.CreatedAt is not { } created)
        {
            return;
        }

        var (from, to) = (watched.LastAge, watched.Age(now));
        if (!seen.IsEnded)
        {
            memory.With(watched.Task, times => times.StillRuns(from, to));
        }
        else if (seen.Status is VideoStatus.Succeeded)
        {
            // Between two looks, unless the gateway says when. What ended before the waiting began says nothing of those that did not.
            var at = seen.FinishedAt is { } end ? (end - created).TotalSeconds : (from + to) / 2;
            if (at >= from)
            {
                memory.With(watched.Task, times => times.Ended(from, Math.Min(at, to)));
            }
        }
    }

    // Adds up the rate of looks from an age on, until it comes to one look. Of a sort of which nothing is known, the steps grow with the age.
    private static double SecondsToNext(RunTimes times, double age, double interval)
    {
        if (times.IsBlank)
        {
            return Math.Min(age * BlindGrowth, interval);
        }

        var looks = 0.0;
        var at = age;
        for (var step = RunTimes.StepOf(age); at - age < LongestStep.TotalSeconds; step++)
        {
            var end = RunTimes.EndOf(step);
            var scale = Math.Min(1, times.Typical(Math.Min(end, UsualTime)) / UsualTime);
            var rate = Math.Sqrt(times.Hazard(step) * scale / UsualHazard) / (interval * scale);
            if (looks + (rate * (end - at)) >= 1)
            {
                return at + ((1 - looks) / rate) - age;
            }

            looks += rate * (end - at);
            at = end;
        }

        return LongestStep.TotalSeconds;
    }
}
