using System.Globalization;
using System.Management.Automation;
using WanVideo.Commands.Base;
using WanVideo.Completion;
using WanVideo.Ledger;

namespace WanVideo.Commands;

/// <summary>
/// Removes the records of settled tasks from the ledger, with their costs and labels. Tasks that are being sent, unresolved or running are not
/// removed. The tasks at the gateway and saved files are not changed.
/// </summary>
[Cmdlet(VerbsCommon.Remove, "WanVideoTask", DefaultParameterSetName = TaskSet, SupportsShouldProcess = true, ConfirmImpact = ConfirmImpact.High)]
public sealed class RemoveWanVideoTaskCommand : RecordCommand
{
    private const string TaskSet = "Task";
    private const string BeforeSet = "Before";

    private readonly List<(LedgerRecord Record, object Input)> inputs = [];

    /// <inheritdoc/>
    [Parameter(Mandatory = true, Position = 0, ValueFromPipeline = true, ParameterSetName = TaskSet)]
    [ArgumentCompleter(typeof(TaskIdCompleter))]
    public override object[] Task { get; set; } = [];

    /// <summary>Remove all settled records that were created before this time.</summary>
    [Parameter(Mandatory = true, ParameterSetName = BeforeSet)]
    public DateTimeOffset? Before { get; set; }

    private protected override void Process(LedgerRecord record, object input)
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
        var isAll = Before is { } before && ShouldProcess(string.Create(CultureInfo.CurrentCulture, $"All settled records before {before:g}"), "Remove the records with their costs and labels");
        if (isAll || inputs.Count > 0)
        {
            RunForInput(null, () =>
            {
                var removed = RunBlocking(cancellationToken => Ledger.Store.RemoveAsync(isAll ? null : [.. inputs.Select(input => input.Record)], Before, cancellationToken));
                WriteVerbose($"{removed} records were removed.");
                if (removed < inputs.Count)
                {
                    inputs.ForEach(input => RunForInput(input.Input, () => RequireRemoved(input.Record)));
                }
            });
        }
    }

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
