using System.Threading.Channels;

namespace WanVideo.Tests;

/// <summary>
/// A clock that stands still until everybody waits for it, and then jumps to the next moment that somebody waits for. Hours pass in
/// milliseconds, and always in the same order.
/// </summary>
internal sealed class VirtualTime : TimeProvider
{
    private readonly Lock sync = new();
    private readonly List<Alarm> alarms = [];
    private readonly Channel<bool> armed = Channel.CreateUnbounded<bool>();
    private DateTimeOffset now = new(2026, 11, 20, 12, 0, 0, TimeSpan.Zero);

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
        var alarm = new Alarm(this, () => callback(state));
        alarm.Change(dueTime, period);
        return alarm;
    }

    /// <summary>Lets time pass, from alarm to alarm, until some work is done.</summary>
    public async Task RunAsync(Task work)
    {
        while (!work.IsCompleted)
        {
            // Waits without taking: what is left over must not take the next run's first alarm.
            await Task.WhenAny(work, armed.Reader.WaitToReadAsync().AsTask());
            if (!work.IsCompleted && armed.Reader.TryRead(out _))
            {
                JumpToNextAlarm();
            }
        }

        await work;
    }

    /// <inheritdoc cref="RunAsync(Task)"/>
    public async Task<T> RunAsync<T>(Task<T> work)
    {
        await RunAsync((Task)work);
        return await work;
    }

    private void JumpToNextAlarm()
    {
        Alarm? next;
        lock (sync)
        {
            next = alarms.MinBy(alarm => alarm.Due);
            if (next is null)
            {
                return;
            }

            alarms.Remove(next);
            now = next.Due > now ? next.Due : now;
        }

        next.Ring();
    }

    private sealed class Alarm(VirtualTime time, Action ring) : ITimer
    {
        public DateTimeOffset Due { get; private set; }

        public Action Ring { get; } = ring;

        public bool Change(TimeSpan dueTime, TimeSpan period)
        {
            lock (time.sync)
            {
                time.alarms.Remove(this);
                if (dueTime == Timeout.InfiniteTimeSpan)
                {
                    return true;
                }

                Due = time.now + dueTime;
                time.alarms.Add(this);
            }

            time.armed.Writer.TryWrite(true);
            return true;
        }

        public void Dispose()
        {
            lock (time.sync)
            {
                time.alarms.Remove(this);
            }
        }

        public ValueTask DisposeAsync()
        {
            Dispose();
            return ValueTask.CompletedTask;
        }
    }
}
