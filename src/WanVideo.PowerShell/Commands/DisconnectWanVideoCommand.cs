using System.Management.Automation;
using WanVideo.Binding;
using WanVideo.Commands.Base;
using WanVideo.Completion;

namespace WanVideo.Commands;

/// <summary>Removes connections and their API keys. Tasks continue at their gateways.</summary>
[Cmdlet(VerbsCommunications.Disconnect, "WanVideo")]
public sealed class DisconnectWanVideoCommand : WanVideoCommand
{
    /// <summary>The names. Wildcards are supported. Default: all connections are removed.</summary>
    [Parameter(Position = 0, ValueFromPipeline = true, ValueFromPipelineByPropertyName = true)]
    [SupportsWildcards]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(OpenConnectionCompleter))]
    public string[] Name { get; set; } = [];

    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        var filter = new NameFilter(Name);
        foreach (var connection in Session.Connections.GetAll().Where(connection => filter.IsMatch(connection.Name)))
        {
            if (Session.Connections.Disconnect(connection.Name) is { IsOpenedByOtherRunspace: true })
            {
                WriteWarning($"{connection.Name}: the connection was opened in another runspace, which may still use it. Connections are shared by all runspaces of the process.");
            }
        }

        foreach (var name in filter.Unmatched)
        {
            WriteError(new VideoException(VideoErrorKind.NotFound, $"No connection named '{name}' is open."), name);
        }
    }
}
