using System.Text.Json.Nodes;

namespace WanVideo.Catalog;

/// <summary>A parameter of a model that is not in the catalog: written as its gateway writes it elsewhere, with no limits and no default.</summary>
/// <param name="Known">The parameter as a known model of the gateway takes it.</param>
internal sealed record UndocumentedParameter(ModelParameter Known) : ModelParameter(Known.Parameter, Known.WireName)
{
    public override object? DefaultValue => null;

    public override string AllowedDescription => "any value";

    public override string? Validate(object value) => null;

    public override JsonNode ToJson(object value) => Known.ToJson(value);
}
