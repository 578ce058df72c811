using System.Globalization;
using System.Text.Json.Nodes;

namespace WanVideo.Catalog;

/// <summary>Where the gateway reports the end of a task: an https address that it can reach from outside.</summary>
/// <inheritdoc cref="ModelParameter(VideoParameter, string)"/>
public sealed record CallbackParameter(VideoParameter Parameter, string WireName, int? MaximumLength = null) : ModelParameter(Parameter, WireName)
{
    /// <inheritdoc/>
    public override object? DefaultValue => null;

    /// <inheritdoc/>
    public override string AllowedDescription =>
        $"an https address{(MaximumLength is null ? "" : string.Create(CultureInfo.InvariantCulture, $" of at most {MaximumLength} characters"))} that is not in a private network";

    /// <inheritdoc/>
    public override string? Validate(object value)
    {
        var address = (string)value;
        if (!Uri.TryCreate(address, UriKind.Absolute, out var uri) || uri.Scheme != Uri.UriSchemeHttps)
        {
            return $"is '{MessageFormat.WithoutQuery(address)}', which is not an https address";
        }

        if (address.Length > MaximumLength)
        {
            return string.Create(CultureInfo.InvariantCulture, $"has {address.Length} characters");
        }

        return PrivateNetwork.Contains(uri) ? $"is '{MessageFormat.WithoutQuery(address)}', which is inside a private network" : null;
    }

    /// <inheritdoc/>
    public override JsonNode ToJson(object value) => JsonValue.Create((string)value);
}
