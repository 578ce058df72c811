using System.Management.Automation;
using WanVideo.Binding;
using WanVideo.Completion;

namespace WanVideo.Pipeline;

/// <summary>A command that is given tasks, as objects or by their ids.</summary>
public abstract class TaskInputCommand : AsyncCommand
{
    private protected const string ById = "Id";

    // The default: PowerShell tries all that a set has before it looks at another, and a task has an Id too.
    private protected const string ByTask = "Task";

    private readonly Lazy<TaskRecords> records;

    private protected TaskInputCommand() => records = new(() => new TaskRecords(Session.Journal, Work));

    /// <summary>What the command learns, for the journal.</summary>
    private protected TaskRecords Records => records.Value;

    /// <summary>The gateway's ids of the tasks.</summary>
    [Parameter(Mandatory = true, Position = 0, ParameterSetName = ById, ValueFromPipeline = true, ValueFromPipelineByPropertyName = true)]
    [TaskIdTransformation]
    [ArgumentCompleter(typeof(TaskIdCompleter))]
    public string[] Id { get; set; } = [];

    /// <summary>The gateway that runs them. Without it, the one connected last.</summary>
    [Parameter(ParameterSetName = ById, ValueFromPipelineByPropertyName = true)]
    [ArgumentCompleter(typeof(ProviderCompleter))]
    [StringTransformation]
    public virtual string? Provider { get; set; }

    /// <summary>The tasks.</summary>
    [Parameter(Mandatory = true, ParameterSetName = ByTask, ValueFromPipeline = true)]
    public virtual VideoTask[] InputObject { get; set; } = [];

    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        IEnumerable<TaskInput> inputs =
        [
            .. InputObject.Select(task => new TaskInput(task.Id, task.Provider, task)),
            .. Id.Select(id => new TaskInput(id, Provider, null)),
        ];
        foreach (var input in inputs)
        {
            ForInput(input.Source, () => Process(input, ProviderOf(input)));
        }
    }

    /// <inheritdoc/>
    protected override void EndProcessing()
    {
        base.EndProcessing();
        Work.Start(async _ =>
        {
            await Records.FinishAsync();
            return () => { };
        });
        Work.Finish();
    }

    // Another address, another region: a task is known only where it was made, and what is asked there would say that it never existed.
    private protected static IVideoProvider ProviderOf(TaskInput input)
    {
        var provider = Session.Provider(input.Provider);
        return input.Known is { IsEnded: false, BaseUri: { } made } && made != provider.BaseUri
            ? throw new VideoException(
                VideoErrorKind.NotConnected,
                $"{input.Id} was created at {made}, and the connection to {provider.Name} is to {provider.BaseUri}. Connect to the other first; given by its id alone, it is asked for here.")
            : provider;
    }

    private protected abstract void Process(TaskInput input, IVideoProvider provider);

    /// <summary>Warns of a video that its gateway may soon delete.</summary>
    private protected void WarnOfExpiry(VideoTask task)
    {
        if (ExpiryWarning.GetMessage(task, DateTimeOffset.UtcNow) is { } warning)
        {
            WriteWarning(warning);
        }
    }
}
