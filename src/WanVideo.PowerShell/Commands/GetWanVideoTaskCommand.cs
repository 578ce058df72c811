using System.Management.Automation;
using WanVideo.Pipeline;

namespace WanVideo.Commands;

/// <summary>Asks the gateway how tasks stand. A task that failed is a task here, with its <c>Error</c>; not an error.</summary>
[Cmdlet(VerbsCommon.Get, "WanVideoTask", DefaultParameterSetName = ByTask)]
[OutputType(typeof(VideoTask))]
public sealed class GetWanVideoTaskCommand : TaskInputCommand
{
    /// <summary>How many tasks may be asked for at once. Default 5.</summary>
    [Parameter]
    [ValidateRange(1, 64)]
    public int ThrottleLimit { get; set; } = 5;

    private protected override ConcurrentWork CreateWork() => new(this, ThrottleLimit) { InOrder = true };

    private protected override void Process(TaskInput input, IVideoProvider provider) => Start(input.Source, async cancellationToken =>
    {
        var task = await provider.GetAsync(input.Id, Work, cancellationToken);
        return () => WriteObject(input.Known is null ? task : task.Recalling(input.Known));
    });
}
