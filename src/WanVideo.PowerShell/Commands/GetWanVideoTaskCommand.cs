using System.Management.Automation;
using WanVideo.Binding;
using WanVideo.Commands.Base;
using WanVideo.Completion;
using WanVideo.Ledger;
using WanVideo.Session;

namespace WanVideo.Commands;

/// <summary>
/// Gets the status of tasks from the gateway. Without a task, lists the tasks in the ledger, newest first; with <c>-Remote</c>, lists the
/// gateway's tasks. A failed task is returned with its <c>Error</c> and is not an error of this command.
/// </summary>
[Cmdlet(VerbsCommon.Get, "WanVideoTask")]
[OutputType(typeof(VideoTask))]
public sealed class GetWanVideoTaskCommand : ProviderTaskCommand
{
    // Requests that were refused or never sent are listed on request only.
    private static readonly string[] DefaultStatuses = [.. VideoStatus.All.Except([VideoStatus.Refused, VideoStatus.NotSent])];

    private NameFilter labelFilter = new([]);
    private NameFilter modelFilter = new([]);
    private int skippedCount;
    private int writtenCount;

    /// <summary>The tasks: objects, copies of them from a file or another session, or ids. Default: the tasks in the ledger.</summary>
    [Parameter(Position = 0, ValueFromPipeline = true)]
    [AllowEmptyCollection]
    [TaskTransformation]
    [ArgumentCompleter(typeof(TaskCompleter))]
    public override TaskReference[] Task { get; set; } = [];

    /// <summary>Return only tasks with one of these labels. Wildcards are supported.</summary>
    [Parameter]
    [SupportsWildcards]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(LabelCompleter))]
    public string[] Label { get; set; } = [];

    /// <summary>Return only tasks with one of these statuses. For the ledger it is the last known status; with <c>-Refresh</c>, the current one.</summary>
    [Parameter]
    [ValidateSet(
        VideoStatus.Pending, VideoStatus.Running, VideoStatus.Succeeded, VideoStatus.Failed, VideoStatus.Canceled, VideoStatus.Unknown, VideoStatus.Sending,
        VideoStatus.Unresolved, VideoStatus.Refused, VideoStatus.NotSent, VideoStatus.Queued)]
    public string[] Status { get; set; } = [];

    /// <summary>Return only tasks that were created at this time or later: a date, or a time span ago.</summary>
    [Parameter]
    [TimeTransformation]
    public DateTimeOffset? Since { get; set; }

    /// <summary>Return only tasks that were created before this time: a date, or a time span ago.</summary>
    [Parameter]
    [TimeTransformation]
    public DateTimeOffset? Before { get; set; }

    /// <summary>Return only tasks of one of these models. Wildcards are supported.</summary>
    [Parameter]
    [SupportsWildcards]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(ModelCompleter))]
    public string[] Model { get; set; } = [];

    /// <summary>Return only tasks that have, or can still get, a video that is not saved. After a crash, these are the tasks to wait for and to save.</summary>
    [Parameter]
    public SwitchParameter Unsaved { get; set; }

    /// <summary>List the gateway's tasks, page by page. A listed task can lack properties that the gateway returns for a single task only, such as its video.</summary>
    [Parameter]
    public SwitchParameter Remote { get; set; }

    /// <summary>Get the current status of each listed task from its gateway.</summary>
    [Parameter]
    public SwitchParameter Refresh { get; set; }

    /// <summary>Return at most this number of tasks.</summary>
    [Parameter]
    [ValidateRange(1, int.MaxValue)]
    public int? First { get; set; }

    /// <summary>Leave out this number of tasks, before <c>-First</c> is applied.</summary>
    [Parameter]
    [ValidateRange(0, int.MaxValue)]
    public int Skip { get; set; }

    /// <summary>Maximum number of concurrent requests. With 1, each task is written before the next input is read. Default 5.</summary>
    [Parameter]
    [ValidateRange(1, 64)]
    public int ThrottleLimit { get; set; } = 5;

    private protected override int MaxConcurrency => ThrottleLimit;

    private protected override bool PreservesInputOrder => true;

    // The gateway does not know whether the video is saved.
    private protected override bool ReadsLedger(VideoTask task) => true;

    /// <inheritdoc/>
    protected override void BeginProcessing()
    {
        Status = [.. Status.Select(VideoStatus.Parse)];
        labelFilter = new NameFilter(Label);
        modelFilter = new NameFilter(Model);
        if (HasTasks && (Remote || Refresh))
        {
            ThrowTerminatingError(new VideoException(VideoErrorKind.InvalidParameter, $"-Task and -{(Remote ? nameof(Remote) : nameof(Refresh))} cannot be combined. The status of a task is always requested from its gateway."), null);
        }
    }

    /// <inheritdoc/>
    protected override void EndProcessing()
    {
        if (Remote)
        {
            RunForInput(Connection, () => ListRemote(Session.Connections.Get(Connection)));
        }
        else if (!HasTasks)
        {
            RunForInput(Connection, ListLedger);
        }

        base.EndProcessing();
    }

    private protected override void Process(TaskInput input)
    {
        if (writtenCount == First)
        {
            return;
        }

        var connection = input.GetConnection();
        Start(input, async cancellationToken =>
        {
            var response = input.RequireFound(await connection.Provider.GetAsync(input.Id, Bridge, cancellationToken));
            var task = connection.AddTo(input.KnownTask is null ? response : response.MergeFrom(input.KnownTask));
            Recorder.RecordTerminalStatus(connection.Provider, input.KnownTask, task);
            return () =>
            {
                if (IsIncluded(task) && Write(task))
                {
                    WarnOfExpiry(task);
                }
            };
        });
    }

    private void ListRemote(ProviderConnection connection)
    {
        var filter = new TaskFilter { Status = Status is [var status] ? status : null, Since = Since, Model = Model is [var model] && !NameFilter.HasWildcards(model) ? model : null };
        Start(connection.Name, async cancellationToken =>
        {
            var count = 0;
            await foreach (var listed in connection.Provider.ListAsync(filter, Bridge, cancellationToken))
            {
                var record = await Recorder.FindAsync(listed.Id, listed.Provider, cancellationToken);
                var task = connection.AddTo(record is null ? listed : listed.MergeFrom(record.ToTask()));

                // Some gateways do not support all of these filters.
                if (IsIncluded(task))
                {
                    Bridge.Post(() => Write(task));
                    if (++count == Skip + (long?)First)
                    {
                        break;
                    }
                }
            }

            return () => RunForInput(connection.Name, ReportUnknownModels);
        });
    }

    private void ListLedger()
    {
        StartRecovery();
        Bridge.WaitForAll();
        var query = new LedgerQuery
        {
            Statuses = Refresh || Status is [] ? (Unsaved ? [] : DefaultStatuses) : Status,
            Labels = Array.Exists(Label, NameFilter.HasWildcards) ? [] : Label,
            Since = Since,
            Before = Before,
            IsUnsaved = Unsaved,
        };
        var unresolved = 0;
        var invalid = 0;
        var isConnectionKnown = Connection is not { Length: > 0 };
        foreach (var record in Enumerate(Ledger.Store.ListAsync(query, StopToken)))
        {
            var task = record.ToTask();
            if (!ConnectionRegistry.IsCreatedWith(task, Connection))
            {
                continue;
            }

            isConnectionKnown = true;
            unresolved += task.Status is VideoStatus.Unresolved && IsIncluded(task) ? 1 : 0;
            invalid += record.HasInvalidValues ? 1 : 0;
            if (record is { SharedTaskId: { } sharedId, Task.Id: var taskId } && sharedId == taskId)
            {
                WriteWarning($"{record.Provider} returned the task id {sharedId} for '{record.DisplayName}', which is also the task of another create request.");
            }

            if (Refresh && record.Task is not null)
            {
                // Process applies the filter to the refreshed task.
                var input = new TaskInput(task, task.Id, task, record.File, ConnectionName: null);
                RunForInput(input.CommandInput, () => Process(input));
            }
            else if (IsIncluded(task))
            {
                Write(task);
            }

            if (writtenCount == First)
            {
                break;
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

        if (!isConnectionKnown)
        {
            // Throws if neither a connection nor a gateway has this name.
            Session.Connections.Describe(Connection);
        }

        ReportUnknownLabels();
        ReportUnknownModels();
    }

    private void ReportUnknownLabels()
    {
        foreach (var label in labelFilter.Unmatched)
        {
            // A label whose tasks were filtered out exists.
            if (!Enumerate(Ledger.Store.ListAsync(new LedgerQuery { Labels = [label] }, StopToken)).Any())
            {
                WriteError(new VideoException(VideoErrorKind.NotFound, $"The ledger has no task with the label '{label}'."), label);
            }
        }
    }

    private void ReportUnknownModels()
    {
        foreach (var model in modelFilter.Unmatched)
        {
            // A model whose tasks were filtered out, or that has none, exists.
            if (!IsInCatalog(model)
                && !Enumerate(Ledger.Store.ListAsync(new LedgerQuery(), StopToken)).Any(record => model.Equals(record.ToTask().Model, StringComparison.OrdinalIgnoreCase)))
            {
                WriteError(new VideoException(VideoErrorKind.NotFound, $"Neither a task in the ledger nor a gateway has the model '{model}'."), model);
            }
        }
    }

    // A connection can have its own models.
    private static bool IsInCatalog(string model) => Session.Connections.GetAll().Select(connection => connection.Name)
        .Concat(Session.Providers.Providers.Select(provider => provider.Name))
        .SelectMany(name => Session.Connections.Describe(name).Catalog.Models)
        .Any(known => known.Name.Equals(model, StringComparison.OrdinalIgnoreCase));

    private bool IsIncluded(VideoTask task) =>
        labelFilter.IsMatch(task.Label)
        && (Status is [] || Status.Contains(task.Status))
        && (Since is null || task.CreatedAt is null || task.CreatedAt >= Since)
        && (Before is null || task.CreatedAt is null || task.CreatedAt < Before)
        && (Model is [] || task.Model is null || modelFilter.IsMatch(task.Model))
        && (!Unsaved || (task is { SavedPath: null, Status: VideoStatus.Pending or VideoStatus.Running or VideoStatus.Succeeded } && !(task.ExpiresAt < DateTimeOffset.UtcNow)));

    private bool Write(VideoTask task)
    {
        if (skippedCount < Skip)
        {
            skippedCount++;
            return false;
        }

        if (writtenCount == First)
        {
            return false;
        }

        writtenCount++;
        WriteObject(task);
        return true;
    }
}
