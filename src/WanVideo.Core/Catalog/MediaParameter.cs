using System.Globalization;
using System.Text.Json.Nodes;

namespace WanVideo.Catalog;

/// <summary>Addresses of images, videos or sound that the gateway fetches. What lies behind an address is the gateway's to judge; what the address itself shows is judged here.</summary>
/// <param name="Parameter">The parameter, as the user names it.</param>
/// <param name="WireName">The gateway's field.</param>
/// <param name="Formats">What the gateway reads.</param>
/// <param name="MaximumCount">How many addresses it takes; null where that is not said.</param>
public sealed record MediaParameter(VideoParameter Parameter, string WireName, MediaFormats Formats, int? MaximumCount = 1) : ModelParameter(Parameter, WireName)
{
    private const string DataScheme = "data";

    // Of all media, only images can stand in an address itself.
    private const string InlineImage = "data:image/";

    /// <summary>Whether the gateway wants an array even for one address.</summary>
    public bool IsArray { get; init; }

    /// <summary>How many the field may hold in all, where another parameter fills the same one; null for as many as of this parameter alone.</summary>
    public int? MaximumTogether { get; init; }

    /// <summary>Whether one of the parameters that fill the same field must be given.</summary>
    public bool IsRequiredTogether { get; init; }

    /// <summary>What the gateway fetches by: http and https, or others beside them.</summary>
    public IReadOnlyList<string> Schemes { get; init; } = ["http", "https"];

    /// <summary>The shortest and the longest that each may be, in seconds; checked where the user says how long they are.</summary>
    public (decimal Shortest, decimal Longest)? Seconds { get; init; }

    /// <inheritdoc/>
    public override object? DefaultValue => null;

    /// <inheritdoc/>
    public override string AllowedDescription
    {
        get
        {
            var schemes = MessageFormat.Either(Schemes);
            return MaximumCount switch
            {
                1 => $"1 {schemes} address of {Formats}",
                null => $"{schemes} addresses, each of {Formats}",
                _ => string.Create(CultureInfo.InvariantCulture, $"1 to {MaximumCount} {schemes} addresses, each of {Formats}"),
            };
        }
    }

    /// <inheritdoc/>
    public override string? Validate(object value)
    {
        var addresses = Addresses(value);
        if (addresses.Count > MaximumCount)
        {
            return string.Create(CultureInfo.InvariantCulture, $"has {addresses.Count} addresses");
        }

        foreach (var address in addresses)
        {
            if (!Uri.TryCreate(address, UriKind.Absolute, out var uri) || !Schemes.Contains(uri.Scheme))
            {
                return $"is '{MessageFormat.WithoutQuery(address)}', which is not an {MessageFormat.Either(Schemes)} address";
            }

            if (uri.Scheme == DataScheme && !address.StartsWith(InlineImage, StringComparison.OrdinalIgnoreCase))
            {
                return $"is '{MessageFormat.WithoutQuery(address)}', where data of an image begin with {InlineImage}";
            }

            if (uri.Scheme != DataScheme && Formats.ForeignExtension(uri) is { } extension)
            {
                return $"is '{MessageFormat.WithoutQuery(address)}', a {extension} file";
            }
        }

        return null;
    }

    /// <inheritdoc/>
    public override JsonNode ToJson(object value)
    {
        var addresses = Addresses(value);
        return IsArray
            ? new JsonArray([.. addresses.Select(address => (JsonNode)JsonValue.Create(address))])
            : JsonValue.Create(addresses[0]);
    }

    private static IReadOnlyList<string> Addresses(object value) => value as IReadOnlyList<string> ?? [(string)value];
}
