using System.Management.Automation;
using WanVideo.Binding;
using WanVideo.Commands.Base;
using WanVideo.Completion;

namespace WanVideo.Commands;

/// <summary>Gets the gateways and the operations that each supports. Sends nothing and needs no key.</summary>
[Cmdlet(VerbsCommon.Get, "WanVideoProvider")]
[OutputType(typeof(WanVideoProvider))]
public sealed class GetWanVideoProviderCommand : WanVideoCommand
{
    /// <summary>The names. Wildcards are supported. Default: all gateways.</summary>
    [Parameter(Position = 0, ValueFromPipeline = true)]
    [SupportsWildcards]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(ProviderCompleter))]
    public string[] Name { get; set; } = [];

    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        var filter = new NameFilter(Name);
        foreach (var provider in Session.Providers.Providers.Where(provider => filter.IsMatch(provider.Name)))
        {
            WriteObject(WanVideoProvider.From(provider));
        }

        foreach (var name in filter.Unmatched)
        {
            WriteError(new VideoException(VideoErrorKind.NotFound, $"No gateway is named '{name}'."), name);
        }
    }
}
