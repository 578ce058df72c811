using System.Management.Automation;
using WanVideo.Binding;
using WanVideo.Catalog;
using WanVideo.Commands.Base;
using WanVideo.Completion;

namespace WanVideo.Commands;

/// <summary>Gets the models of the gateways and the parameters that each takes, from the catalog that validates requests. Sends nothing and needs no key.</summary>
[Cmdlet(VerbsCommon.Get, "WanVideoModel")]
[OutputType(typeof(WanVideoModel))]
public sealed class GetWanVideoModelCommand : WanVideoCommand
{
    /// <summary>The names of the models or families. Wildcards are supported. Default: all models.</summary>
    [Parameter(Position = 0, ValueFromPipeline = true, ValueFromPipelineByPropertyName = true)]
    [SupportsWildcards]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(ModelCompleter))]
    public string[] Model { get; set; } = [];

    /// <summary>The gateways. Wildcards are supported. Default: all gateways.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    [SupportsWildcards]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(ProviderCompleter))]
    public string[] Provider { get; set; } = [];

    /// <summary>The kind of input. Default: all kinds.</summary>
    [Parameter]
    public VideoKind? Kind { get; set; }

    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        var providers = new NameFilter(Provider);
        var models = new NameFilter(Model);
        foreach (var provider in Session.Providers.Providers.Where(provider => providers.IsMatch(provider.Name)))
        {
            // A connection of the gateway can have its own models.
            foreach (var model in Session.Connections.Describe(provider.Name).Catalog.Models.Where(model => models.IsMatch(model.Name) || (model.Family is { } family && models.IsMatch(family))))
            {
                if (Kind is null || model.Kind == Kind || model.Kind is VideoKind.AnyToVideo)
                {
                    WriteObject(WanVideoModel.From(provider.Name, model));
                }
            }
        }

        foreach (var name in providers.Unmatched)
        {
            WriteError(new VideoException(VideoErrorKind.NotFound, $"No gateway is named '{name}'."), name);
        }

        foreach (var name in models.Unmatched)
        {
            WriteError(new VideoException(VideoErrorKind.NotFound, $"No model {(Provider is [] ? "" : $"of {string.Join(", ", Provider)} ")}is named '{name}'."), name);
        }
    }
}
