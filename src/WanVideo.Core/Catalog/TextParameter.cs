using System.Globalization;
using System.Text.Json.Nodes;

namespace WanVideo.Catalog;

/// <summary>
/// Free text. Length is counted in Unicode code points, the smallest of the common counts: text that the provider accepts is never rejected.
/// </summary>
/// <param name="Definition">The parameter.</param>
/// <param name="WireName">The provider's field.</param>
/// <param name="MaximumLength">The maximum length in code points; null if the provider documents none.</param>
public sealed record TextParameter(ParameterDefinition<string> Definition, string WireName, int? MaximumLength = null) : ModelParameter<string>(Definition, WireName)
{
    /// <inheritdoc/>
    public override string AllowedDescription => MaximumLength is null ? "text" : string.Create(CultureInfo.InvariantCulture, $"1 to {MaximumLength} characters");

    /// <inheritdoc/>
    protected override string? Validate(string value)
    {
        if (string.IsNullOrWhiteSpace(value))
        {
            return "is empty";
        }

        // Text never has more code points than UTF-16 units, so short text need not be enumerated.
        if (MaximumLength is null || value.Length <= MaximumLength)
        {
            return null;
        }

        var length = value.EnumerateRunes().Count();
        return length > MaximumLength ? string.Create(CultureInfo.InvariantCulture, $"has {length} characters") : null;
    }

    /// <inheritdoc/>
    protected override JsonNode ToJson(string value) => JsonValue.Create(value);
}
