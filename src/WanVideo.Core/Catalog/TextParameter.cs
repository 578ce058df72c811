using System.Globalization;
using System.Text.Json.Nodes;

namespace WanVideo.Catalog;

/// <summary>Free text. Length is counted in Unicode code points, the way a gateway's own language is most likely to, and never refuses what the gateway would take.</summary>
/// <inheritdoc cref="ModelParameter(VideoParameter, string)"/>
public sealed record TextParameter(VideoParameter Parameter, string WireName, int? MaximumLength = null) : ModelParameter(Parameter, WireName)
{
    /// <inheritdoc/>
    public override object? DefaultValue => null;

    /// <inheritdoc/>
    public override string AllowedDescription => MaximumLength is null ? "a text" : string.Create(CultureInfo.InvariantCulture, $"1 to {MaximumLength} characters");

    /// <inheritdoc/>
    public override string? Validate(object value)
    {
        var text = (string)value;
        if (string.IsNullOrWhiteSpace(text))
        {
            return "is empty";
        }

        // Cheap first: a text has never more code points than UTF-16 units.
        if (MaximumLength is null || text.Length <= MaximumLength)
        {
            return null;
        }

        var length = text.EnumerateRunes().Count();
        return length > MaximumLength ? string.Create(CultureInfo.InvariantCulture, $"has {length} characters") : null;
    }

    /// <inheritdoc/>
    public override JsonNode ToJson(object value) => JsonValue.Create((string)value);
}
