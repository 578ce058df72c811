using System.Management.Automation;
using WanVideo.Catalog;
using WanVideo.Commands.Base;
using WanVideo.Completion;

namespace WanVideo.Commands;

/// <summary>Gets the models of the gateways and the parameters that each takes, from the catalog that validates requests. Sends nothing and needs no key.</summary>
[Cmdlet(VerbsCommon.Get, "WanVideoModel")]
[OutputType(typeof(WanVideoModel))]
public sealed class GetWanVideoModelCommand : WanVideoCommand
{
    /// <summary>The model name. Wildcards are supported. Default: all models.</summary>
    [Parameter(Position = 0, ValueFromPipelineByPropertyName = true)]
    [ArgumentCompleter(typeof(ModelCompleter))]
    [SupportsWildcards]
    public string Model { get; set; } = "*";

    /// <summary>The gateway. Default: all gateways.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    [ArgumentCompleter(typeof(ProviderCompleter))]
    public string? Provider { get; set; }

    /// <inheritdoc/>
    protected override void ProcessRecord() => RunForInput(Provider, () =>
    {
        var pattern = WildcardPattern.Get(Model, WildcardOptions.IgnoreCase);
        foreach (var provider in Provider is null ? Session.Providers : [Session.GetProviderInfo(Provider)])
        {
            foreach (var model in Session.GetCatalog(provider).Models.Where(model => pattern.IsMatch(model.Name)))
            {
                WriteObject(new WanVideoModel(provider.Name, model.Name, model.Kind, [.. model.Parameters.Select(ToOutput)]));
            }
        }
    });

    private static WanVideoModelParameter ToOutput(ModelParameter parameter) =>
        new(parameter.Name, parameter.IsRequired, parameter.DefaultValue, parameter.AllowedDescription, parameter.Description);
}
