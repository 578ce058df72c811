using System.Management.Automation;
using WanVideo.Commands.Base;

namespace WanVideo.Commands;

/// <summary>Removes connections and their API keys. Tasks continue at their gateways.</summary>
[Cmdlet(VerbsCommunications.Disconnect, "WanVideo")]
public sealed class DisconnectWanVideoCommand : OpenConnectionCommand
{
    private protected override void Process(WanVideoConnection connection)
    {
        if (Session.Connections.Disconnect(connection.Name) is { IsOpenedByOtherRunspace: true })
        {
            WriteWarning($"{connection.Name}: the connection was opened in another runspace, which may still use it. Connections are shared by all runspaces of the process.");
        }
    }
}
