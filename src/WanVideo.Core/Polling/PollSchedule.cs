namespace WanVideo.Polling;

/// <summary>
/// When to look at a task. The best moments follow from how likely the task is to end: where that is so likely per second, looks at a rate that
/// goes with its square root cost the least for the same delay (the classic of inspection theory). How likely it is, is learnt from every task
/// of the same model that is looked at, beginning with the gateway's own estimate, or with nothing.
/// </summary>
/// <param name="minimumInterval">The floor that the user set; null for none.</param>
/// <param name="memory">What is known of run times from other waits, and learns from this one; null to begin with nothing.</param>
/// <param name="jitter">Scatters the looks, so that tasks which began together are not all asked for together for ever; null for exact moments.</param>
public sealed class PollSchedule(TimeSpan? minimumInterval = null, RunTimeStatistics? memory = null, Random? jitter = null)
{
    private static readonly TimeSpan ShortestStep = TimeSpan.FromMilliseconds(250);
    private static readonly TimeSpan LongestStep = TimeSpan.FromMinutes(1);

    private static readonly TimeSpan FirstPause = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan LongestPause = TimeSpan.FromMinutes(1);

    // A gateway's interval is meant for tasks that take so long, and that are so likely per second to end when they have. Of tasks that take a
    // tenth of it, the interval is a tenth.
    private const double UsualTime = 90;
    private const double UsualHazard = 0.0177;

    // Of a sort of which nothing is known, one task is looked at twice while its age grows e-fold: its steps are about two thirds of its age.
    private const double BlindLooks = 2;
    private const double BlindStep = 0.65;

    private const double Jitter = 0.1;

    private readonly RunTimeStatistics memory = memory ?? new();

    /// <summary>
    /// How long to leave a task alone, counted from the last look at it or from when the waiting for it began, by what is known now: asked
    /// again later, the answer may be another.
    /// </summary>
    /// <param name="watched">The task.</param>
    /// <param name="pace">What its gateway bears.</param>
    public TimeSpan BeforeNext(TrackedTask watched, PollingLimits pace)
    {
        ArgumentNullException.ThrowIfNull(watched);
        ArgumentNullException.ThrowIfNull(pace);
        if (!watched.WasSeen && watched.Task.CreatedAt is null)
        {
            return TimeSpan.Zero;
        }

        // A jitter is drawn once a look, or going over the plan again and again would choose the soonest of many.
        watched.Jitter ??= jitter is null ? 1 : 1 - Jitter + (2 * Jitter * jitter.NextDouble());
        var seconds = memory.With(watched.Task, times => SecondsToNext(times, watched.LastAge, pace.Interval.TotalSeconds)) * watched.Jitter.Value;
        if (watched.SecondsLeft is { } left)
        {
            // Half the way there, for progress may not go on evenly; and not much later than it says.
            seconds = Math.Clamp(seconds, left / 2, left + 1);
        }

        var step = Within(ShortestStep, LongestStep, TimeSpan.FromSeconds(seconds));
        return step < minimumInterval ? minimumInterval.Value : step;
    }

    /// <summary>How long a plan may stand before it is gone over again: what other tasks teach meanwhile may call for a look sooner.</summary>
    /// <param name="watched">The task.</param>
    /// <param name="pace">What its gateway bears.</param>
    /// <param name="now">The present time.</param>
    public static TimeSpan BeforeReview(TrackedTask watched, PollingLimits pace, DateTimeOffset now)
    {
        ArgumentNullException.ThrowIfNull(watched);
        ArgumentNullException.ThrowIfNull(pace);
        return Within(ShortestStep, pace.Interval, TimeSpan.FromSeconds(watched.Age(now) * BlindStep));
    }

    /// <summary>How long to leave a task alone after a look that failed for a passing reason.</summary>
    /// <param name="watched">The task.</param>
    /// <param name="pace">What its gateway bears.</param>
    public TimeSpan AfterFailure(TrackedTask watched, PollingLimits pace)
    {
        ArgumentNullException.ThrowIfNull(watched);
        var step = BeforeNext(watched, pace);
        var wait = (step > TimeSpan.Zero && step < FirstPause ? step : FirstPause) * Math.Pow(2, Math.Min(watched.Failures, 10));
        return wait > LongestPause ? LongestPause : wait;
    }

    /// <summary>Learns from a look.</summary>
    /// <param name="watched">The task as it was at the look before.</param>
    /// <param name="seen">The task as it is now.</param>
    /// <param name="now">The present time.</param>
    public void Learn(TrackedTask watched, VideoTask seen, DateTimeOffset now)
    {
        ArgumentNullException.ThrowIfNull(watched);
        ArgumentNullException.ThrowIfNull(seen);
        if (watched.Task.CreatedAt is not { } created)
        {
            return;
        }

        var to = watched.Age(now);
        if (to <= watched.LastAge)
        {
            // The clock was set back: nothing was seen that can be told in time.
            return;
        }

        if (!seen.IsEnded)
        {
            // What was not watched is not counted, or who waits for a task again and again would count its life as often.
            var watchedFrom = watched.WasSeen ? watched.LastAge : watched.BegunAge;
            memory.With(watched.Task, times => times.StillRuns(watchedFrom, to));
        }
        else if (seen.Status is not VideoStatus.Unknown)
        {
            // A gateway's clock that goes wrong puts the end where the task was seen running, or where nobody has been yet.
            var from = watched.LastAge;
            var at = (seen.FinishedAt - created)?.TotalSeconds;
            memory.With(watched.Task, times => at >= from && at <= to ? times.EndedAt(from, at.Value) : times.EndedBetween(from, to));
        }
    }

    /// <summary>About how long it will be until the last of some tasks has ended; null if nothing is known of one of them.</summary>
    /// <param name="open">The tasks.</param>
    /// <param name="now">The present time.</param>
    public TimeSpan? GetRemainingTime(IReadOnlyCollection<TrackedTask> open, DateTimeOffset now)
    {
        ArgumentNullException.ThrowIfNull(open);

        // When as likely as not none is left, each is left with a likelihood of about one half divided by their number.
        var hazards = Math.Log(2.0 * Math.Max(1, open.Count));
        var longest = 0.0;
        foreach (var watched in open)
        {
            if ((watched.SecondsLeft ?? memory.With(watched.Task, times => times.IsBlank ? (double?)null : times.SecondsUntil(hazards, watched.Age(now)))) is not { } left)
            {
                return null;
            }

            longest = Math.Max(longest, left);
        }

        return TimeSpan.FromSeconds(longest);
    }

    // From an age on, until the rates of looks add up to one look.
    private static double SecondsToNext(RunTimeEstimator times, double age, double interval) => RunTimeEstimator.SecondsUntil(
        1,
        age,
        LongestStep.TotalSeconds,
        times.IsBlank ? step => BlindRate(times, step, interval) : step => Rate(times, step, interval));

    private static TimeSpan Within(TimeSpan least, TimeSpan most, TimeSpan step) => step < least ? least : step > most ? most : step;

    private static double Rate(RunTimeEstimator times, int step, double interval)
    {
        var scale = Math.Min(1, times.Typical(Math.Min(RunTimeEstimator.EndOf(step), UsualTime)) / UsualTime);
        return Math.Sqrt(times.Hazard(step) * scale / UsualHazard) / (interval * scale);
    }

    // Until the first has ended, looks at a few find out for all the others that tasks of this age still run.
    private static double BlindRate(RunTimeEstimator times, int step, double interval) =>
        Math.Max(BlindLooks / RunTimeEstimator.EndOf(step), 1 / interval) * Math.Sqrt(times.Ignorance(step));
}
