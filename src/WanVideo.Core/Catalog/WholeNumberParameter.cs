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

    /// <summary>The only numbers that another page of the gateway allows. Where pages disagree the wider one is enforced, and this one warned about.</summary>
    public IReadOnlyList<int> ElsewhereOnly { get; init; } = [];

    /// <inheritdoc/>
    public override object? DefaultValue => DefaultNumber;

    /// <inheritdoc/>
    public override string Allowed => string.Create(CultureInfo.InvariantCulture, $"{Minimum} to {Maximum}{(Unit is null ? "" : " " + Unit)}");

    /// <inheritdoc/>
    public override string? Fault(object value) =>
        (int)value < Minimum || (int)value > Maximum ? string.Create(CultureInfo.InvariantCulture, $"is {value}") : null;

    /// <inheritdoc/>
    public override string? Caution(object value) => ElsewhereOnly is [] || ElsewhereOnly.Contains((int)value)
        ? null
        : string.Create(CultureInfo.InvariantCulture, $"is {value}; another page of the gateway allows only {Wording.Either(ElsewhereOnly.Select(number => number.ToString(CultureInfo.InvariantCulture)))}");

    /// <inheritdoc/>
    public override JsonNode ToJson(object value) => JsonValue.Create((int)value);
}
