using Microsoft.Coyote.Runtime;

namespace WanVideo.Tests;

/// <summary>A clock whose timers elapse in the order of their due times, each at any time that Coyote chooses.</summary>
internal sealed class ControlledTime : TimeProvider
{
    private readonly List<Timer> timers = [];
    private DateTimeOffset now = new(2026, 11, 20, 12, 0, 0, TimeSpan.Zero);

    public override long TimestampFrequency => TimeSpan.TicksPerSecond;

    public override DateTimeOffset GetUtcNow() => now;

    public override long GetTimestamp() => now.UtcTicks;

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        var timer = new Timer(this, () => callback(state));
        timer.Change(dueTime, period);
        return timer;
    }

    /// <summary>Advances to the next timer whenever there is one, until the work completes.</summary>
    public void Run(Task work)
    {
        while (true)
        {
            Operation.PauseUntil(() => timers.Count > 0 || work.IsCompleted);
            if (work.IsCompleted)
            {
                return;
            }

            var next = timers.MinBy(timer => timer.DueAt)!;
            timers.Remove(next);
            now = next.DueAt > now ? next.DueAt : now;
            next.Callback();
        }
    }

    private sealed class Timer(ControlledTime time, Action callback) : ITimer
    {
        public DateTimeOffset DueAt { get; private set; }

        public Action Callback { get; } = callback;

        public bool Change(TimeSpan dueTime, TimeSpan period)
        {
            time.timers.Remove(this);
            if (dueTime != Timeout.InfiniteTimeSpan)
            {
                DueAt = time.now + dueTime;
                time.timers.Add(this);
            }

            return true;
        }

        public void Dispose() => time.timers.Remove(this);

        public ValueTask DisposeAsync()
        {
            Dispose();
            return ValueTask.CompletedTask;
        }
    }
}
