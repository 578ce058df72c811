using WanVideo.Async;

namespace WanVideo.Tests.Async;

public sealed class BlockingCallTests
{
    [Fact]
    public void The_result_is_returned() => Assert.Equal(1, BlockingCall.Run(_ => Task.FromResult(1), TestContext.Current.CancellationToken));

    [Fact]
    public void The_operation_runs_on_another_thread()
    {
        var thread = BlockingCall.Run(_ => Task.FromResult(Environment.CurrentManagedThreadId), TestContext.Current.CancellationToken);
        Assert.NotEqual(Environment.CurrentManagedThreadId, thread);
    }

    [Fact]
    public void An_exception_is_rethrown_unchanged() =>
        Assert.Throws<InvalidOperationException>(() => BlockingCall.Run<int>(_ => throw new InvalidOperationException(), TestContext.Current.CancellationToken));

    [Fact]
    public void The_call_returns_when_the_token_is_canceled()
    {
        using var timeout = new CancellationTokenSource(TimeSpan.FromMilliseconds(50));
        Assert.ThrowsAny<OperationCanceledException>(() => BlockingCall.Run(
            async cancellationToken =>
            {
                await Task.Delay(Timeout.Infinite, cancellationToken);
                return 1;
            },
            timeout.Token));
    }

    [Fact]
    public void The_call_returns_when_the_token_is_canceled_although_the_operation_ignores_it()
    {
        using var timeout = new CancellationTokenSource(TimeSpan.FromMilliseconds(50));
        var never = new TaskCompletionSource<int>();
        Assert.ThrowsAny<OperationCanceledException>(() => BlockingCall.Run(_ => never.Task, timeout.Token));
    }
}
