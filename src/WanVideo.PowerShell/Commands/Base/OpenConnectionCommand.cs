using System.Management.Automation;
using WanVideo.Binding;
using WanVideo.Completion;

namespace WanVideo.Commands.Base;

/// <summary>Base class of commands that take names of open connections.</summary>
public abstract class OpenConnectionCommand : WanVideoCommand
{
    /// <summary>The names. Wildcards are supported. Default: all connections.</summary>
    [Parameter(Position = 0, ValueFromPipeline = true)]
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
            Process(connection);
        }

        foreach (var name in filter.Unmatched)
        {
            WriteError(new VideoException(VideoErrorKind.NotFound, $"No connection named '{name}' is open."), name);
        }
    }

    private protected abstract void Process(WanVideoConnection connection);
}
