using System.Management.Automation;
using WanVideo.Binding;
using WanVideo.Completion;
using WanVideo.Journal;
using WanVideo.Pipeline;

namespace WanVideo.Commands;

/// <summary>
/// Asks the gateway how tasks stand. Without a task, lists those that the journal has, newest first; with <c>-Remote</c>, those that the gateway
/// remembers. A task that failed is a task here, with its <c>Error</c>; not an error.
/// </summary>
[Cmdlet(VerbsCommon.Get, "WanVideoTask", DefaultParameterSetName = ByTask)]
[OutputType(typeof(VideoTask), typeof(WanVideoAttempt))]
public sealed class GetWanVideoTaskCommand : TaskInputCommand
{
    private const string Remotely = "Remote";
    private const string Unsolved = "Unresolved";

    /// <summary>The tasks. Without any, and without an id, the journal is listed.</summary>
    [Parameter(ParameterSetName = ByTask, ValueFromPipeline = true)]
    public override VideoTask[] InputObject { get; set; } = [];

    /// <summary>List the tasks that the gateway remembers, page by page. A listed task may lack what only a look at it tells, its video first of all.</summary>
    [Parameter(Mandatory = true, ParameterSetName = Remotely)]
    public SwitchParameter Remote { get; set; }

    /// <summary>List the creates of the journal of which it is not known whether they made a task: a process ended, or an answer was lost. For <c>Resume-WanVideoTask</c>.</summary>
    [Parameter(Mandatory = true, ParameterSetName = Unsolved)]
    public SwitchParameter Unresolved { get; set; }

    /// <summary>The gateway. For ids and <c>-Remote</c>: without it, the one connected last. For the journal: without it, all.</summary>
    [Parameter(ParameterSetName = ById, ValueFromPipelineByPropertyName = true)]
    [Parameter(ParameterSetName = ByTask)]
    [Parameter(ParameterSetName = Remotely)]
    [Parameter(ParameterSetName = Unsolved)]
    [ArgumentCompleter(typeof(ProviderCompleter))]
    [StringTransformation]
    public override string? Provider { get; set; }

    /// <summary>The tasks that stand so. In the journal that is how they were last seen; with <c>-Refresh</c>, how they stand now.</summary>
    [Parameter(ParameterSetName = ByTask)]
    [Parameter(ParameterSetName = Remotely)]
    public VideoStatus? Status { get; set; }

    /// <summary>Of a list, the tasks accepted then or later.</summary>
    [Parameter(ParameterSetName = ByTask)]
    [Parameter(ParameterSetName = Remotely)]
    [Parameter(ParameterSetName = Unsolved)]
    public DateTimeOffset? Since { get; set; }

    /// <summary>Of the gateway's list, the tasks of this model.</summary>
    [Parameter(ParameterSetName = Remotely)]
    [ArgumentCompleter(typeof(ModelCompleter))]
    public string? Model { get; set; }

    /// <summary>Of the journal, the tasks that may still come to a video, or have, that was not saved: what to wait for and to save after a crash.</summary>
    [Parameter(ParameterSetName = ByTask)]
    public SwitchParameter Unsaved { get; set; }

    /// <summary>Ask the gateways how each task of the journal stands now.</summary>
    [Parameter(ParameterSetName = ByTask)]
    public SwitchParameter Refresh { get; set; }

    /// <summary>How many tasks may be asked for at once. Default 5.</summary>
    [Parameter]
    [ValidateRange(1, 64)]
    public int ThrottleLimit { get; set; } = 5;

    private protected override AsyncBridge CreateWork() => new(this, ThrottleLimit) { InOrder = true };

    /// <inheritdoc/>
    protected override void EndProcessing()
    {
        if (Remote)
        {
            ForInput(Provider, () => ListRemote(Session.Provider(Provider)));
        }
        else if (Unresolved || (ParameterSetName == ByTask && InputObject is [] && !MyInvocation.ExpectingInput))
        {
            ForInput(Provider, ListJournal);
        }

        base.EndProcessing();
    }

    private protected override void Process(TaskInput input, IVideoProvider provider) => Start(input.Source, async cancellationToken =>
    {
        var seen = await provider.GetAsync(input.Id, Work, cancellationToken);
        var task = input.Known is null ? seen : seen.MergeFrom(input.Known);
        Records.Ended(provider, input.Known, task);
        return () =>
        {
            if (IsWanted(task))
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

    private void ListJournal()
    {
        var provider = Provider is null ? null : Session.Find(Provider).Name;
        var recorded = Session.Recorded();
        if (recorded.Warning(Session.Journal.Path) is { } warning)
        {
            WriteWarning(warning);
        }

        var entries = recorded.Entries
            .Where(entry => (provider is null || entry.Provider == provider) && (Since is null || entry.At >= Since))
            .Reverse();
        if (Unresolved)
        {
            WriteObject(entries.Where(entry => entry.IsUnresolved).Select(AttemptOf), enumerateCollection: true);
            return;
        }

        WarnOfUnresolved(entries);
        WarnOfSandbox(recorded);
        foreach (var task in entries.Select(entry => entry.Task).OfType<VideoTask>().Where(task => IsWanted(task) || (Refresh && !task.IsEnded)))
        {
            if (Refresh)
            {
                // What it is now decides whether it is wanted, once that is known.
                var input = new TaskInput(task.Id, task.Provider, task);
                ForInput(task, () => Process(input, ProviderOf(input)));
            }
            else
            {
                WriteObject(task);
            }
        }
    }

    private bool IsWanted(VideoTask task) =>
        (Status is null || task.Status == Status)
        && (!Unsaved || (task is { SavedPath: null, Status: VideoStatus.Pending or VideoStatus.Running or VideoStatus.Succeeded } && !(task.ExpiresAt < DateTimeOffset.UtcNow)));

    private void WarnOfUnresolved(IEnumerable<JournalEntry> entries)
    {
        // An older one has no task any more that could be found.
        var open = entries.Count(entry => entry.IsUnresolved && entry.At > DateTimeOffset.UtcNow - VideoTask.Life);
        if (open > 0)
        {
            WriteWarning($"{(open == 1 ? "Of 1 create it is not known whether it made a task." : $"Of {open} creates it is not known whether they made a task.")} Get-WanVideoTask -Unresolved lists what is open, Resume-WanVideoTask settles it.");
        }
    }

    // Whoever tries the module out would wonder where the first task is.
    private void WarnOfSandbox(JournalContents recorded)
    {
        if (recorded.Entries is [] && Session.DefaultProvider is { } name && Session.Provider(name) is { IsBilled: false })
        {
            WriteWarning($"There is no record of tasks yet. Those of {name} are not recorded: they end with this process.");
        }
    }

    private static WanVideoAttempt AttemptOf(JournalEntry entry) => new(entry.AttemptId!, entry.Provider, entry.At, entry.Model, entry.Prompt, entry.Error);
}
