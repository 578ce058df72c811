namespace WanVideo.Waiting;

/// <summary>A task that is waited for.</summary>
/// <param name="task">The task as last seen.</param>
/// <param name="provider">Where it runs.</param>
public sealed class WatchedTask(VideoTask task, IVideoProvider provider)
{
    /// <summary>The task as it was when the waiting began.</summary>
    public VideoTask Known { get; } = task;

    /// <summary>The task as last seen.</summary>
    public VideoTask Task { get; internal set; } = task;

    /// <summary>Where it runs.</summary>
    public IVideoProvider Provider { get; } = provider;

    /// <summary>When the waiting for it began.</summary>
    internal DateTimeOffset Begun { get; set; }

    /// <summary>Its age in seconds at the last look, or when the waiting began.</summary>
    internal double LastAge { get; set; }

    /// <summary>How long it is left alone, unless a look at it costs nothing.</summary>
    internal TimeSpan Step { get; set; }

    /// <summary>Whether it was looked at.</summary>
    internal bool WasSeen { get; set; }

    /// <summary>Its age in seconds; no less than it was waited for, whatever a gateway's clock says of its beginning.</summary>
    /// <param name="now">The present time.</param>
    internal double Age(DateTimeOffset now) => (now - (Task.CreatedAt < Begun ? Task.CreatedAt.Value : Begun)).TotalSeconds;

    /// <summary>Look at it alone: a query for several that it was part of was refused, or gave no answer for it.</summary>
    internal bool IsAlone { get; set; }

    /// <summary>How many looks in a row have failed for a passing reason.</summary>
    internal int Failures { get; set; }
}
