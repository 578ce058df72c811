using System.Management.Automation;
using WanVideo.Commands.Base;

namespace WanVideo.Tests;

/// <summary><see cref="WanVideoCommand.RunBlocking"/>: a cmdlet that waits on the pipeline thread.</summary>
public sealed class RunBlockingScheduleTests
{
    [Fact]
    public void The_call_returns_the_result_or_stops_the_pipeline_although_the_operation_ignores_the_cancellation() => Exploration.Run(async () =>
    {
        using var command = new BlockingCommand();
        var isStopRequested = false;
        var stopping = Task.Run(() =>
        {
            Volatile.Write(ref isStopRequested, true);
            command.Stop();
        });
        var response = new TaskCompletionSource<int>();
        var responding = Task.Run(async () =>
        {
            // The server responds after the stop or before, or not at all.
            await Task.Yield();
            if (!Volatile.Read(ref isStopRequested))
            {
                response.SetResult(1);
            }
        });

        try
        {
            Assert.Equal(1, command.RunBlocking(_ => response.Task));
        }
        catch (PipelineStoppedException)
        {
            Assert.True(Volatile.Read(ref isStopRequested));
        }

        await stopping;
        await responding;
    });

    private sealed class BlockingCommand : WanVideoCommand
    {
        public new T RunBlocking<T>(Func<CancellationToken, Task<T>> operation) => base.RunBlocking(operation);

        public void Stop() => StopProcessing();
    }
}
