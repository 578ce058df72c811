using System.Text.Json.Nodes;

namespace WanVideo.Catalog;

/// <summary>A parameter of a model that is not in the catalog: sent as another model of the provider takes it, without limits or default.</summary>
/// <param name="Template">The parameter as the other model takes it.</param>
internal sealed record UndocumentedParameter(ModelParameter Template) : ModelParameter(Template.WireName)
{
    public override ParameterDefinition Definition => Template.Definition;

    public override object? DefaultValue => null;

    public override string AllowedDescription => "any value";

    public override string? Validate(VideoRequest request) => null;

    public override string? GetWarning(VideoRequest request) => null;

    public override string? GetSurcharge(VideoRequest request) => null;

    public override JsonNode? ToJson(VideoRequest request) => Definition.HasValue(request) ? Template.ToJson(request) : null;
}
