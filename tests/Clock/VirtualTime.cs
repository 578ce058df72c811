using System.Threading.Channels;

namespace WanVideo.Tests;

/// <summary>
/// A clock that advances to the due time of the next timer as soon as all work waits for one. Hours pass in milliseconds, and timers elapse in a
/// deterministic order.
/// </summary>
internal sealed class VirtualTime : TimeProvider
{
    // A test whose work waits for something else than a timer, or sets timers forever, fails and does not hang.
    private static readonly TimeSpan RealTimeLimit = TimeSpan.FromMinutes(1);

    private readonly Lock sync = new();
    private readonly List<VirtualTimer> timers = [];
    private readonly Channel<bool> started = Channel.CreateUnbounded<bool>();
    private int holds;
    private DateTimeOffset now = new(2026, 11, 20, 12, 0, 0, TimeSpan.Zero);

    /// <summary>The real time for code to run after each advance, in which it can start work that holds the clock. Default: none.</summary>
    public TimeSpan PauseAfterAdvance { get; init; }

    /// <summary>The deviation of the wall clock. Changing it does not affect timers and timestamps.</summary>
    public TimeSpan WallClockOffset { get; set; }

    public override long TimestampFrequency => TimeSpan.TicksPerSecond;

    public override DateTimeOffset GetUtcNow()
    {
        lock (sync)
        {
            return now + WallClockOffset;
        }
    }

    public override long GetTimestamp()
    {
        lock (sync)
        {
            return now.UtcTicks;
        }
    }

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        var timer = new VirtualTimer(this, () => callback(state));
        timer.Change(dueTime, period);
        return timer;
    }

    /// <summary>Stops the clock until work completes that takes real time, such as file access.</summary>
    public Task<T> HoldAsync<T>(Task<T> work)
    {
        Interlocked.Increment(ref holds);
        return Wait();

        async Task<T> Wait()
        {
            try
            {
                return await work;
            }
            finally
            {
                Interlocked.Decrement(ref holds);
            }
        }
    }

    /// <summary>Advances the clock until a task completes.</summary>
    /// <exception cref="TimeoutException">The task did not complete within a minute of real time.</exception>
    public async Task RunAsync(Task work)
    {
        using var limit = new CancellationTokenSource(RealTimeLimit);
        while (!work.IsCompleted)
        {
            // Does not remove the item: a wait left over from this run must not consume one of the next run.
            await Task.WhenAny(work, started.Reader.WaitToReadAsync(limit.Token).AsTask());
            ThrowIfExceeded();
            while (!work.IsCompleted && Volatile.Read(ref holds) > 0)
            {
                while (Volatile.Read(ref holds) > 0)
                {
                    ThrowIfExceeded();
                    await Task.Delay(1);
                }

                // Lets the code run that awaits the result.
                await Task.Delay(PauseAfterAdvance);
            }

            if (!work.IsCompleted && started.Reader.TryRead(out _))
            {
                AdvanceToNextTimer();
                if (PauseAfterAdvance > TimeSpan.Zero)
                {
                    await Task.Delay(PauseAfterAdvance);
                }
            }
        }

        await work;

        void ThrowIfExceeded()
        {
            if (limit.IsCancellationRequested)
            {
                throw new TimeoutException($"The work did not complete within {RealTimeLimit.TotalSeconds} s. The virtual clock is at {GetUtcNow():s}, {timers.Count} timers are set, and {holds} operations hold the clock.");
            }
        }
    }

    /// <inheritdoc cref="RunAsync(Task)"/>
    public async Task<T> RunAsync<T>(Task<T> work)
    {
        await RunAsync((Task)work);
        return await work;
    }

    private void AdvanceToNextTimer()
    {
        VirtualTimer? next;
        lock (sync)
        {
            next = timers.MinBy(timer => timer.DueAt);
            if (next is null)
            {
                return;
            }

            timers.Remove(next);
            now = next.DueAt > now ? next.DueAt : now;
        }

        next.Callback();
    }

    private sealed class VirtualTimer(VirtualTime time, Action callback) : ITimer
    {
        public DateTimeOffset DueAt { get; private set; }

        public Action Callback { get; } = callback;

        public bool Change(TimeSpan dueTime, TimeSpan period)
        {
            lock (time.sync)
            {
                time.timers.Remove(this);
                if (dueTime == Timeout.InfiniteTimeSpan)
                {
                    return true;
                }

                DueAt = time.now + dueTime;
                time.timers.Add(this);
            }

            time.started.Writer.TryWrite(true);
            return true;
        }

        public void Dispose()
        {
            lock (time.sync)
            {
                time.timers.Remove(this);
            }
        }

        public ValueTask DisposeAsync()
        {
            Dispose();
            return ValueTask.CompletedTask;
        }
    }
}
