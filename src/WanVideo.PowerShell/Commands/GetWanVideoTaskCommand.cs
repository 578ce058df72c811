using System.Management.Automation;
using WanVideo.Binding;
using WanVideo.Commands.Base;
using WanVideo.Completion;
using WanVideo.Journal;

namespace WanVideo.Commands;

/// <summary>
/// Gets the status of tasks from the gateway. Without a task, lists the tasks in the journal, newest first; with <c>-Remote</c>, lists the
/// gateway's tasks. A failed task is returned with its <c>Error</c> and is not an error of this command.
/// </summary>
[Cmdlet(VerbsCommon.Get, "WanVideoTask", DefaultParameterSetName = ByTask)]
[OutputType(typeof(VideoTask), typeof(WanVideoAttempt))]
public sealed class GetWanVideoTaskCommand : TaskInputCommand
{
    private const string RemoteSet = "Remote";
    private const string UnresolvedSet = "Unresolved";

    /// <summary>The tasks. Without tasks and ids, the journal is listed.</summary>
    [Parameter(ParameterSetName = ByTask, ValueFromPipeline = true)]
    public override VideoTask[] InputObject { get; set; } = [];

    /// <summary>List the gateway's tasks, page by page. A listed task can lack properties that the gateway returns for a single task only, such as its video.</summary>
    [Parameter(Mandatory = true, ParameterSetName = RemoteSet)]
    public SwitchParameter Remote { get; set; }

    /// <summary>List the create requests in the journal whose result is unknown, because the process ended or no response was received. Pipe them to <c>Resume-WanVideoTask</c>.</summary>
    [Parameter(Mandatory = true, ParameterSetName = UnresolvedSet)]
    public SwitchParameter Unresolved { get; set; }

    /// <summary>The gateway. Default for ids and <c>-Remote</c>: the gateway connected last. Default for the journal: all gateways.</summary>
    [Parameter(ParameterSetName = ById, ValueFromPipelineByPropertyName = true)]
    [Parameter(ParameterSetName = ByTask)]
    [Parameter(ParameterSetName = RemoteSet)]
    [Parameter(ParameterSetName = UnresolvedSet)]
    [ArgumentCompleter(typeof(ProviderCompleter))]
    [StringTransformation]
    public override string? Provider { get; set; }

    /// <summary>Return only tasks with this status. For the journal it is the last known status; with <c>-Refresh</c>, the current one.</summary>
    [Parameter(ParameterSetName = ByTask)]
    [Parameter(ParameterSetName = RemoteSet)]
    public VideoStatus? Status { get; set; }

    /// <summary>List only tasks that were created at this time or later.</summary>
    [Parameter(ParameterSetName = ByTask)]
    [Parameter(ParameterSetName = RemoteSet)]
    [Parameter(ParameterSetName = UnresolvedSet)]
    public DateTimeOffset? Since { get; set; }

    /// <summary>List only the gateway's tasks of this model.</summary>
    [Parameter(ParameterSetName = RemoteSet)]
    [ArgumentCompleter(typeof(ModelCompleter))]
    public string? Model { get; set; }

    /// <summary>List only the tasks in the journal that have, or can still get, a video that is not saved. After a crash, these are the tasks to wait for and to save.</summary>
    [Parameter(ParameterSetName = ByTask)]
    public SwitchParameter Unsaved { get; set; }

    /// <summary>Get the current status of each listed task from its gateway.</summary>
    [Parameter(ParameterSetName = ByTask)]
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
        if (Remote)
        {
            ForInput(Provider, () => ListRemote(Session.GetProvider(Provider)));
        }
        else if (Unresolved || (ParameterSetName == ByTask && InputObject is [] && !MyInvocation.ExpectingInput))
        {
            ForInput(Provider, ListJournal);
        }

        base.EndProcessing();
    }

    private protected override void Process(TaskInput input, IVideoProvider provider) => Start(input.InputObject, async cancellationToken =>
    {
        var response = await provider.GetAsync(input.Id, Bridge, cancellationToken);
        var task = input.InitialState is null ? response : response.MergeFrom(input.InitialState);
        Records.RecordTerminalStatus(provider, input.InitialState, task);
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
        var filter = new TaskFilter { Status = Status, Since = Since, Model = Model };
        Start(provider.Name, async cancellationToken =>
        {
            await foreach (var task in provider.ListAsync(filter, Bridge, cancellationToken))
            {
                // Some gateways do not support all of these filters.
                if (filter.Includes(task))
                {
                    Bridge.Post(() => WriteObject(task));
                }
            }

            return () => { };
        });
    }

    private void ListJournal()
    {
        var provider = Provider is null ? null : Session.GetProviderInfo(Provider).Name;
        var journal = Session.Journal;
        var contents = RunBlocking(cancellationToken => journal.ReadAsync(cancellationToken));
        if (contents.Warning(journal.Path) is { } warning)
        {
            WriteWarning(warning);
        }

        var entries = contents.Entries
            .Where(entry => (provider is null || entry.Provider == provider) && (Since is null || entry.At >= Since))
            .Reverse();
        if (Unresolved)
        {
            WriteObject(entries.Where(entry => entry.IsUnresolved).Select(ToAttempt), enumerateCollection: true);
            return;
        }

        WarnOfUnresolved(entries);
        WarnOfSandbox(contents);
        foreach (var task in entries.Select(entry => entry.Task).OfType<VideoTask>().Where(task => IsIncluded(task) || (Refresh && !task.IsEnded)))
        {
            if (Refresh)
            {
                // Process applies the filter to the refreshed task.
                var input = new TaskInput(task.Id, task.Provider, task);
                ForInput(task, () => Process(input, GetProvider(input)));
            }
            else
            {
                WriteObject(task);
            }
        }
    }

    private bool IsIncluded(VideoTask task) =>
        (Status is null || task.Status == Status)
        && (!Unsaved || (task is { SavedPath: null, Status: VideoStatus.Pending or VideoStatus.Running or VideoStatus.Succeeded } && !(task.ExpiresAt < DateTimeOffset.UtcNow)));

    private void WarnOfUnresolved(IEnumerable<JournalEntry> entries)
    {
        // The gateway has deleted the tasks of older requests.
        var count = entries.Count(entry => entry.IsUnresolved && entry.At > DateTimeOffset.UtcNow - VideoTask.Life);
        if (count > 0)
        {
            WriteWarning($"The result of {count} create {(count == 1 ? "request" : "requests")} is unknown. List {(count == 1 ? "it" : "them")} with Get-WanVideoTask -Unresolved, and resolve {(count == 1 ? "it" : "them")} with Resume-WanVideoTask.");
        }
    }

    // Sandbox tasks are not recorded, which explains the empty list.
    private void WarnOfSandbox(JournalContents contents)
    {
        if (contents.Entries is [] && Session.DefaultProvider is { } name && Session.GetProvider(name) is { IsBilled: false })
        {
            WriteWarning($"The journal is empty. Tasks of {name} are not recorded and exist only in this process.");
        }
    }

    private static WanVideoAttempt ToAttempt(JournalEntry entry) => new(entry.AttemptId!, entry.Provider, entry.At, entry.Model, entry.Prompt, entry.Error);
}
