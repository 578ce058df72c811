using System.Management.Automation;
using WanVideo.Completion;
using WanVideo.Creating;
using WanVideo.Ledger;

namespace WanVideo.Commands.Base;

/// <summary>Base class of commands that change records of the ledger.</summary>
public abstract class RecordCommand : AsyncCommand
{
    /// <summary>The tasks: objects, or ids of tasks at their gateway or of unresolved create requests.</summary>
    [Parameter(Mandatory = true, Position = 0, ValueFromPipeline = true)]
    [ArgumentCompleter(typeof(TaskIdCompleter))]
    public virtual object[] Task { get; set; } = [];

    private protected static string CurrentUser => $"{Environment.UserName}@{Environment.MachineName}";

    private protected TaskResolver Resolver => new(Ledger, Session.Ledgers.GetCreator(Ledger), TimeProvider.System);

    private protected override bool PreservesInputOrder => true;

    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        foreach (var input in Task)
        {
            RunForInput(input, () => Process(Find(input), input));
        }
    }

    private protected abstract void Process(LedgerRecord record, object input);

    /// <summary>The connection to the gateway that the record was sent to.</summary>
    private protected static IVideoProvider GetProvider(LedgerRecord record)
    {
        var provider = Session.GetProvider(record.Provider);
        return record.BaseUri is null || record.BaseUri == provider.BaseUri
            ? provider
            : throw new VideoException(VideoErrorKind.NotConnected, $"{record.DisplayName} was sent to {record.BaseUri}, but {provider.Name} is connected to {provider.BaseUri}. Connect to {record.BaseUri} first.");
    }

    private LedgerRecord Find(object input)
    {
        var (id, provider) = (input is PSObject wrapped ? wrapped.BaseObject : input) switch
        {
            VideoTask task => (task.IntentId?.ToString("N") ?? task.Id, task.Provider),
            string text when text.Length > 0 => (text, null),
            _ when (GetText(input, nameof(VideoTask.IntentId)) ?? GetText(input, nameof(VideoTask.Id))) is { } text => (text, GetText(input, nameof(VideoTask.Provider))),
            _ => throw new VideoException(VideoErrorKind.InvalidParameter, "-Task accepts tasks and task ids."),
        };
        return RunBlocking(cancellationToken => Ledger.Store.FindAsync(id, provider, cancellationToken)) switch
        {
            [] => throw new VideoException(VideoErrorKind.NotFound, $"The ledger has no record of {id}."),
            [var record, ..] => record,
        };
    }

    // A task that was exported to a file.
    private static string? GetText(object input, string property) => PSObject.AsPSObject(input).Properties[property]?.Value?.ToString() is { Length: > 0 } text ? text : null;
}
