namespace WanVideo.Tests;

/// <summary>
/// A clock on which a wait is over as soon as it begins, and written down. Time limits are not waits: those of the connection's length and
/// more never run out.
/// </summary>
internal sealed class WaitRecorder : TimeProvider
{
    // The operation timeout of a connection to the fixture, which is armed beside every request.
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
