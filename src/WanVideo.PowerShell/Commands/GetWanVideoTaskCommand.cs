using System.Management.Automation;
using WanVideo.Binding;
using WanVideo.Completion;
using WanVideo.Errors;
using WanVideo.Pipeline;

namespace WanVideo.Commands;

/// <summary>Asks the gateway how tasks stand. A task that failed is a task here, with its <c>Error</c>; not an error.</summary>
[Cmdlet(VerbsCommon.Get, "WanVideoTask", DefaultParameterSetName = ByTask)]
[OutputType(typeof(VideoTask))]
public sealed class GetWanVideoTaskCommand : ConcurrentCommand
{
    private const string ById = "Id";
    private const string ByTask = "Task";

    /// <summary>The gateway's ids of the tasks.</summary>
    [Parameter(Mandatory = true, Position = 0, ParameterSetName = ById, ValueFromPipeline = true, ValueFromPipelineByPropertyName = true)]
    [TaskId]
    public string[] Id { get; set; } = [];

    /// <summary>The gateway that runs them. Without it, the one connected last.</summary>
    [Parameter(ParameterSetName = ById, ValueFromPipelineByPropertyName = true)]
    [ArgumentCompleter(typeof(ProviderCompleter))]
    [TextCell]
    public string? Provider { get; set; }

    /// <summary>The tasks.</summary>
    [Parameter(Mandatory = true, ParameterSetName = ByTask, ValueFromPipeline = true)]
    public VideoTask[] InputObject { get; set; } = [];

    /// <summary>How many tasks may be asked for at once. Default 5.</summary>
    [Parameter]
    [ValidateRange(1, 64)]
    public int ThrottleLimit { get; set; } = 5;

    private protected override ConcurrentWork CreateWork() => new(this, ThrottleLimit) { InOrder = true };

    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        foreach (var input in TaskInput.Of(InputObject, Id, Provider))
        {
            ForInput(input.Source, () =>
            {
                var provider = Session.Provider(input.Provider);
                Work.Start(async cancellationToken =>
                {
                    try
                    {
                        var task = await provider.GetAsync(input.Id, Work, cancellationToken);
                        return () => WriteObject(input.Known is null ? task : task.Recalling(input.Known));
                    }
                    catch (VideoException failure)
                    {
                        return () => WriteError(failure.ToErrorRecord(input.Source));
                    }
                });
            });
        }
    }
}
