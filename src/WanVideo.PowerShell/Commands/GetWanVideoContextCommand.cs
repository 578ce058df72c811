using System.Management.Automation;
using WanVideo.Commands.Base;

namespace WanVideo.Commands;

/// <summary>Gets the connections of this process.</summary>
[Cmdlet(VerbsCommon.Get, "WanVideoContext")]
[OutputType(typeof(WanVideoContext))]
public sealed class GetWanVideoContextCommand : WanVideoCommand
{
    /// <inheritdoc/>
    protected override void EndProcessing() => WriteObject(Session.GetContexts(), enumerateCollection: true);
}
