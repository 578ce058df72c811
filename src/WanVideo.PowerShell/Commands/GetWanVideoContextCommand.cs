using System.Management.Automation;
using WanVideo.Pipeline;

namespace WanVideo.Commands;

/// <summary>The connections of this process.</summary>
[Cmdlet(VerbsCommon.Get, "WanVideoContext")]
[OutputType(typeof(WanVideoContext))]
public sealed class GetWanVideoContextCommand : WanVideoCommand
{
    /// <inheritdoc/>
    protected override void EndProcessing() => WriteObject(Session.Contexts(), enumerateCollection: true);
}
