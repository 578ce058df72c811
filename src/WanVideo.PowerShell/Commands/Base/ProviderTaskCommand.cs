using System.Management.Automation;
using WanVideo.Binding;
using WanVideo.Completion;
using WanVideo.Ledger;

namespace WanVideo.Commands.Base;

/// <summary>Base class of commands that request tasks from their gateways.</summary>
public abstract class ProviderTaskCommand : TaskCommand
{
    /// <summary>The connection for ids that the ledger does not have. Any other task is requested with the connection that created it. Default: the connection opened last.</summary>
    [Parameter]
    [Alias("Provider")]
    [ArgumentCompleter(typeof(ConnectionCompleter))]
    [ConnectionTransformation]
    public string? Connection { get; set; }

    /// <summary>Whether the ledger is read for a complete task object as well, because it can have a later status or the saved file.</summary>
    private protected virtual bool ReadsLedger(VideoTask task) => false;

    private protected abstract void Process(TaskInput input);

    private protected sealed override void Process(TaskReference reference)
    {
        var (task, file) = reference is { IsCopy: false, Task: { Connection: not null } known } && !ReadsLedger(known) ? (known, null) : Complete(reference);
        var input = new TaskInput(reference.InputObject, task?.Id ?? reference.Id, task, file, Connection);
        RunForInput(input.CommandInput, () =>
        {
            RequireAccepted(task);
            Process(input);
        });
    }

    private protected void Start(TaskInput input, Func<CancellationToken, Task<Action>> work) => Start(input.CommandInput, work);

    private protected void WarnOfExpiry(VideoTask task)
    {
        if (ExpiryWarning.GetMessage(task, DateTimeOffset.UtcNow) is { } warning)
        {
            WriteWarning(warning);
        }
    }

    private static void RequireAccepted(VideoTask? task)
    {
        if (task is not null && !VideoStatus.IsAccepted(task.Status))
        {
            throw new VideoException(
                task.Status is VideoStatus.Unresolved ? VideoErrorKind.OutcomeUnknown : VideoErrorKind.NotFound,
                $"'{task.Label ?? task.Prompt ?? task.Id}' has no task at {task.Provider}: its create request is {task.Status}.{(task.Status is VideoStatus.Refused or VideoStatus.NotSent ? $" Restart-WanVideoTask {task.IntentId:N} sends it." : "")}")
            { Provider = task.Provider, IntentId = task.IntentId };
        }
    }

    // The ledger has the row, the connection and the last status of a task that is specified by its id or by a copy.
    private (VideoTask? Task, SavedFile? File) Complete(TaskReference reference)
    {
        var id = reference.Task?.IntentId is { } intent && !VideoStatus.IsAccepted(reference.Task.Status) ? intent.ToString("N") : reference.Id;
        var provider = reference.Provider ?? (Connection is { Length: > 0 } ? Session.Connections.Describe(Connection).Provider.Name : null);
        var record = RunBlocking(cancellationToken => Recorder.FindAsync(id, provider, cancellationToken));
        if (record is null && reference.Task is null)
        {
            RequireNoLabel(reference.Id);
        }

        var task = (record?.ToTask(), reference.Task) switch
        {
            (null, var known) => known,
            ({ } recorded, null) => recorded,
            ({ IsTerminal: true } recorded, { IsTerminal: false } known) => recorded.MergeFrom(known),
            ({ } recorded, { } known) => known.MergeFrom(recorded) with { Error = known.Error ?? recorded.Error, SavedPath = recorded.SavedPath ?? known.SavedPath },
        };
        return (task, record?.File);
    }
}
