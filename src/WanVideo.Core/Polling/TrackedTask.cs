namespace WanVideo.Polling;

/// <summary>A task that is waited for.</summary>
/// <param name="task">The task as last seen.</param>
/// <param name="provider">Where it runs.</param>
public sealed class TrackedTask(VideoTask task, IVideoProvider provider)
{
    private const double Uneven = 1.5;

    /// <summary>The task as it was when the waiting began.</summary>
    public VideoTask InitialState { get; } = task;

    /// <summary>The task as last seen.</summary>
    public VideoTask Task { get; internal set; } = task;

    /// <summary>Where it runs.</summary>
    public IVideoProvider Provider { get; } = provider;

    /// <summary>When the waiting for it began.</summary>
    internal DateTimeOffset Begun { get; private set; }

    /// <summary>Its age in seconds then.</summary>
    internal double BegunAge => Age(Begun);

    /// <summary>When it was last looked at; when it was created, if it was not yet: one that is old when the waiting begins may have ended long ago.</summary>
    internal DateTimeOffset LastLook { get; private set; }

    /// <summary>Its age in seconds then.</summary>
    internal double LastAge => Age(LastLook);

    /// <summary>How long it is left alone from the last look on, unless a look at it costs nothing.</summary>
    internal TimeSpan Step { get; set; }

    /// <summary>Its next look comes when it is due, whatever is learnt until then.</summary>
    internal bool IsFixedTime { get; set; }

    /// <summary>What its next step is multiplied by; null until that is drawn.</summary>
    internal double? Jitter { get; set; }

    /// <summary>How many seconds it has left by the progress that it reports; null if that has not gone evenly.</summary>
    internal double? SecondsLeft { get; private set; }

    /// <summary>Whether it was looked at.</summary>
    internal bool WasSeen { get; private set; }

    /// <summary>Its age in seconds; no less than it was waited for, whatever a gateway's clock says of its beginning.</summary>
    /// <param name="now">The present time.</param>
    internal double Age(DateTimeOffset now) => (now - EffectiveCreatedAt).TotalSeconds;

    private DateTimeOffset EffectiveCreatedAt => Task.CreatedAt < Begun ? Task.CreatedAt.Value : Begun;

    /// <summary>Look at it alone: a query for several that it was part of was refused, or gave no answer for it.</summary>
    internal bool PollIndividually { get; set; }

    /// <summary>How many looks in a row have failed for a passing reason.</summary>
    internal int Failures { get; set; }

    /// <summary>The waiting for it begins.</summary>
    /// <param name="now">The present time.</param>
    internal void Begin(DateTimeOffset now)
    {
        Begun = now;
        LastLook = EffectiveCreatedAt;
    }

    /// <summary>It was looked at.</summary>
    /// <param name="seen">What was seen.</param>
    /// <param name="now">The present time.</param>
    internal void Look(VideoTask seen, DateTimeOffset now)
    {
        var (progress, age) = (WasSeen ? Task.Progress : null, LastAge);
        Task = seen.MergeFrom(Task);
        WasSeen = true;
        LastLook = now;
        Failures = 0;
        Jitter = null;
        SecondsLeft = LeftBy(Task.Progress, LastAge, progress, age);
    }

    // Progress is believed if it went as fast between the last two looks as from the beginning on: many gateways report steps of a stair.
    private static double? LeftBy(int? progress, double age, int? before, double ageBefore)
    {
        if (progress - before is not > 0 || progress is not < 100 || ageBefore >= age)
        {
            return null;
        }

        var overall = progress.Value / age;
        var lately = (progress.Value - before!.Value) / (age - ageBefore);
        return lately / overall is > 1 / Uneven and < Uneven ? (100 - progress.Value) / lately : null;
    }
}
