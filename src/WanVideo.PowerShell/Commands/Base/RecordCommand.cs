using System.Management.Automation;
using WanVideo.Completion;
using WanVideo.Creating;
using WanVideo.Ledger;

namespace WanVideo.Commands.Base;

/// <summary>Base class of commands that change records of the ledger.</summary>
public abstract class RecordCommand : AsyncCommand
{
    /// <summary>The tasks: objects, or ids of tasks at their gateway or of records in the ledger.</summary>
    [Parameter(Mandatory = true, Position = 0, ValueFromPipeline = true)]
    [ArgumentCompleter(typeof(TaskIdCompleter))]
    public virtual object[] Task { get; set; } = [];

    private protected static string CurrentUser => $"{Environment.UserName}@{Environment.MachineName}";

    private protected TaskResolver Resolver => new(Ledger, Session.Ledgers.GetCreator(Ledger), TimeProvider.System);

    private protected override bool PreservesInputOrder => true;

    /// <summary>Recovers the attempts of processes that have exited, so that the records have their current status.</summary>
    protected override void BeginProcessing()
    {
        try
        {
            RunBlocking(async cancellationToken =>
            {
                await Ledger.RecoverAsync(Bridge, cancellationToken);
                return true;
            });
        }
        catch (VideoException exception) when (exception.Error.Kind is VideoErrorKind.LedgerUnavailable)
        {
            // The error of the first input reports it.
        }
    }

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

    /// <summary>The status of a task object that was passed to the command; null if only an id was passed.</summary>
    private protected static string? GetStatus(object input) => GetText(input, nameof(VideoTask.Status)) is { } status ? VideoStatus.Parse(status) : null;

    private LedgerRecord Find(object input)
    {
        var (id, provider) = (input is PSObject wrapped ? wrapped.BaseObject : input) switch
        {
            VideoTask task => (task.IntentId?.ToString("N") ?? task.Id, task.Provider),
            string text when text.Length > 0 => (text, null),
            Guid intentId => (intentId.ToString("N"), null),
            _ when (GetText(input, nameof(VideoTask.IntentId)) ?? GetText(input, nameof(VideoTask.Id))) is { } text => (text, GetText(input, nameof(VideoTask.Provider))),
            _ => throw new VideoException(VideoErrorKind.InvalidParameter, "-Task accepts tasks and task ids."),
        };
        Uri.TryCreate(GetText(input, nameof(VideoTask.BaseUri)), UriKind.Absolute, out var baseUri);
        var records = RunBlocking(cancellationToken => Ledger.Store.FindAsync(id, provider, cancellationToken)).Where(record => baseUri is null || record.BaseUri == baseUri).ToList();
        var gateways = records.DistinctBy(record => (record.Provider, record.BaseUri)).Select(record => $"{record.Provider} ({record.BaseUri}, record {(record.IntentId is { } intentId ? $"{intentId:N}" : "without a create request")})").ToList();
        return records switch
        {
            [] => throw new VideoException(VideoErrorKind.NotFound, $"The ledger has no record of {id}."),
            _ when gateways.Count > 1 => throw new VideoException(VideoErrorKind.InvalidParameter, $"{id} is recorded at {string.Join(" and at ", gateways)}. Pass the task from Get-WanVideoTask, or the id of its record."),

            // An intent that was sent again can have several tasks.
            _ => records.Find(record => record.Task?.Id == GetText(input, nameof(VideoTask.Id))) ?? records[0],
        };
    }

    // A task that was exported to a file.
    private static string? GetText(object input, string property) => PSObject.AsPSObject(input).Properties[property]?.Value?.ToString() is { Length: > 0 } text ? text : null;
}
