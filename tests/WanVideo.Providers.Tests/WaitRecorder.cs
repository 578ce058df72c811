namespace WanVideo.Tests;

/// <summary>
/// A clock on which delays end immediately and are recorded. Timers of 60 s and more are timeouts: they never elapse and are not recorded.
/// </summary>
internal sealed class WaitRecorder : TimeProvider
{
    // The operation timeout of the fixture's connections.
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(60);

    public List<TimeSpan> Waits { get; } = [];

    public Action? OnWait { get; init; }

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        if (dueTime >= Limit || dueTime == Timeout.InfiniteTimeSpan)
        {
            return System.CreateTimer(callback, state, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        }

        Waits.Add(dueTime);
        OnWait?.Invoke();
        return System.CreateTimer(callback, state, TimeSpan.Zero, Timeout.InfiniteTimeSpan);
    }
}
