using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace WanVideo.Catalog;

/// <summary>A provider-specific field, specified with <c>-AdditionalProperty</c> under the provider's name. Limits have the meaning of JSON Schema.</summary>
/// <param name="Field">The provider's field. A dot leads into an object.</param>
/// <param name="Type">The type of the value.</param>
public sealed record ProviderSpecificParameter(string Field, ProviderSpecificType Type)
    : ModelParameter<JsonNode>(new($"{nameof(VideoRequest.AdditionalProperty)}.{Field}", request => FindValue(request, Field)), Field)
{
    /// <summary>The minimum of a number.</summary>
    public decimal? Minimum { get; init; }

    /// <summary>The maximum of a number.</summary>
    public decimal? Maximum { get; init; }

    /// <summary>The maximum length of text, in code points.</summary>
    public int? MaximumLength { get; init; }

    /// <summary>The only allowed values; empty if all are allowed.</summary>
    public IReadOnlyList<JsonValue> Choices { get; init; } = [];

    /// <inheritdoc/>
    public override IReadOnlyList<string> AllowedValues => [.. Choices.Select(choice => choice.ToString())];

    /// <inheritdoc/>
    public override string AllowedDescription => this switch
    {
        { Choices: not [] } => MessageFormat.JoinWithOr(AllowedValues),
        { Type: ProviderSpecificType.Boolean } => "true or false",
        { Type: ProviderSpecificType.String, MaximumLength: { } maximum } => string.Create(CultureInfo.InvariantCulture, $"text of at most {maximum} characters"),
        { Type: ProviderSpecificType.String } => "text",
        { Minimum: { } minimum, Maximum: { } maximum } => string.Create(CultureInfo.InvariantCulture, $"{minimum} to {maximum}"),
        { Minimum: { } minimum } => string.Create(CultureInfo.InvariantCulture, $"{minimum} or more"),
        { Maximum: { } maximum } => string.Create(CultureInfo.InvariantCulture, $"{maximum} or less"),
        { Type: ProviderSpecificType.Integer } => "a whole number",
        _ => "a number",
    };

    /// <summary>Whether a value has the type and is within the limits.</summary>
    /// <param name="value">The value.</param>
    public bool IsAllowed(JsonNode value)
    {
        ArgumentNullException.ThrowIfNull(value);
        return IsOfType(value) && IsWithinLimits(value);
    }

    /// <inheritdoc/>
    protected override string? Validate(JsonNode value) => IsAllowed(value) ? null : $"is {value.ToJsonString()}";

    /// <inheritdoc/>
    protected override JsonNode ToJson(JsonNode value) => value.DeepClone();

    private static JsonNode? FindValue(VideoRequest request, string field)
    {
        JsonNode? node = request.AdditionalProperty;
        foreach (var name in field.Split('.'))
        {
            node = (node as JsonObject)?[name];
        }

        return node;
    }

    private bool IsOfType(JsonNode value) => Type switch
    {
        ProviderSpecificType.Boolean => value.GetValueKind() is JsonValueKind.True or JsonValueKind.False,
        ProviderSpecificType.String => value.GetValueKind() is JsonValueKind.String,
        ProviderSpecificType.Integer => value.GetValueKind() is JsonValueKind.Number && GetNumber(value) is { } number && number == decimal.Truncate(number),
        _ => value.GetValueKind() is JsonValueKind.Number && GetNumber(value) is not null,
    };

    private bool IsWithinLimits(JsonNode value) =>
        (Choices is [] || Choices.Any(choice => JsonNode.DeepEquals(choice, value)))
        && (value.GetValueKind() is not JsonValueKind.Number || (!(GetNumber(value) < Minimum) && !(GetNumber(value) > Maximum)))
        && (value.GetValueKind() is not JsonValueKind.String || MaximumLength is null || ((string)value!).EnumerateRunes().Count() <= MaximumLength);

    private static decimal? GetNumber(JsonNode value) =>
        decimal.TryParse(value.ToJsonString(), NumberStyles.Float, CultureInfo.InvariantCulture, out var number) ? number : null;
}
