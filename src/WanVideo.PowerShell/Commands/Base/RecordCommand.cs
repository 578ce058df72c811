using WanVideo.Creating;
using WanVideo.Ledger;

namespace WanVideo.Commands.Base;

/// <summary>Base class of commands that change records of the ledger.</summary>
public abstract class RecordCommand : TaskCommand
{
    private protected static string CurrentUser => $"{Environment.UserName}@{Environment.MachineName}";

    private protected TaskResolver Resolver => new(Ledger, Session.GetCreator(Ledger), TimeProvider.System);

    private protected override bool PreservesInputOrder => true;

    private protected abstract void Process(LedgerRecord record, CommandInput input);

    private protected sealed override void Process(TaskReference reference)
    {
        var record = Find(reference);
        var input = new CommandInput(reference.InputObject, record.DisplayName, record.Connection ?? record.Provider);
        RunForInput(input, () => Process(record, input));
    }

    /// <summary>The connection that the record's request was sent with.</summary>
    private protected static IVideoProvider GetProvider(LedgerRecord record) => Session.Connections.GetFor(record.ToTask(), name: null).Provider;

    private LedgerRecord Find(TaskReference reference)
    {
        var id = reference.Task?.IntentId?.ToString("N") ?? reference.Id;
        return RunBlocking(cancellationToken => Ledger.Store.FindAsync(id, reference.Provider, cancellationToken)) switch
        {
            [] => throw new VideoException(VideoErrorKind.NotFound, $"The ledger has no record of {id}."),
            [var record] => record,
            { } records => throw new VideoException(
                VideoErrorKind.InvalidParameter,
                $"{id} is the id of tasks at {string.Join(" and ", records.Select(record => record.Provider))}. Pass the task object from Get-WanVideoTask."),
        };
    }
}
