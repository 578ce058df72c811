using System.Management.Automation;
using WanVideo.Async;

namespace WanVideo.Tests;

/// <summary><see cref="AsyncBridge"/>: the work of a cmdlet on other threads, its output on the pipeline thread.</summary>
public sealed class AsyncBridgeScheduleTests
{
    private const int WorkItems = 4;
    private const int MaxConcurrency = 2;

    [Fact]
    public void Each_result_is_written_once_by_the_pipeline_thread() => Exploration.Run(() => RunAsync(isStopped: false, preservesOrder: false));

    [Fact]
    public void Results_are_written_in_input_order_when_order_is_preserved() => Exploration.Run(() => RunAsync(isStopped: false, preservesOrder: true));

    [Fact]
    public void A_stop_at_any_time_ends_the_work_and_loses_no_id_of_a_created_task() => Exploration.Run(() => RunAsync(isStopped: true, preservesOrder: false));

    private static async Task RunAsync(bool isStopped, bool preservesOrder)
    {
        var command = new TestCommand();
        using var stopSource = new CancellationTokenSource();
        var pipelineThread = Environment.CurrentManagedThreadId;
        var (running, maxRunning) = (0, 0);
        var created = new HashSet<string>();
        var written = new List<int>();
        var stopping = Task.Run(() =>
        {
            if (isStopped)
            {
                command.IsStopped = true;
                stopSource.Cancel();
            }
        });

        var bridge = new AsyncBridge(command, MaxConcurrency, stopSource.Token) { PreservesOrder = preservesOrder };
        try
        {
            for (var number = 0; number < WorkItems; number++)
            {
                var index = number;
                bridge.Start(cancellationToken => CreateAsync(index, cancellationToken));
            }

            bridge.WaitForAll();
            Assert.Equal(Enumerable.Range(0, WorkItems), preservesOrder ? written : written.Order());
        }
        catch (PipelineStoppedException)
        {
            Assert.True(isStopped);
        }
        finally
        {
            bridge.Dispose();
        }

        Assert.Equal(0, Volatile.Read(ref running));
        Assert.InRange(maxRunning, 0, MaxConcurrency);
        Assert.All(command.Messages, message => Assert.Equal(pipelineThread, message.ThreadId));
        Assert.Equal(created.Order(), command.Messages.Select(message => message.Message).Concat(command.HostWarnings).Order());
        await stopping;

        async Task<Action> CreateAsync(int index, CancellationToken cancellationToken)
        {
            maxRunning = Math.Max(maxRunning, Interlocked.Increment(ref running));
            try
            {
                await Task.Yield();
                cancellationToken.ThrowIfCancellationRequested();
                lock (created)
                {
                    created.Add($"task-{index}");
                }

                bridge.WriteWarning($"task-{index}");
                await Task.Yield();
                return () =>
                {
                    Assert.Equal(pipelineThread, Environment.CurrentManagedThreadId);
                    written.Add(index);
                };
            }
            finally
            {
                Interlocked.Decrement(ref running);
            }
        }
    }
}
