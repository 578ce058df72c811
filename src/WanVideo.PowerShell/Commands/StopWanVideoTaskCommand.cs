using System.Management.Automation;
using WanVideo.Commands.Base;

namespace WanVideo.Commands;

/// <summary>Cancels tasks at gateways that support it. At other gateways each task causes a NotSupported error.</summary>
[Cmdlet(VerbsLifecycle.Stop, "WanVideoTask", DefaultParameterSetName = TaskSet, SupportsShouldProcess = true)]
public sealed class StopWanVideoTaskCommand : TaskInputCommand
{
    private protected override int MaxConcurrency => 5;

    private protected override bool PreservesInputOrder => true;

    private protected override void Process(TaskInput input, IVideoProvider provider)
    {
        if (!ShouldProcess(input.Id, $"Cancel the task at {provider.Name}"))
        {
            return;
        }

        Start(input.InputObject, async cancellationToken =>
        {
            await provider.CancelAsync(input.Id, Bridge, cancellationToken);
            return () => WriteVerbose($"{input.Id} was canceled.");
        });
    }
}
