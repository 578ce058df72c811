using System.Globalization;
using System.Text.Json.Nodes;

namespace WanVideo.Catalog;

/// <summary>A whole number within limits.</summary>
/// <inheritdoc cref="ModelParameter(VideoParameter, string)"/>
public sealed record WholeNumberParameter(VideoParameter Parameter, string WireName, int Minimum, int Maximum) : ModelParameter(Parameter, WireName)
{
    /// <summary>What the number counts, such as <c>seconds</c>.</summary>
    public string? Unit { get; init; }

    /// <summary>The number sent when the user gave none; null if then none is sent.</summary>
    public int? DefaultNumber { get; init; }

    /// <inheritdoc/>
    public override object? DefaultValue => DefaultNumber;

    /// <inheritdoc/>
    public override string Allowed => string.Create(CultureInfo.InvariantCulture, $"{Minimum} to {Maximum}{(Unit is null ? "" : " " + Unit)}");

    /// <inheritdoc/>
    public override string? Fault(object value) =>
        (int)value < Minimum || (int)value > Maximum ? string.Create(CultureInfo.InvariantCulture, $"is {value}") : null;

    /// <inheritdoc/>
    public override JsonNode ToJson(object value) => JsonValue.Create((int)value);
}
