using System.Buffers.Text;
using System.Globalization;
using System.Text.Json.Nodes;

namespace WanVideo.Catalog;

/// <summary>URLs of images, videos or audio that the provider fetches. Only the URLs are checked; the files are not.</summary>
/// <param name="Definition">The parameter.</param>
/// <param name="WireName">The provider's field.</param>
/// <param name="Formats">The file formats that the provider reads.</param>
/// <param name="MaximumCount">The maximum number of URLs; null if the provider documents none.</param>
public sealed record MediaParameter(ParameterDefinition<IReadOnlyList<string>> Definition, string WireName, MediaFormats Formats, int? MaximumCount = 1)
    : ModelParameter<IReadOnlyList<string>>(Definition, WireName)
{
    private const string DataScheme = "data";
    private const string InlineImagePrefix = "data:image/";

    /// <summary>Whether the field is an array, even for one URL.</summary>
    public bool IsArray { get; init; }

    /// <summary>The maximum number of URLs in a field that two parameters share; null if the field is not shared.</summary>
    public int? MaximumSharedCount { get; init; }

    /// <summary>Whether at least one of the parameters that share the field is required.</summary>
    public bool IsSharedRequired { get; init; }

    /// <summary>The URL schemes that the provider accepts.</summary>
    public IReadOnlyList<string> Schemes { get; init; } = ["http", "https"];

    /// <summary>The maximum length of an inline image in base64, in characters; null if the provider documents none.</summary>
    public int? MaximumInlineLength { get; init; }

    /// <summary>The limits of each file's duration in seconds, checked if the request states the durations; null if the provider documents none.</summary>
    public (decimal Minimum, decimal Maximum)? DurationLimits { get; init; }

    /// <inheritdoc/>
    public override string AllowedDescription
    {
        get
        {
            var schemes = MessageFormat.JoinWithOr(Schemes);
            return MaximumCount switch
            {
                1 => $"1 {schemes} URL of {Formats}",
                null => $"{schemes} URLs, each of {Formats}",
                _ => string.Create(CultureInfo.InvariantCulture, $"1 to {MaximumCount} {schemes} URLs, each of {Formats}"),
            };
        }
    }

    /// <inheritdoc/>
    protected override string? Validate(IReadOnlyList<string> value)
    {
        ArgumentNullException.ThrowIfNull(value);
        return value.Count > MaximumCount
            ? string.Create(CultureInfo.InvariantCulture, $"has {value.Count} URLs")
            : value.Select(ValidateUrl).FirstOrDefault(error => error is not null);
    }

    /// <inheritdoc/>
    protected override JsonNode ToJson(IReadOnlyList<string> value)
    {
        ArgumentNullException.ThrowIfNull(value);
        return IsArray ? new JsonArray([.. value.Select(url => JsonValue.Create(UrlEncoder.Encode(url)))]) : JsonValue.Create(UrlEncoder.Encode(value[0]));
    }

    private string? ValidateUrl(string url)
    {
        if (!Uri.TryCreate(url, UriKind.Absolute, out var uri) || !Schemes.Contains(uri.Scheme))
        {
            return $"is '{MessageFormat.RemoveQuery(url)}', which is not an {MessageFormat.JoinWithOr(Schemes)} URL";
        }

        if (uri.Scheme == DataScheme)
        {
            return ValidateInlineImage(url);
        }

        return Formats.FindUnsupportedExtension(uri) is { } extension ? $"is '{MessageFormat.RemoveQuery(url)}', a {extension} file" : null;
    }

    private string? ValidateInlineImage(string url)
    {
        if (!url.StartsWith(InlineImagePrefix, StringComparison.OrdinalIgnoreCase))
        {
            return $"is '{MessageFormat.RemoveQuery(url)}', but data URLs of images begin with {InlineImagePrefix}";
        }

        var content = url.AsSpan(url.IndexOf(',', StringComparison.Ordinal) + 1);
        return content.Length > MaximumInlineLength ? string.Create(CultureInfo.InvariantCulture, $"has an inline image of {content.Length} characters; at most {MaximumInlineLength} are allowed")
            : content.IsEmpty || !Base64.IsValid(content) ? "has an inline image that is not valid base64"
            : null;
    }
}
