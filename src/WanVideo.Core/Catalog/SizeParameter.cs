using System.Text.Json.Nodes;

namespace WanVideo.Catalog;

/// <summary>
/// The size of the frame in pixels. Users may give it, or a tier and a shape in its place, whichever the gateway has a field for: see
/// <see cref="Framing"/>. Without a field of its own it only stands for the other two.
/// </summary>
/// <param name="WireName">The gateway's field; null where it has none.</param>
public sealed record SizeParameter(string? WireName) : ModelParameter(VideoParameter.Size, WireName)
{
    /// <summary>Whether the gateway takes other sizes than those of <see cref="WanFrames"/>.</summary>
    public bool IsOpen { get; init; }

    /// <inheritdoc/>
    public override object? DefaultValue => null;

    /// <inheritdoc/>
    public override IReadOnlyList<string> Words => [.. WanFrames.Sizes.Select(size => size.ToString())];

    /// <inheritdoc/>
    public override string Allowed => IsOpen ? "a width and a height in pixels, such as 1280x720" : Wording.Either(Words);

    /// <inheritdoc/>
    public override string? Fault(object value) => FrameSize.TryParse((string)value) switch
    {
        null => $"is '{value}', which is no size",
        { } size when !IsOpen && WanFrames.Of(size) is null => $"is {size}",
        _ => null,
    };

    /// <inheritdoc/>
    public override JsonNode ToJson(object value) => JsonValue.Create(FrameSize.TryParse((string)value)?.ToString('*') ?? (string)value);
}
