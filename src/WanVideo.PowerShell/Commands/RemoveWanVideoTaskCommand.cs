using System.Globalization;
using System.Management.Automation;
using WanVideo.Binding;
using WanVideo.Commands.Base;
using WanVideo.Completion;
using WanVideo.Ledger;

namespace WanVideo.Commands;

/// <summary>
/// Removes the records of settled tasks from the ledger, with their costs and labels. Tasks that are being sent, unresolved or running are not
/// removed. The tasks at the gateway and saved files are not changed.
/// </summary>
[Cmdlet(VerbsCommon.Remove, "WanVideoTask", SupportsShouldProcess = true, ConfirmImpact = ConfirmImpact.High)]
public sealed class RemoveWanVideoTaskCommand : RecordCommand
{
    private readonly List<(LedgerRecord Record, CommandInput Input)> inputs = [];

    /// <summary>The tasks: objects, copies of them from a file or another session, or ids. Default, with <c>-Before</c>: all tasks.</summary>
    [Parameter(Position = 0, ValueFromPipeline = true)]
    [AllowEmptyCollection]
    [TaskTransformation]
    [ArgumentCompleter(typeof(TaskCompleter))]
    public override TaskReference[] Task { get; set; } = [];

    /// <summary>Remove only records that were created before this time: a date, or a time span ago.</summary>
    [Parameter]
    [TimeTransformation]
    public DateTimeOffset? Before { get; set; }

    /// <inheritdoc/>
    protected override void BeginProcessing()
    {
        if (!HasTasks && Before is null)
        {
            ThrowTerminatingError(new VideoException(VideoErrorKind.InvalidParameter, "-Task and -Before are both missing. Specify the tasks to remove, or -Before for all settled tasks of an earlier time."), null);
        }

        if (Before > DateTimeOffset.UtcNow)
        {
            ThrowTerminatingError(new VideoException(VideoErrorKind.InvalidParameter, "-Before is in the future. Specify a date in the past, or a time span ago."), Before);
        }

        base.BeginProcessing();
    }

    private protected override void Process(LedgerRecord record, string? status, CommandInput input)
    {
        if (ShouldProcess(record.DisplayName, "Remove the record with its cost and label"))
        {
            inputs.Add((record, input));
        }
    }

    /// <inheritdoc/>
    protected override void EndProcessing()
    {
        base.EndProcessing();
        RunForInput((object?)null, () =>
        {
            var isAll = !HasTasks && Before is { } before && ShouldProcess(DescribeSettledRecords(before), "Remove the records with their costs and labels");
            if (isAll || inputs.Count > 0)
            {
                var removed = RunBlocking(cancellationToken => Ledger.Store.RemoveAsync(isAll ? null : [.. inputs.Select(input => input.Record)], Before, cancellationToken));
                WriteVerbose(removed == 1 ? "1 record was removed." : $"{removed} records were removed.");
                if (removed < inputs.Count)
                {
                    inputs.ForEach(input => RunForInput(input.Input, () => RequireRemoved(input.Record)));
                }
            }
        });
    }

    private string DescribeSettledRecords(DateTimeOffset before)
    {
        var count = Enumerate(Ledger.Store.ListAsync(new LedgerQuery { Before = before }, StopToken)).Count(IsSettled);
        return string.Create(CultureInfo.CurrentCulture, $"{count} settled {(count == 1 ? "record" : "records")} before {before.ToLocalTime():g}");
    }

    private static bool IsSettled(LedgerRecord record) => record is { State: not (IntentState.Sending or IntentState.Unresolved), Task: null or { Status: VideoStatus.Succeeded or VideoStatus.Failed or VideoStatus.Canceled } };

    // A record stays if it is not settled, also if it changed after it was found.
    private void RequireRemoved(LedgerRecord record)
    {
        var task = record.ToTask();
        if (RunBlocking(cancellationToken => Ledger.Store.FindAsync(task.IntentId?.ToString("N") ?? task.Id, task.Provider, cancellationToken)) is [var current, ..])
        {
            throw new VideoException(VideoErrorKind.Conflict, $"{record.DisplayName} was not removed: it is {(current.State is IntentState.Ready ? "waiting to be sent by another process" : current.ToTask().Status)}. Only settled records are removed.")
            { Provider = record.Provider, IntentId = record.IntentId, TaskId = record.Task?.Id };
        }
    }
}
