using System.Management.Automation;
using System.Management.Automation.Runspaces;
using WanVideo.Commands.Base;

namespace WanVideo.Tests.Commands;

public sealed class WanVideoCommandTests : IDisposable
{
    private readonly PowerShell shell;

    public WanVideoCommandTests()
    {
        var state = InitialSessionState.CreateDefault2();
        state.Commands.Add(new SessionStateCmdletEntry("Test-Blocking", typeof(TestBlockingCommand), helpFileName: null));
        shell = PowerShell.Create(state);
    }

    public void Dispose() => shell.Dispose();

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

        shell.Stop();
        Assert.Throws<PipelineStoppedException>(() => shell.EndInvoke(invocation));
        Assert.Equal(PSInvocationState.Stopped, shell.InvocationStateInfo.State);
    }

    [Fact]
    public void A_VideoException_is_an_error_of_the_input_and_does_not_end_the_command()
    {
        Run(_ => throw new VideoException(VideoErrorKind.LedgerUnavailable, "The disk is full.")).Invoke();
        var error = Assert.Single(shell.Streams.Error);
        Assert.Equal("an input", error.TargetObject);
        Assert.StartsWith("WanVideo.LedgerUnavailable,", error.FullyQualifiedErrorId, StringComparison.Ordinal);
    }

    private PowerShell Run(Func<CancellationToken, Task<int>> operation) =>
        shell.AddCommand("Test-Blocking").AddParameter("Operation", operation);

    [Cmdlet(VerbsDiagnostic.Test, "Blocking")]
    public sealed class TestBlockingCommand : WanVideoCommand
    {
        [Parameter]
        public Func<CancellationToken, Task<int>> Operation { get; set; } = _ => Task.FromResult(0);

        protected override void EndProcessing() => RunForInput("an input", () => WriteObject(RunBlocking(Operation)));
    }
}
