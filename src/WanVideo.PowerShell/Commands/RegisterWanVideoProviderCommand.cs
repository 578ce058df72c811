using System.Management.Automation;
using WanVideo.Pipeline;

namespace WanVideo.Commands;

/// <summary>
/// Adds the gateways of an assembly to those that the module knows, for this process. The assembly is code, and runs with all that this
/// process may do.
/// </summary>
[Cmdlet(VerbsLifecycle.Register, "WanVideoProvider")]
public sealed class RegisterWanVideoProviderCommand : WanVideoCommand
{
    /// <summary>The assembly: one with a public class that implements <c>WanVideo.IVideoProviderFactory</c>.</summary>
    [Parameter(Mandatory = true, Position = 0, ValueFromPipelineByPropertyName = true)]
    [Alias("PSPath", "LiteralPath")]
    [ValidateNotNullOrEmpty]
    public string Path { get; set; } = "";

    /// <inheritdoc/>
    protected override void ProcessRecord() => ForInput(Path, () => Session.Register(GetUnresolvedProviderPathFromPSPath(Path)));
}
