namespace WanVideo.Tests.FaultMatrix;

/// <summary>
/// A clock on which time passes only by events: a delay elapses at once and is recorded, and timeouts elapse when <see cref="ElapseTimeouts"/> is called,
/// because the gateway sends nothing more.
/// </summary>
internal sealed class EventClock : TimeProvider
{
    /// <summary>The timeout of requests. No delay is as long, so the due time of a timer tells which it is.</summary>
    public static readonly TimeSpan Timeout = TimeSpan.FromSeconds(997);

    private readonly Lock sync = new();
    private readonly HashSet<EventTimer> timeouts = [];
    private readonly List<TimeSpan> delays = [];
    private DateTimeOffset now = new(2026, 11, 20, 12, 0, 0, TimeSpan.Zero);

    /// <summary>The delays between requests.</summary>
    public IReadOnlyList<TimeSpan> Delays => delays;

    public override long TimestampFrequency => TimeSpan.TicksPerSecond;

    public override DateTimeOffset GetUtcNow()
    {
        lock (sync)
        {
            return now;
        }
    }

    public override long GetTimestamp() => GetUtcNow().UtcTicks;

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        var timer = new EventTimer(this, () => callback(state));
        timer.Change(dueTime, period);
        return timer;
    }

    /// <summary>Advances the clock by <see cref="Timeout"/>.</summary>
    public void ElapseTimeouts()
    {
        EventTimer[] elapsed;
        lock (sync)
        {
            elapsed = [.. timeouts];
            timeouts.Clear();
            now += Timeout;
        }

        Array.ForEach(elapsed, timer => timer.Elapse());
    }

    private sealed class EventTimer(EventClock clock, Action callback) : ITimer
    {
        // Not on the thread that creates the timer, which may be in a constructor.
        public void Elapse() => ThreadPool.QueueUserWorkItem(_ => callback());

        public bool Change(TimeSpan dueTime, TimeSpan period)
        {
            lock (clock.sync)
            {
                clock.timeouts.Remove(this);
                if (dueTime < TimeSpan.Zero || (dueTime == Timeout && clock.timeouts.Add(this)))
                {
                    return true;
                }

                clock.delays.Add(dueTime);
                clock.now += dueTime;
            }

            Elapse();
            return true;
        }

        public void Dispose() => Change(TimeSpan.FromTicks(-1), default);

        public ValueTask DisposeAsync()
        {
            Dispose();
            return ValueTask.CompletedTask;
        }
    }
}
