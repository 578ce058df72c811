using System.Text.Json.Nodes;

namespace WanVideo.Catalog;

/// <summary>
/// Something the gateway does unless told not to, such as making sound. The gateways' own defaults differ, and so would the bill, so
/// the field is always sent: true unless the user switched it off.
/// </summary>
/// <inheritdoc cref="ModelParameter(VideoParameter, string)"/>
public sealed record NoSwitchParameter(VideoParameter Parameter, string WireName) : ModelParameter(Parameter, WireName)
{
    /// <summary>What costs more while it is on; null if nothing does.</summary>
    public string? Dearer { get; init; }

    /// <inheritdoc/>
    public override object? DefaultValue => false;

    /// <inheritdoc/>
    public override string Allowed => "on or off";

    /// <inheritdoc/>
    public override string? Fault(object value) => null;

    /// <inheritdoc/>
    public override string? Surcharge(object value) => (bool)value ? null : Dearer;

    /// <inheritdoc/>
    public override JsonNode ToJson(object value) => JsonValue.Create(!(bool)value);
}
