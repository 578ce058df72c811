using System.Text.Json.Nodes;

namespace WanVideo.Catalog;

/// <summary>
/// Something that a switch turns on, such as a watermark, or off, such as the making of sound. The gateways' own defaults differ, and so
/// would the bill, so the field is always sent: as the switch says, or else the opposite.
/// </summary>
/// <param name="Parameter">The switch.</param>
/// <param name="WireName">The gateway's field.</param>
/// <param name="WhenGiven">What is sent when the switch is given.</param>
public sealed record FlagParameter(VideoParameter Parameter, string WireName, bool WhenGiven) : ModelParameter(Parameter, WireName)
{
    /// <summary>What costs more while the field is true; null if nothing does.</summary>
    public string? SurchargedFeature { get; init; }

    /// <inheritdoc/>
    public override object? DefaultValue => false;

    /// <inheritdoc/>
    public override string AllowedDescription => "on or off";

    /// <inheritdoc/>
    public override string? Validate(object value) => null;

    /// <inheritdoc/>
    public override string? GetSurcharge(object value) => Sent(value) ? SurchargedFeature : null;

    /// <inheritdoc/>
    public override JsonNode ToJson(object value) => JsonValue.Create(Sent(value));

    private bool Sent(object value) => (bool)value == WhenGiven;
}
