using System.Globalization;
using System.Text.Json.Nodes;

namespace WanVideo.Catalog;

/// <summary>A whole number within limits.</summary>
/// <inheritdoc cref="ModelParameter(VideoParameter, string)"/>
public sealed record IntegerParameter(VideoParameter Parameter, string WireName, int Minimum, int Maximum) : ModelParameter(Parameter, WireName)
{
    private const int MostWords = 20;

    /// <summary>What the number counts, such as <c>seconds</c>.</summary>
    public string? Unit { get; init; }

    /// <summary>The number sent when the user gave none; null if then none is sent.</summary>
    public int? DefaultNumber { get; init; }

    /// <summary>The only numbers there are within the limits; empty for all.</summary>
    public IReadOnlyList<int> Only { get; init; } = [];

    /// <summary>The only numbers that another page of the gateway allows. Where pages disagree the wider one is enforced, and this one warned about.</summary>
    public IReadOnlyList<int> ElsewhereOnly { get; init; } = [];

    /// <inheritdoc/>
    public override object? DefaultValue => DefaultNumber;

    /// <inheritdoc/>
    public override IReadOnlyList<string> AllowedValues => Only switch
    {
        not [] => [.. Only.Select(Written)],
        _ when Maximum - Minimum < MostWords => [.. Enumerable.Range(Minimum, Maximum - Minimum + 1).Select(Written)],
        _ => [],
    };

    /// <inheritdoc/>
    public override string AllowedDescription => (Only is [] ? $"{Written(Minimum)} to {Written(Maximum)}" : MessageFormat.Either(AllowedValues)) + (Unit is null ? "" : " " + Unit);

    /// <inheritdoc/>
    public override string? Validate(object value)
    {
        var number = (int)value;
        return number < Minimum || number > Maximum || (Only is not [] && !Only.Contains(number)) ? $"is {Written(number)}" : null;
    }

    /// <inheritdoc/>
    public override string? GetWarning(object value) => ElsewhereOnly is [] || ElsewhereOnly.Contains((int)value)
        ? null
        : $"is {Written((int)value)}; another page of the gateway allows only {MessageFormat.Either(ElsewhereOnly.Select(Written))}";

    /// <inheritdoc/>
    public override JsonNode ToJson(object value) => JsonValue.Create((int)value);

    private static string Written(int number) => number.ToString(CultureInfo.InvariantCulture);
}
