using System.Globalization;
using System.Text.Json.Nodes;

namespace WanVideo.Catalog;

/// <summary>The https URL that the provider calls when a task reaches a terminal status. It must not be in a private network.</summary>
/// <param name="WireName">The provider's field.</param>
/// <param name="MaximumLength">The maximum length of the URL in characters; null if the provider documents none.</param>
public sealed record CallbackParameter(string WireName, int? MaximumLength = null) : ModelParameter<string>(VideoParameters.CallbackUrl, WireName)
{
    /// <inheritdoc/>
    public override string AllowedDescription =>
        $"an https URL{(MaximumLength is null ? "" : string.Create(CultureInfo.InvariantCulture, $" of at most {MaximumLength} characters"))} that is not in a private network";

    /// <inheritdoc/>
    protected override string? Validate(string value)
    {
        if (!Uri.TryCreate(value, UriKind.Absolute, out var uri) || uri.Scheme != Uri.UriSchemeHttps)
        {
            return $"is '{MessageFormat.RemoveQuery(value)}', which is not an https URL";
        }

        if (value.Length > MaximumLength)
        {
            return string.Create(CultureInfo.InvariantCulture, $"has {value.Length} characters");
        }

        return PrivateNetwork.Contains(uri) ? $"is '{MessageFormat.RemoveQuery(value)}', which is inside a private network" : null;
    }

    /// <inheritdoc/>
    protected override JsonNode ToJson(string value) => JsonValue.Create(UrlEncoder.Encode(value));
}
