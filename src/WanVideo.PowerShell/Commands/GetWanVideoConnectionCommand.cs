using System.Management.Automation;
using WanVideo.Commands.Base;

namespace WanVideo.Commands;

/// <summary>Gets the open connections of this process.</summary>
[Cmdlet(VerbsCommon.Get, "WanVideoConnection")]
[OutputType(typeof(WanVideoConnection))]
public sealed class GetWanVideoConnectionCommand : OpenConnectionCommand
{
    private protected override void Process(WanVideoConnection connection) => WriteObject(connection);
}
