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

    /// <summary>Look at it alone: a query for several that it was part of was refused, or gave no answer for it.</summary>
    internal bool IsAlone { get; set; }

    /// <summary>How many looks in a row have failed for a passing reason.</summary>
    internal int Failures { get; set; }
}
