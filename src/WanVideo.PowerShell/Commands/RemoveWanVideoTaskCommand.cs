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

    private readonly List<LedgerRecord> records = [];

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
            records.Add(record);
        }
    }

    /// <inheritdoc/>
    protected override void EndProcessing()
    {
        base.EndProcessing();
        var isAll = Before is { } before && ShouldProcess(string.Create(CultureInfo.CurrentCulture, $"All settled records before {before:g}"), "Remove the records with their costs and labels");
        if (isAll || records.Count > 0)
        {
            RunForInput(null, () =>
            {
                var removed = RunBlocking(cancellationToken => Ledger.Store.RemoveAsync(isAll ? null : records, Before, cancellationToken));
                WriteVerbose($"{removed} records were removed.");
            });
        }
    }
}
