using System.Globalization;

namespace WanVideo.Catalog;

/// <summary>The size of a video frame.</summary>
/// <param name="Width">The width in pixels.</param>
/// <param name="Height">The height in pixels.</param>
public readonly record struct FrameSize(int Width, int Height)
{
    // The asterisk is Alibaba Cloud's format.
    private static readonly char[] Separators = ['x', 'X', '*', '×'];

    /// <summary>Parses a size such as <c>1280x720</c> or <c>1280*720</c>.</summary>
    /// <param name="text">The text.</param>
    /// <returns>The size; null if the text is not a size.</returns>
    public static FrameSize? Parse(string? text) =>
        text?.Split(Separators) is [var widthText, var heightText]
        && int.TryParse(widthText, NumberStyles.None, CultureInfo.InvariantCulture, out var width)
        && int.TryParse(heightText, NumberStyles.None, CultureInfo.InvariantCulture, out var height)
        && width > 0
        && height > 0
            ? new FrameSize(width, height)
            : null;

    /// <summary>Formats the size with another separator.</summary>
    /// <param name="separator">The separator.</param>
    public string ToString(char separator) => string.Create(CultureInfo.InvariantCulture, $"{Width}{separator}{Height}");

    /// <summary>The size as <c>1280x720</c>.</summary>
    public override string ToString() => ToString('x');
}
