using System.Management.Automation;
using WanVideo.Binding;
using WanVideo.Completion;
using WanVideo.Pipeline;

namespace WanVideo.Commands;

/// <summary>
/// Asks the gateway how tasks stand, or with <c>-Remote</c> which tasks it remembers. A task that failed is a task here, with its
/// <c>Error</c>; not an error.
/// </summary>
[Cmdlet(VerbsCommon.Get, "WanVideoTask", DefaultParameterSetName = ByTask)]
[OutputType(typeof(VideoTask))]
public sealed class GetWanVideoTaskCommand : TaskInputCommand
{
    private const string ByList = "Remote";

    /// <summary>List the tasks that the gateway remembers, newest first, page by page. A listed task may lack what only a look at it tells, its video first of all.</summary>
    [Parameter(Mandatory = true, ParameterSetName = ByList)]
    public SwitchParameter Remote { get; set; }

    /// <summary>The gateway. Without it, the one connected last.</summary>
    [Parameter(ParameterSetName = ById, ValueFromPipelineByPropertyName = true)]
    [Parameter(ParameterSetName = ByList)]
    [ArgumentCompleter(typeof(ProviderCompleter))]
    [TextCell]
    public override string? Provider { get; set; }

    /// <summary>Of the list, the tasks that stand so.</summary>
    [Parameter(ParameterSetName = ByList)]
    public VideoStatus? Status { get; set; }

    /// <summary>Of the list, the tasks accepted then or later.</summary>
    [Parameter(ParameterSetName = ByList)]
    public DateTimeOffset? Since { get; set; }

    /// <summary>Of the list, the tasks of this model.</summary>
    [Parameter(ParameterSetName = ByList)]
    [ArgumentCompleter(typeof(ModelCompleter))]
    public string? Model { get; set; }

    /// <summary>How many tasks may be asked for at once. Default 5.</summary>
    [Parameter]
    [ValidateRange(1, 64)]
    public int ThrottleLimit { get; set; } = 5;

    private protected override ConcurrentWork CreateWork() => new(this, ThrottleLimit) { InOrder = true };

    /// <inheritdoc/>
    protected override void EndProcessing()
    {
        if (Remote)
        {
            ForInput(Provider, () => List(Session.Provider(Provider)));
        }

        base.EndProcessing();
    }

    private protected override void Process(TaskInput input, IVideoProvider provider) => Start(input.Source, async cancellationToken =>
    {
        var task = await provider.GetAsync(input.Id, Work, cancellationToken);
        return () => WriteObject(input.Known is null ? task : task.Recalling(input.Known));
    });

    private void List(IVideoProvider provider)
    {
        var filter = new TaskFilter { Status = Status, Since = Since, Model = Model };
        Start(provider.Name, async cancellationToken =>
        {
            await foreach (var task in provider.ListAsync(filter, Work, cancellationToken))
            {
                // Not every gateway can choose by all of these.
                if (filter.Includes(task))
                {
                    Work.Post(() => WriteObject(task));
                }
            }

            return () => { };
        });
    }
}
