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

    // The members of an item of a field with typed items.
    private const string TypeMember = "type";
    private const string UrlMember = "url";

    /// <summary>Whether the field is an array, even for one URL.</summary>
    public bool IsArray { get; init; }

    /// <summary>
    /// The type of the items of the field, which is then an array of <c>{"type": …, "url": …}</c> that several parameters share; null for a field with URLs.
    /// </summary>
    public string? ItemType { get; init; }

    /// <summary>The member that takes the URL in the item of the same position in the field, whose items other parameters set; null if the parameter sets its own.</summary>
    public string? ItemMember { get; init; }

    /// <summary>
    /// The keys of the URLs in the field, which is then an object: a URL has the key of the value at the same position in these parameters, such as <c>video2</c>.
    /// Empty for an array.
    /// </summary>
    public IReadOnlyList<(ParameterDefinition Parameter, string Prefix)> Keys { get; init; } = [];

    /// <summary>The URL schemes that the provider accepts.</summary>
    public IReadOnlyList<string> Schemes { get; init; } = ["http", "https"];

    /// <summary>The maximum length of an inline file in base64, in characters; null if the provider documents none.</summary>
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
        var urls = value.Select(UrlEncoder.Encode);
        return ItemType is not null ? new JsonArray([.. urls.Select(url => new JsonObject { [TypeMember] = ItemType, [UrlMember] = url })])
            : ItemMember is not null ? new JsonArray([.. urls.Select(url => new JsonObject { [ItemMember] = url })])
            : IsArray ? new JsonArray([.. urls.Select(url => JsonValue.Create(url))])
            : JsonValue.Create(urls.First());
    }

    /// <inheritdoc/>
    protected override JsonNode ToJson(IReadOnlyList<string> value, VideoRequest request) => Keys is []
        ? ToJson(value)
        : new JsonObject(Keys
            .SelectMany(key => Enumerable.Range(1, key == Keys[^1] ? value.Count : key.Parameter.Count(request)).Select(number => string.Create(CultureInfo.InvariantCulture, $"{key.Prefix}{number}")))
            .Zip(value, (key, url) => KeyValuePair.Create(key, (JsonNode?)UrlEncoder.Encode(url))));

    private string? ValidateUrl(string url)
    {
        if (!Uri.TryCreate(url, UriKind.Absolute, out var uri) || !Schemes.Contains(uri.Scheme))
        {
            return $"is '{MessageFormat.RemoveQuery(url)}', which is not an {MessageFormat.JoinWithOr(Schemes)} URL";
        }

        if (uri.Scheme == DataScheme)
        {
            return ValidateInlineData(url);
        }

        return Formats.FindUnsupportedExtension(uri) is { } extension ? $"is '{MessageFormat.RemoveQuery(url)}', a {extension} file" : null;
    }

    private string? ValidateInlineData(string url)
    {
        if (!url.StartsWith(Formats.DataPrefix, StringComparison.OrdinalIgnoreCase))
        {
            return $"is '{MessageFormat.RemoveQuery(url)}', but a data URL of {Formats.Noun} begins with {Formats.DataPrefix}";
        }

        var content = url.AsSpan(url.IndexOf(',', StringComparison.Ordinal) + 1);
        return content.Length > MaximumInlineLength ? string.Create(CultureInfo.InvariantCulture, $"has inline data of {content.Length} characters; at most {MaximumInlineLength} are allowed")
            : content.IsEmpty || !Base64.IsValid(content) ? "has inline data that is not valid base64"
            : null;
    }
}
