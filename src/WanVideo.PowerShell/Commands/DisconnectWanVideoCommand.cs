using System.Management.Automation;
using WanVideo.Commands.Base;
using WanVideo.Completion;

namespace WanVideo.Commands;

/// <summary>Removes a connection and its API key, or all connections. Tasks continue at their gateways.</summary>
[Cmdlet(VerbsCommunications.Disconnect, "WanVideo")]
public sealed class DisconnectWanVideoCommand : WanVideoCommand
{
    /// <summary>The gateway. Default: all connections are removed.</summary>
    [Parameter(Position = 0, ValueFromPipelineByPropertyName = true)]
    [ArgumentCompleter(typeof(ProviderCompleter))]
    public string? Provider { get; set; }

    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        try
        {
            Session.Disconnect(Provider is null ? null : Session.GetProviderInfo(Provider).Name);
        }
        catch (VideoException exception)
        {
            ThrowTerminatingError(exception, Provider);
        }
    }
}
