namespace WanVideo.Tests;

/// <summary>
/// A clock whose timers elapse at once, and which records their delays. Timers of 60 seconds and more are timeouts: these never elapse.
/// </summary>
internal sealed class WaitRecorder : TimeProvider
{
    // The operation timeout of the fixture.
    private static readonly TimeSpan OperationTimeout = TimeSpan.FromSeconds(60);

    public List<TimeSpan> Delays { get; } = [];

    public Action? OnWait { get; init; }

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        if (dueTime >= OperationTimeout || dueTime == Timeout.InfiniteTimeSpan)
        {
            return System.CreateTimer(callback, state, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        }

        Delays.Add(dueTime);
        OnWait?.Invoke();
        return System.CreateTimer(callback, state, TimeSpan.Zero, Timeout.InfiniteTimeSpan);
    }
}
