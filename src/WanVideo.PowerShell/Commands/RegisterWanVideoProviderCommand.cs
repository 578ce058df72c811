using System.Management.Automation;
using WanVideo.Commands.Base;

namespace WanVideo.Commands;

/// <summary>Registers the gateways of an assembly for this process. The assembly's code runs with the permissions of this process.</summary>
[Cmdlet(VerbsLifecycle.Register, "WanVideoProvider")]
public sealed class RegisterWanVideoProviderCommand : WanVideoCommand
{
    /// <summary>The assembly. It contains a public class that implements <c>WanVideo.IVideoProviderFactory</c>.</summary>
    [Parameter(Mandatory = true, Position = 0, ValueFromPipelineByPropertyName = true)]
    [Alias("PSPath", "LiteralPath")]
    [ValidateNotNullOrEmpty]
    public string Path { get; set; } = "";

    /// <inheritdoc/>
    protected override void ProcessRecord() => RunForInput(Path, () => Session.Register(GetUnresolvedProviderPathFromPSPath(Path)));
}
