using System.Management.Automation;
using WanVideo.Catalog;
using WanVideo.Commands.Base;
using WanVideo.Completion;

namespace WanVideo.Commands;

/// <summary>The models that a gateway offers, and what each takes: the table against which requests are checked. Needs no key and asks nobody.</summary>
[Cmdlet(VerbsCommon.Get, "WanVideoModel")]
[OutputType(typeof(WanVideoModel))]
public sealed class GetWanVideoModelCommand : WanVideoCommand
{
    /// <summary>The model, in which wildcards may stand. Without it, all.</summary>
    [Parameter(Position = 0, ValueFromPipelineByPropertyName = true)]
    [ArgumentCompleter(typeof(ModelCompleter))]
    [SupportsWildcards]
    public string Model { get; set; } = "*";

    /// <summary>The gateway. Without it, all.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    [ArgumentCompleter(typeof(ProviderCompleter))]
    public string? Provider { get; set; }

    /// <inheritdoc/>
    protected override void ProcessRecord() => ForInput(Provider, () =>
    {
        var wanted = WildcardPattern.Get(Model, WildcardOptions.IgnoreCase);
        foreach (var provider in Provider is null ? Session.Providers : [Session.GetProviderInfo(Provider)])
        {
            foreach (var model in Session.GetCatalog(provider).Models.Where(model => wanted.IsMatch(model.Name)))
            {
                WriteObject(new WanVideoModel(provider.Name, model.Name, model.Kind, [.. model.Parameters.Select(Describe)]));
            }
        }
    });

    private static WanVideoModelParameter Describe(ModelParameter parameter) =>
        new(parameter.Name, parameter.IsRequired, parameter.DefaultValue, parameter.AllowedDescription, parameter.Description);
}
