using System.Management.Automation;
using WanVideo.Binding;
using WanVideo.Completion;

namespace WanVideo.Commands.Base;

/// <summary>Base class of commands that take tasks, as objects or by their ids.</summary>
public abstract class TaskInputCommand : AsyncCommand
{
    private protected const string IdSet = "Id";

    // The default parameter set: the binder tries the default set first, and a task object has an Id property that would bind to IdSet.
    private protected const string TaskSet = "Task";

    /// <summary>The ids of the tasks at the gateway.</summary>
    [Parameter(Mandatory = true, Position = 0, ParameterSetName = IdSet, ValueFromPipeline = true, ValueFromPipelineByPropertyName = true)]
    [TaskIdTransformation]
    [ArgumentCompleter(typeof(TaskIdCompleter))]
    public string[] Id { get; set; } = [];

    /// <summary>The gateway that runs the tasks. Default: the gateway connected last.</summary>
    [Parameter(ParameterSetName = IdSet, ValueFromPipelineByPropertyName = true)]
    [ArgumentCompleter(typeof(ProviderCompleter))]
    [StringTransformation]
    public virtual string? Provider { get; set; }

    /// <summary>The tasks.</summary>
    [Parameter(Mandatory = true, ParameterSetName = TaskSet, ValueFromPipeline = true)]
    public virtual VideoTask[] InputObject { get; set; } = [];

    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        try
        {
            foreach (var task in InputObject)
            {
                var input = new TaskInput(task.Id, task.Provider, task);
                RunForInput(task, () => Process(input, GetProvider(input)));
            }

            foreach (var id in Id)
            {
                RunForInput(id, () =>
                {
                    var input = FindRecord(id);
                    Process(input, GetProvider(input));
                });
            }

            // The upstream command can take long until it sends the next input.
            Bridge.RunQueued();
        }
        catch
        {
            RemoveProgress();
            throw;
        }
    }

    /// <inheritdoc/>
    protected override void EndProcessing()
    {
        try
        {
            base.EndProcessing();
        }
        finally
        {
            RemoveProgress();
        }
    }

    // The ledger has the provider of a task that is specified by its id.
    private TaskInput FindRecord(string id)
    {
        var record = RunBlocking(cancellationToken => Recorder.FindAsync(id, Provider, cancellationToken));
        return record?.ToTask() is { } task ? new TaskInput(task.Id, task.Provider, task, id) : new TaskInput(id, Provider, null);
    }

    // A task exists only at the endpoint that created it. Another region would respond with 404.
    private protected static IVideoProvider GetProvider(TaskInput input)
    {
        if (input.InitialState is { } record && !VideoStatus.IsAccepted(record.Status))
        {
            throw new VideoException(VideoErrorKind.NotFound, $"{record.Label ?? record.Prompt ?? record.Id} has no task at {record.Provider}: its create request is {record.Status}.") { Provider = record.Provider, IntentId = record.IntentId };
        }

        var provider = Session.GetProvider(input.Provider);
        return input.InitialState is { IsTerminal: false, BaseUri: { } baseUri } && baseUri != provider.BaseUri
            ? throw new VideoException(
                VideoErrorKind.NotConnected,
                $"{input.Id} was created at {baseUri}, but {provider.Name} is connected to {provider.BaseUri}. Connect to {baseUri} first.")
            : provider;
    }

    private protected abstract void Process(TaskInput input, IVideoProvider provider);

    /// <inheritdoc/>
    public override void Dispose()
    {
        // Neither ProcessRecord nor EndProcessing runs when another command ends the pipeline.
        RemoveProgress();
        base.Dispose();
        GC.SuppressFinalize(this);
    }

    /// <summary>Removes the command's progress bar, if it has one. Called however the command ends.</summary>
    private protected virtual void RemoveProgress()
    {
    }

    private protected void WarnOfExpiry(VideoTask task)
    {
        if (ExpiryWarning.GetMessage(task, DateTimeOffset.UtcNow) is { } warning)
        {
            WriteWarning(warning);
        }
    }
}
