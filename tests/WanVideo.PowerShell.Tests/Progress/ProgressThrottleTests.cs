using WanVideo.Progress;

namespace WanVideo.Tests.Progress;

public sealed class ProgressThrottleTests
{
    private readonly VirtualTime time = new();
    private readonly ProgressThrottle throttle;

    public ProgressThrottleTests() => throttle = new ProgressThrottle(time);

    [Fact]
    public void The_first_redraw_is_due_at_once() => Assert.True(throttle.TryStartRedraw());

    [Fact]
    public async Task One_redraw_is_due_every_200_ms()
    {
        throttle.TryStartRedraw();
        throttle.CompleteRedraw();
        await AdvanceAsync(199);
        Assert.False(throttle.TryStartRedraw());
        await AdvanceAsync(1);
        Assert.True(throttle.TryStartRedraw());
    }

    [Fact]
    public async Task No_redraw_is_due_until_the_previous_one_is_completed()
    {
        throttle.TryStartRedraw();
        await AdvanceAsync(1000);
        Assert.False(throttle.TryStartRedraw());
    }

    [Fact]
    public async Task Only_one_of_many_threads_redraws()
    {
        var dueCount = 0;
        await Parallel.ForAsync(0, 100, (_, _) =>
        {
            if (throttle.TryStartRedraw())
            {
                Interlocked.Increment(ref dueCount);
            }

            return ValueTask.CompletedTask;
        });
        Assert.Equal(1, dueCount);
    }

    private Task AdvanceAsync(int milliseconds) => time.RunAsync(Task.Delay(TimeSpan.FromMilliseconds(milliseconds), time));
}
