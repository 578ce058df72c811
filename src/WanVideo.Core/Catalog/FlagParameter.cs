using System.Text.Json.Nodes;

namespace WanVideo.Catalog;

/// <summary>
/// A switch that turns a feature on, such as the watermark, or off, such as audio. The field is always sent, since the defaults of the
/// providers, and so the prices, differ.
/// </summary>
/// <param name="Definition">The switch.</param>
/// <param name="WireName">The provider's field.</param>
/// <param name="ValueIfSet">The value sent if the switch is set; otherwise its negation is sent.</param>
public sealed record FlagParameter(ParameterDefinition<bool> Definition, string WireName, bool ValueIfSet) : ModelParameter<bool>(Definition, WireName)
{
    /// <summary>The feature that raises the price while the field is true; null if none does.</summary>
    public string? SurchargedFeature { get; init; }

    /// <summary>The texts that the provider uses for true and false; null if the field is a Boolean.</summary>
    public (string True, string False)? WireTexts { get; init; }

    /// <inheritdoc/>
    public override string AllowedDescription => "on or off";

    /// <inheritdoc/>
    protected override string? GetSurcharge(bool value) => GetWireValue(value) ? SurchargedFeature : null;

    /// <inheritdoc/>
    protected override JsonNode ToJson(bool value) => GetWireValue(value) is var flag && WireTexts is var (whenTrue, whenFalse) ? JsonValue.Create(flag ? whenTrue : whenFalse) : JsonValue.Create(flag);

    private bool GetWireValue(bool value) => value == ValueIfSet;
}
