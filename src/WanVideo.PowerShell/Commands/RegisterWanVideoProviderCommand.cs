using System.Management.Automation;
using WanVideo.Commands.Base;

namespace WanVideo.Commands;

/// <summary>Registers the gateways of an assembly for this process. The assembly's code runs with the permissions of this process.</summary>
[Cmdlet(VerbsLifecycle.Register, "WanVideoProvider")]
[OutputType(typeof(WanVideoProvider))]
public sealed class RegisterWanVideoProviderCommand : WanVideoCommand
{
    /// <summary>The assembly. It contains a public class that implements <c>WanVideo.IVideoProviderFactory</c>.</summary>
    [Parameter(Mandatory = true, Position = 0, ValueFromPipeline = true, ValueFromPipelineByPropertyName = true)]
    [Alias("PSPath", "LiteralPath")]
    [ValidateNotNullOrEmpty]
    public string Path { get; set; } = "";

    /// <summary>Return the registered gateways.</summary>
    [Parameter]
    public SwitchParameter PassThru { get; set; }

    /// <inheritdoc/>
    protected override void ProcessRecord() => RunForInput(Path, () =>
    {
        foreach (var provider in Session.Providers.Register(GetUnresolvedProviderPathFromPSPath(Path)))
        {
            if (PassThru)
            {
                WriteObject(WanVideoProvider.From(provider));
            }
        }
    });
}
