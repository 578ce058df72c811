using System.Management.Automation;
using WanVideo.Pipeline;

namespace WanVideo.Commands;

/// <summary>Cancels tasks at gateways that can. At the others each is an error that says so.</summary>
[Cmdlet(VerbsLifecycle.Stop, "WanVideoTask", DefaultParameterSetName = ByTask, SupportsShouldProcess = true)]
public sealed class StopWanVideoTaskCommand : TaskInputCommand
{
    private protected override AsyncBridge CreateWork() => new(this, limit: 5) { InOrder = true };

    private protected override void Process(TaskInput input, IVideoProvider provider)
    {
        if (!ShouldProcess(input.Id, $"Cancel the task at {provider.Name}"))
        {
            return;
        }

        Start(input.Source, async cancellationToken =>
        {
            await provider.CancelAsync(input.Id, Work, cancellationToken);
            return () => WriteVerbose($"{input.Id} is cancelled.");
        });
    }
}
