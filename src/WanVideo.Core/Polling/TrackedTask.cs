namespace WanVideo.Polling;

/// <summary>A task that a <see cref="TaskPoller"/> polls, with its polling state. Ages are in seconds.</summary>
/// <param name="task">The last known state of the task.</param>
/// <param name="provider">The provider that runs it.</param>
public sealed class TrackedTask(VideoTask task, IVideoProvider provider)
{
    // The progress rate since the last poll may deviate by this factor from the overall rate.
    private const double MaxProgressDeviation = 1.5;

    /// <summary>The state of the task when it was added.</summary>
    public VideoTask InitialState { get; } = task;

    /// <summary>The last known state of the task.</summary>
    public VideoTask Task { get; private set; } = task;

    /// <summary>The provider that runs the task.</summary>
    public IVideoProvider Provider { get; } = provider;

    /// <summary>When tracking started.</summary>
    internal DateTimeOffset StartedAt { get; private set; }

    /// <summary>The age when tracking started.</summary>
    internal double InitialAge => GetAge(StartedAt);

    /// <summary>When the task was last polled. Before the first poll: when it was created, since it may have completed before tracking started.</summary>
    internal DateTimeOffset LastPolledAt { get; private set; }

    /// <summary>The age at <see cref="LastPolledAt"/>.</summary>
    internal double LastPolledAge => GetAge(LastPolledAt);

    /// <summary>Whether the task has been polled.</summary>
    internal bool HasBeenPolled { get; private set; }

    /// <summary>The planned delay from the last poll, or from the last failed poll, to the next.</summary>
    internal TimeSpan Delay { get; set; }

    /// <summary>Whether the due time was set by a retry delay or a Retry-After. It is not rescheduled.</summary>
    internal bool HasFixedDueTime { get; set; }

    /// <summary>The jitter of the next delay; null until it is drawn.</summary>
    internal double? JitterFactor { get; set; }

    /// <summary>The remaining run time extrapolated from the reported progress; null if the progress is not even.</summary>
    internal double? RemainingSeconds { get; private set; }

    /// <summary>Whether the task is excluded from batches until the next successful poll, because a batch that contained it failed or did not return it.</summary>
    internal bool IsPolledIndividually { get; set; }

    /// <summary>The number of transient failures since the last successful poll.</summary>
    internal int ConsecutiveFailures { get; private set; }

    /// <summary>The time of the first transient failure since the last successful poll; null without one.</summary>
    internal DateTimeOffset? FailingSince { get; private set; }

    /// <summary>The number of polls that returned the task as succeeded, but without the URL of its video.</summary>
    internal int PollsWithoutVideoUrl { get; set; }

    // Not later than StartedAt, even if the provider's clock is ahead.
    private DateTimeOffset EffectiveCreatedAt => Task.CreatedAt < StartedAt ? Task.CreatedAt.Value : StartedAt;

    /// <summary>The age of the task.</summary>
    internal double GetAge(DateTimeOffset now) => (now - EffectiveCreatedAt).TotalSeconds;

    /// <summary>Starts tracking.</summary>
    internal void Start(DateTimeOffset now)
    {
        StartedAt = now;
        LastPolledAt = EffectiveCreatedAt;
    }

    /// <summary>Records a transient failure.</summary>
    internal void RecordFailure(DateTimeOffset now)
    {
        ConsecutiveFailures++;
        FailingSince ??= now;
    }

    /// <summary>Applies the result of a successful poll.</summary>
    internal void Update(VideoTask state, DateTimeOffset now)
    {
        var (previousProgress, previousAge) = (HasBeenPolled ? Task.Progress : null, LastPolledAge);
        Task = state.MergeFrom(Task);
        HasBeenPolled = true;
        LastPolledAt = now;
        (ConsecutiveFailures, FailingSince) = (0, null);

        // The failure of a batch that contained it can have been transient.
        IsPolledIndividually = false;
        JitterFactor = null;
        RemainingSeconds = Extrapolate(previousProgress, previousAge, Task.Progress, LastPolledAge);
    }

    // Only if the progress since the last poll was as fast as overall: many providers report progress in a few large steps.
    private static double? Extrapolate(int? previousProgress, double previousAge, int? progress, double age)
    {
        if (progress - previousProgress is not > 0 || progress is not < 100 || previousAge >= age)
        {
            return null;
        }

        var overallRate = progress.Value / age;
        var recentRate = (progress.Value - previousProgress!.Value) / (age - previousAge);
        return recentRate / overallRate is > 1 / MaxProgressDeviation and < MaxProgressDeviation ? Math.Min((100 - progress.Value) / recentRate, AgeIntervals.MaxAge) : null;
    }
}
