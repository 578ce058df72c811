using System.Text.Json.Nodes;

namespace WanVideo.Catalog;

/// <summary>
/// The frame size in pixels. Users specify it, or a resolution and an aspect ratio. <see cref="FrameSizeResolver"/> converts between them, so that
/// each form works whichever fields the provider has.
/// </summary>
/// <param name="WireName">The provider's field; null if the size is sent as resolution and aspect ratio.</param>
public sealed record SizeParameter(string? WireName) : ModelParameter<string>(VideoParameters.Size, WireName)
{
    /// <summary>The sizes of the model, by resolution and aspect ratio. Default: those of Wan 2.6.</summary>
    public IReadOnlyList<WanFrameSize> Table { get; init; } = WanFrameSizes.Wan26;

    /// <summary>Whether the provider accepts sizes other than those of <see cref="Table"/>.</summary>
    public bool AllowsAnySize { get; init; }

    /// <inheritdoc/>
    public override IReadOnlyList<string> AllowedValues => [.. Table.Select(row => row.Size.ToString())];

    /// <inheritdoc/>
    public override string AllowedDescription => AllowsAnySize ? "a width and a height in pixels, such as 1280x720" : MessageFormat.JoinWithOr(AllowedValues);

    /// <inheritdoc/>
    protected override string? Validate(string value) => FrameSize.Parse(value) switch
    {
        null => $"is '{value}', which is not a size",
        { } size when !AllowsAnySize && WanFrameSizes.Find(size, Table) is null => $"is {size}",
        _ => null,
    };

    /// <inheritdoc/>
    protected override JsonNode ToJson(string value) => JsonValue.Create(FrameSize.Parse(value)?.ToString('*') ?? value);
}
