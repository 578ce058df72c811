using System.Text.Json.Nodes;

namespace WanVideo.Catalog;

/// <summary>
/// The size of the frame in pixels. Users may give it, or a tier and a shape in its place, whichever the gateway has a field for: see
/// <see cref="FrameSizeResolver"/>. Without a field of its own it only stands for the other two.
/// </summary>
/// <param name="WireName">The gateway's field; null where it has none.</param>
public sealed record SizeParameter(string? WireName) : ModelParameter(VideoParameter.Size, WireName)
{
    /// <summary>Whether the gateway takes other sizes than those of <see cref="WanFrameSizes"/>.</summary>
    public bool IsOpen { get; init; }

    /// <inheritdoc/>
    public override object? DefaultValue => null;

    /// <inheritdoc/>
    public override IReadOnlyList<string> AllowedValues => [.. WanFrameSizes.Sizes.Select(size => size.ToString())];

    /// <inheritdoc/>
    public override string AllowedDescription => IsOpen ? "a width and a height in pixels, such as 1280x720" : MessageFormat.Either(AllowedValues);

    /// <inheritdoc/>
    public override string? Validate(object value) => FrameSize.TryParse((string)value) switch
    {
        null => $"is '{value}', which is no size",
        { } size when !IsOpen && WanFrameSizes.Of(size) is null => $"is {size}",
        _ => null,
    };

    /// <inheritdoc/>
    public override JsonNode ToJson(object value) => JsonValue.Create(FrameSize.TryParse((string)value)?.ToString('*') ?? (string)value);
}
