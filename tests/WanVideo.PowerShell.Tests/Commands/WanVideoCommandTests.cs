using System.Management.Automation;
using WanVideo.Commands.Base;

namespace WanVideo.Tests.Commands;

public sealed class WanVideoCommandTests() : CommandTestBase("Test-Blocking", typeof(WanVideoCommandTests.TestBlockingCommand))
{
    [Fact]
    public void RunBlocking_returns_the_result() =>
        Assert.Equal(1, Assert.Single(Run(_ => Task.FromResult(1)).Invoke<int>()));

    [Fact]
    public async Task Ctrl_C_ends_RunBlocking_and_stops_the_pipeline()
    {
        var isWaiting = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var invocation = Run(async cancellationToken =>
        {
            isWaiting.SetResult();
            await Task.Delay(Timeout.Infinite, cancellationToken);
            return 1;
        }).BeginInvoke();
        await isWaiting.Task;

        Shell.Stop();
        Assert.Throws<PipelineStoppedException>(() => Shell.EndInvoke(invocation));
        Assert.Equal(PSInvocationState.Stopped, Shell.InvocationStateInfo.State);
    }

    [Fact]
    public void A_VideoException_is_an_error_of_the_input_and_does_not_end_the_command()
    {
        Run(_ => throw new VideoException(VideoErrorKind.LedgerUnavailable, "The disk is full.")).Invoke();
        var error = Assert.Single(Shell.Streams.Error);
        Assert.Equal("an input", error.TargetObject);
        Assert.StartsWith("WanVideo.LedgerUnavailable,", error.FullyQualifiedErrorId, StringComparison.Ordinal);
    }

    private PowerShell Run(Func<CancellationToken, Task<int>> operation) =>
        Shell.AddCommand("Test-Blocking").AddParameter("Operation", operation);

    [Cmdlet(VerbsDiagnostic.Test, "Blocking")]
    public sealed class TestBlockingCommand : WanVideoCommand
    {
        [Parameter]
        public Func<CancellationToken, Task<int>> Operation { get; set; } = _ => Task.FromResult(0);

        protected override void EndProcessing() => RunForInput("an input", () => WriteObject(RunBlocking(Operation)));
    }
}
