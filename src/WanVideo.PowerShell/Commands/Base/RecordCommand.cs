using WanVideo.Creating;
using WanVideo.Ledger;

namespace WanVideo.Commands.Base;

/// <summary>Base class of commands that change records of the ledger.</summary>
public abstract class RecordCommand : TaskCommand
{
    private protected static string CurrentUser => $"{Environment.UserName}@{Environment.MachineName}";

    private protected TaskResolver Resolver => new(Ledger, Session.Ledgers.GetCreator(Ledger), TimeProvider.System);

    private protected override bool PreservesInputOrder => true;

    /// <inheritdoc/>
    protected override void BeginProcessing() => StartRecovery();

    /// <summary>Processes the record of one input.</summary>
    /// <param name="record">The record.</param>
    /// <param name="status">The status of the task object that was passed; null if only an id was passed.</param>
    /// <param name="input">The input.</param>
    private protected abstract void Process(LedgerRecord record, string? status, CommandInput input);

    private protected sealed override void Process(TaskReference reference)
    {
        var record = Find(reference);
        var input = new CommandInput(reference.InputObject, record.DisplayName, record.Connection ?? record.Provider, exception => exception.WithRequest(record.Label, record.Prompt, InputRow.Parse(record.Row)));
        RunForInput(input, () =>
        {
            TaskResolver.RequireSameAttempt(record, reference.Task?.AttemptCount);
            Process(record, reference.Task?.Status, input);
        });
    }

    /// <summary>The connection that the record's request was sent with.</summary>
    private protected static IVideoProvider GetProvider(LedgerRecord record) => Session.Connections.GetFor(record.ToTask(), name: null).Provider;

    private LedgerRecord Find(TaskReference reference)
    {
        var id = reference.Task?.IntentId?.ToString("N") ?? reference.Id;
        var baseUri = reference.Task?.BaseUri;
        var records = RunBlocking(cancellationToken => Ledger.Store.FindAsync(id, reference.Provider, cancellationToken)).Where(record => baseUri is null || record.BaseUri == baseUri).ToList();
        if (records is [] && reference.Task is null)
        {
            RequireNoLabel(reference.Id);
        }

        var gateways = records.DistinctBy(record => (record.Provider, record.BaseUri)).Select(record => $"{record.Provider} ({record.BaseUri}, record {(record.IntentId is { } intentId ? $"{intentId:N}" : "without a create request")})").ToList();
        return records switch
        {
            [] => throw new VideoException(VideoErrorKind.NotFound, $"The ledger has no record of {id}."),
            _ when gateways.Count > 1 => throw new VideoException(VideoErrorKind.InvalidParameter, $"{id} is recorded at {string.Join(" and at ", gateways)}. Pass the task from Get-WanVideoTask, or the id of its record."),

            // An intent that was sent again can have several tasks.
            _ => records.Find(record => record.Task?.Id == reference.Id) ?? records[0],
        };
    }
}
