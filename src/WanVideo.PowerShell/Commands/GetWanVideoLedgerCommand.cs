using System.Management.Automation;
using WanVideo.Commands.Base;
using WanVideo.Ledger;

namespace WanVideo.Commands;

/// <summary>Gets location, engine, schema version, size and number of records by status of the ledger.</summary>
[Cmdlet(VerbsCommon.Get, "WanVideoLedger")]
[OutputType(typeof(LedgerInfo))]
public sealed class GetWanVideoLedgerCommand : WanVideoCommand
{
    /// <inheritdoc/>
    protected override void EndProcessing() => RunForInput(null, () => WriteObject(RunBlocking(Ledger.Store.GetInfoAsync)));
}
