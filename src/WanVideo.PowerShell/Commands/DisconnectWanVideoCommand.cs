using System.Management.Automation;
using WanVideo.Completion;
using WanVideo.Pipeline;

namespace WanVideo.Commands;

/// <summary>Forgets a connection and its key, or all of them. Tasks go on at their gateways.</summary>
[Cmdlet(VerbsCommunications.Disconnect, "WanVideo")]
public sealed class DisconnectWanVideoCommand : WanVideoCommand
{
    /// <summary>The gateway. Without it, all connections are forgotten.</summary>
    [Parameter(Position = 0, ValueFromPipelineByPropertyName = true)]
    [ArgumentCompleter(typeof(ProviderCompleter))]
    public string? Provider { get; set; }

    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        try
        {
            Session.Disconnect(Provider is null ? null : Session.Find(Provider).Name);
        }
        catch (VideoException failure)
        {
            ThrowTerminatingError(failure, Provider);
        }
    }
}
