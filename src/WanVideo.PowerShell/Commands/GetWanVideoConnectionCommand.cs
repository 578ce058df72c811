using System.Management.Automation;
using WanVideo.Binding;
using WanVideo.Commands.Base;
using WanVideo.Completion;

namespace WanVideo.Commands;

/// <summary>Gets the open connections of this process.</summary>
[Cmdlet(VerbsCommon.Get, "WanVideoConnection")]
[OutputType(typeof(WanVideoConnection))]
public sealed class GetWanVideoConnectionCommand : WanVideoCommand
{
    /// <summary>The names. Wildcards are supported. Default: all connections.</summary>
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
            WriteObject(connection);
        }

        foreach (var name in filter.Unmatched)
        {
            WriteError(new VideoException(VideoErrorKind.NotFound, $"No connection named '{name}' is open."), name);
        }
    }
}
