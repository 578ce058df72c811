using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace WanVideo.Catalog;

/// <summary>
/// A field of one model that the module has no word for. It is given through <c>-AdditionalProperty</c>, by the gateway's name, and held to
/// the limits that are known of it. The words for limits are those of JSON Schema.
/// </summary>
/// <param name="Field">The gateway's field; a dot leads into an object.</param>
/// <param name="Type">What it takes.</param>
public sealed record ProviderSpecificParameter(string Field, ProviderSpecificType Type) : ModelParameter(VideoParameter.AdditionalProperty, Field)
{
    /// <summary>The least that a number may be.</summary>
    public decimal? Minimum { get; init; }

    /// <summary>The most that a number may be.</summary>
    public decimal? Maximum { get; init; }

    /// <summary>How many characters a text may have.</summary>
    public int? MaximumLength { get; init; }

    /// <summary>The only values there are; empty for any.</summary>
    public IReadOnlyList<JsonValue> Choices { get; init; } = [];

    /// <summary>What is sent when the user gave nothing; null if then nothing is sent.</summary>
    public JsonValue? Default { get; init; }

    /// <inheritdoc/>
    public override string Name => $"{nameof(VideoParameter.AdditionalProperty)}.{Field}";

    /// <inheritdoc/>
    public override object? DefaultValue => Default;

    /// <inheritdoc/>
    public override IReadOnlyList<string> AllowedValues => [.. Choices.Select(choice => choice.ToString())];

    /// <inheritdoc/>
    public override string AllowedDescription => this switch
    {
        { Choices: not [] } => MessageFormat.Either(AllowedValues),
        { Type: ProviderSpecificType.Boolean } => "true or false",
        { Type: ProviderSpecificType.String, MaximumLength: { } most } => string.Create(CultureInfo.InvariantCulture, $"a text of at most {most} characters"),
        { Type: ProviderSpecificType.String } => "a text",
        { Minimum: { } least, Maximum: { } most } => string.Create(CultureInfo.InvariantCulture, $"{least} to {most}"),
        { Minimum: { } least } => string.Create(CultureInfo.InvariantCulture, $"{least} or more"),
        { Maximum: { } most } => string.Create(CultureInfo.InvariantCulture, $"{most} or less"),
        { Type: ProviderSpecificType.Integer } => "a whole number",
        _ => "a number",
    };

    /// <inheritdoc/>
    public override object? ValueIn(VideoRequest request)
    {
        JsonNode? at = request?.AdditionalProperty;
        foreach (var step in Field.Split('.'))
        {
            at = (at as JsonObject)?[step];
        }

        return at;
    }

    /// <inheritdoc/>
    public override string? Validate(object value) => IsOfType((JsonNode)value) && IsWithinLimits((JsonNode)value) ? null : $"is {((JsonNode)value).ToJsonString()}";

    /// <inheritdoc/>
    public override JsonNode ToJson(object value) => ((JsonNode)value).DeepClone();

    private bool IsOfType(JsonNode value) => Type switch
    {
        ProviderSpecificType.Boolean => value.GetValueKind() is JsonValueKind.True or JsonValueKind.False,
        ProviderSpecificType.String => value.GetValueKind() is JsonValueKind.String,
        ProviderSpecificType.Integer => value.GetValueKind() is JsonValueKind.Number && Number(value) is { } number && number == decimal.Truncate(number),
        _ => value.GetValueKind() is JsonValueKind.Number && Number(value) is not null,
    };

    private bool IsWithinLimits(JsonNode value) =>
        (Choices is [] || Choices.Any(choice => JsonNode.DeepEquals(choice, value)))
        && (value.GetValueKind() is not JsonValueKind.Number || (!(Number(value) < Minimum) && !(Number(value) > Maximum)))
        && (value.GetValueKind() is not JsonValueKind.String || MaximumLength is null || ((string)value!).EnumerateRunes().Count() <= MaximumLength);

    private static decimal? Number(JsonNode value) =>
        decimal.TryParse(value.ToJsonString(), NumberStyles.Float, CultureInfo.InvariantCulture, out var number) ? number : null;
}
