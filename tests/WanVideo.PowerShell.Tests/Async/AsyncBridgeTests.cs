using System.Management.Automation;
using WanVideo.Async;

namespace WanVideo.Tests.Async;

public sealed class AsyncBridgeTests : IDisposable
{
    private readonly TestCommand command = new();
    private readonly CancellationTokenSource cancellationSource = new();
    private readonly List<int> written = [];

    public void Dispose() => cancellationSource.Dispose();

    [Fact]
    public void Results_are_written_as_the_work_completes()
    {
        using var bridge = new AsyncBridge(command, maxConcurrency: 2, cancellationSource.Token);
        var secondIsWritten = new TaskCompletionSource();
        bridge.Start(async _ =>
        {
            await secondIsWritten.Task;
            return () => written.Add(1);
        });
        bridge.Start(_ => Task.FromResult(() =>
        {
            written.Add(2);
            secondIsWritten.SetResult();
        }));

        bridge.WaitForAll();
        Assert.Equal([2, 1], written);
    }

    [Fact]
    public void Results_are_written_in_input_order_when_order_is_preserved()
    {
        using var bridge = new AsyncBridge(command, maxConcurrency: 3, cancellationSource.Token) { PreservesOrder = true };
        var othersCompleted = new TaskCompletionSource();
        var remaining = 2;
        bridge.Start(async _ =>
        {
            await othersCompleted.Task;
            return () => written.Add(1);
        });
        foreach (var number in new[] { 2, 3 })
        {
            bridge.Start(_ =>
            {
                if (Interlocked.Decrement(ref remaining) == 0)
                {
                    othersCompleted.SetResult();
                }

                return Task.FromResult(() => written.Add(number));
            });
        }

        bridge.WaitForAll();
        Assert.Equal([1, 2, 3], written);
    }

    [Fact]
    public void Concurrency_is_limited()
    {
        using var bridge = new AsyncBridge(command, maxConcurrency: 3, cancellationSource.Token);
        var running = 0;
        var maxRunning = 0;
        for (var number = 0; number < 20; number++)
        {
            bridge.Start(async _ =>
            {
                var count = Interlocked.Increment(ref running);
                await Task.Yield();
                Interlocked.Decrement(ref running);
                return () => maxRunning = Math.Max(maxRunning, count);
            });
        }

        bridge.WaitForAll();
        Assert.InRange(maxRunning, 1, 3);
    }

    [Fact]
    public void Results_and_messages_are_written_by_the_pipeline_thread()
    {
        using var bridge = new AsyncBridge(command, maxConcurrency: 1, cancellationSource.Token);
        var resultThread = 0;
        bridge.Start(_ =>
        {
            bridge.WriteWarning("a warning");
            bridge.WriteVerbose("a detail");
            return Task.FromResult(() => { resultThread = Environment.CurrentManagedThreadId; });
        });

        bridge.WaitForAll();
        var pipelineThread = Environment.CurrentManagedThreadId;
        Assert.Equal([("a warning", pipelineThread), ("a detail", pipelineThread)], command.Messages);
        Assert.Equal(pipelineThread, resultThread);
    }

    [Fact]
    public async Task Actions_posted_by_many_threads_all_run()
    {
        using var bridge = new AsyncBridge(command, maxConcurrency: 1, cancellationSource.Token);
        await Parallel.ForAsync(0, 100, (number, _) =>
        {
            bridge.Post(() => written.Add(number));
            return ValueTask.CompletedTask;
        });

        bridge.RunQueued();
        Assert.Equal(Enumerable.Range(0, 100), written.Order());
    }

    [Fact]
    public void RunQueued_does_not_wait_for_running_work()
    {
        using var bridge = new AsyncBridge(command, maxConcurrency: 1, cancellationSource.Token);
        bridge.Start(WaitForCancellationAsync);
        bridge.Post(() => written.Add(1));

        bridge.RunQueued();
        Assert.Equal([1], written);
    }

    [Fact]
    public void An_exception_of_one_work_item_is_thrown_and_cancels_the_others()
    {
        using var bridge = new AsyncBridge(command, maxConcurrency: 2, cancellationSource.Token);
        var otherWasCancelled = false;
        bridge.Start(async cancellationToken =>
        {
            try
            {
                return await WaitForCancellationAsync(cancellationToken);
            }
            finally
            {
                otherWasCancelled = true;
            }
        });
        bridge.Start(_ => throw new InvalidOperationException("broken"));

        Assert.Equal("broken", Assert.Throws<InvalidOperationException>(bridge.WaitForAll).Message);
        Assert.True(otherWasCancelled);
    }

    [Fact]
    public void An_exception_while_writing_discards_the_results_of_other_work()
    {
        using var bridge = new AsyncBridge(command, maxConcurrency: 2, cancellationSource.Token);
        bridge.Start(async cancellationToken =>
        {
            try
            {
                await Task.Delay(Timeout.Infinite, cancellationToken);
            }
            catch (OperationCanceledException)
            {
            }

            return () => written.Add(1);
        });
        bridge.Start(_ => Task.FromResult<Action>(() => throw new PipelineStoppedException()));

        Assert.Throws<PipelineStoppedException>(bridge.WaitForAll);
        bridge.RunQueued();
        Assert.Empty(written);
    }

    [Fact]
    public async Task Canceling_the_stop_token_stops_the_pipeline()
    {
        using var bridge = new AsyncBridge(command, maxConcurrency: 1, cancellationSource.Token);
        bridge.Start(WaitForCancellationAsync);

        await cancellationSource.CancelAsync();
        Assert.Throws<PipelineStoppedException>(bridge.WaitForAll);
    }

    [Fact]
    public async Task Warnings_of_work_that_ends_after_a_stop_are_written_to_the_host()
    {
        command.IsStopped = true;
        using var bridge = new AsyncBridge(command, maxConcurrency: 2, cancellationSource.Token);
        foreach (var id in new[] { "task-1", "task-2" })
        {
            bridge.Start(async cancellationToken =>
            {
                await Task.Delay(Timeout.Infinite, cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
                bridge.WriteWarning(id);
                bridge.WriteVerbose("a detail");
                return () => written.Add(1);
            });
        }

        await cancellationSource.CancelAsync();
        Assert.Throws<PipelineStoppedException>(bridge.WaitForAll);
        Assert.Equal(["task-1", "task-2"], command.HostWarnings.Order());
    }

    [Fact]
    public async Task Work_started_after_cancellation_is_canceled()
    {
        await cancellationSource.CancelAsync();
        using var bridge = new AsyncBridge(command, maxConcurrency: 1, cancellationSource.Token);
        bridge.Start(WaitForCancellationAsync);

        Assert.Throws<PipelineStoppedException>(bridge.WaitForAll);
    }

    [Fact]
    public void Dispose_cancels_running_work_and_waits_for_it()
    {
        var bridge = new AsyncBridge(command, maxConcurrency: 1, cancellationSource.Token);
        var isRunning = false;
        bridge.Start(async cancellationToken =>
        {
            isRunning = true;
            try
            {
                return await WaitForCancellationAsync(cancellationToken);
            }
            finally
            {
                await Task.Yield();
                isRunning = false;
            }
        });

        bridge.Dispose();
        Assert.False(isRunning);
    }

    private static async Task<Action> WaitForCancellationAsync(CancellationToken cancellationToken)
    {
        await Task.Delay(Timeout.Infinite, cancellationToken);
        throw new InvalidOperationException("The work was not canceled.");
    }
}
