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
    private readonly List<LedgerRecord> records = [];

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

    private bool HasTasks => MyInvocation.ExpectingInput || MyInvocation.BoundParameters.ContainsKey(nameof(Task));

    /// <inheritdoc/>
    protected override void BeginProcessing()
    {
        if (!HasTasks && Before is null)
        {
            ThrowTerminatingError(new VideoException(VideoErrorKind.InvalidParameter, "-Task and -Before are both missing. Specify the tasks to remove, or -Before for all settled tasks of an earlier time."), null);
        }
    }

    private protected override void Process(LedgerRecord record, CommandInput input)
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
        var isAll = !HasTasks && Before is { } before && ShouldProcess(string.Create(CultureInfo.CurrentCulture, $"All settled records before {before.ToLocalTime():g}"), "Remove the records with their costs and labels");
        if (isAll || records.Count > 0)
        {
            RunForInput((object?)null, () =>
            {
                var removed = RunBlocking(cancellationToken => Ledger.Store.RemoveAsync(isAll ? null : records, Before, cancellationToken));
                WriteVerbose($"{removed} records were removed.");
            });
        }
    }
}
