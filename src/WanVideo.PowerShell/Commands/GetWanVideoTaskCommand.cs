using System.Management.Automation;
using WanVideo.Binding;
using WanVideo.Commands.Base;
using WanVideo.Completion;
using WanVideo.Ledger;

namespace WanVideo.Commands;

/// <summary>
/// Gets the status of tasks from the gateway. Without a task, lists the tasks in the ledger, newest first; with <c>-Remote</c>, lists the
/// gateway's tasks. A failed task is returned with its <c>Error</c> and is not an error of this command.
/// </summary>
[Cmdlet(VerbsCommon.Get, "WanVideoTask", DefaultParameterSetName = TaskSet)]
[OutputType(typeof(VideoTask))]
public sealed class GetWanVideoTaskCommand : TaskInputCommand
{
    private const string RemoteSet = "Remote";

    // Requests that were refused or never sent are listed on request only.
    private static readonly string[] DefaultStatuses = [.. VideoStatus.All.Except([VideoStatus.Refused, VideoStatus.NotSent])];

    /// <summary>The tasks. Without tasks and ids, the ledger is listed.</summary>
    [Parameter(ParameterSetName = TaskSet, ValueFromPipeline = true)]
    public override VideoTask[] InputObject { get; set; } = [];

    /// <summary>List the gateway's tasks, page by page. A listed task can lack properties that the gateway returns for a single task only, such as its video.</summary>
    [Parameter(Mandatory = true, ParameterSetName = RemoteSet)]
    public SwitchParameter Remote { get; set; }

    /// <summary>The gateway. Default for ids and <c>-Remote</c>: the gateway connected last. Default for the ledger: all gateways.</summary>
    [Parameter(ParameterSetName = IdSet, ValueFromPipelineByPropertyName = true)]
    [Parameter(ParameterSetName = TaskSet)]
    [Parameter(ParameterSetName = RemoteSet)]
    [ArgumentCompleter(typeof(ProviderCompleter))]
    [StringTransformation]
    public override string? Provider { get; set; }

    /// <summary>Return only tasks with one of these statuses. For the ledger it is the last known status; with <c>-Refresh</c>, the current one.</summary>
    [Parameter(ParameterSetName = TaskSet)]
    [Parameter(ParameterSetName = RemoteSet)]
    [ValidateSet(
        VideoStatus.Pending, VideoStatus.Running, VideoStatus.Succeeded, VideoStatus.Failed, VideoStatus.Canceled, VideoStatus.Unknown, VideoStatus.Sending,
        VideoStatus.Unresolved, VideoStatus.Refused, VideoStatus.NotSent, VideoStatus.Queued)]
    public string[] Status { get; set; } = [];

    /// <summary>List only tasks that were created at this time or later.</summary>
    [Parameter(ParameterSetName = TaskSet)]
    [Parameter(ParameterSetName = RemoteSet)]
    public DateTimeOffset? Since { get; set; }

    /// <summary>List only the gateway's tasks of this model.</summary>
    [Parameter(ParameterSetName = RemoteSet)]
    [ArgumentCompleter(typeof(ModelCompleter))]
    public string? Model { get; set; }

    /// <summary>List only the tasks in the ledger that have, or can still get, a video that is not saved. After a crash, these are the tasks to wait for and to save.</summary>
    [Parameter(ParameterSetName = TaskSet)]
    public SwitchParameter Unsaved { get; set; }

    /// <summary>Get the current status of each listed task from its gateway.</summary>
    [Parameter(ParameterSetName = TaskSet)]
    public SwitchParameter Refresh { get; set; }

    /// <summary>Maximum number of concurrent requests. Default 5.</summary>
    [Parameter]
    [ValidateRange(1, 64)]
    public int ThrottleLimit { get; set; } = 5;

    private protected override int MaxConcurrency => ThrottleLimit;

    private protected override bool PreservesInputOrder => true;

    /// <inheritdoc/>
    protected override void EndProcessing()
    {
        Status = [.. Status.Select(VideoStatus.Parse)];
        if (Remote)
        {
            RunForInput(Provider, () => ListRemote(Session.GetProvider(Provider)));
        }
        else if (ParameterSetName == TaskSet && InputObject is [] && !MyInvocation.ExpectingInput)
        {
            RunForInput(Provider, ListLedger);
        }

        base.EndProcessing();
    }

    private protected override void Process(TaskInput input, IVideoProvider provider) => Start(input.InputObject, async cancellationToken =>
    {
        var response = await provider.GetAsync(input.Id, Bridge, cancellationToken);
        var task = input.InitialState is null ? response : response.MergeFrom(input.InitialState);
        Recorder.RecordTerminalStatus(provider, input.InitialState, task);
        return () =>
        {
            if (IsIncluded(task))
            {
                WarnOfExpiry(task);
                WriteObject(task);
            }
        };
    });

    private void ListRemote(IVideoProvider provider)
    {
        var filter = new TaskFilter { Status = Status is [var status] ? status : null, Since = Since, Model = Model };
        Start(provider.Name, async cancellationToken =>
        {
            await foreach (var task in provider.ListAsync(filter, Bridge, cancellationToken))
            {
                // Some gateways do not support all of these filters.
                if (filter.Includes(task) && IsIncluded(task))
                {
                    Bridge.Post(() => WriteObject(task));
                }
            }

            return () => { };
        });
    }

    private void ListLedger()
    {
        RunBlocking(async cancellationToken =>
        {
            try
            {
                await Ledger.RecoverAsync(Bridge, cancellationToken);
            }
            catch (VideoException exception) when (exception.Error.Kind is VideoErrorKind.LedgerUnavailable)
            {
                // A read-only ledger is listed without recovery. For an unreadable ledger, the query below reports the error.
            }

            return true;
        });
        var query = new LedgerQuery
        {
            Provider = Provider is null ? null : Session.GetProviderInfo(Provider).Name,
            Statuses = Refresh || Status is [] ? (Unsaved ? [] : DefaultStatuses) : Status,
            Since = Since,
            IsUnsaved = Unsaved,
        };
        var unresolved = 0;
        var invalid = 0;
        foreach (var record in Enumerate(Ledger.Store.ListAsync(query, StopToken)))
        {
            var task = record.ToTask();
            unresolved += task.Status is VideoStatus.Unresolved ? 1 : 0;
            invalid += record.HasInvalidValues ? 1 : 0;
            if (record is { SharedTaskId: { } sharedId, Task.Id: var taskId } && sharedId == taskId)
            {
                WriteWarning($"{record.Provider} returned the task id {sharedId} for '{record.DisplayName}', which is also the task of another create request.");
            }

            if (Refresh && record.Task is not null)
            {
                // Process applies the filter to the refreshed task.
                var input = new TaskInput(task.Id, task.Provider, task);
                RunForInput(task, () => Process(input, GetProvider(input)));
            }
            else if (IsIncluded(task))
            {
                WriteObject(task);
            }
        }

        if (invalid > 0)
        {
            WriteWarning($"The ledger {Ledger.Store.Location} has invalid values for {invalid} {(invalid == 1 ? "record" : "records")}, which were replaced by defaults. Compare with the gateway's list, or restore the ledger from a backup.");
        }

        if (unresolved > 0 && Status is [])
        {
            WriteWarning($"The outcome of {unresolved} create {(unresolved == 1 ? "request" : "requests")} is unknown. Settle {(unresolved == 1 ? "it" : "them")} with Get-WanVideoTask -Status Unresolved | Resolve-WanVideoTask.");
        }
    }

    private bool IsIncluded(VideoTask task) =>
        (Status is [] || Status.Contains(task.Status))
        && (!Unsaved || (task is { SavedPath: null, Status: VideoStatus.Pending or VideoStatus.Running or VideoStatus.Succeeded } && !(task.ExpiresAt < DateTimeOffset.UtcNow)));
}
