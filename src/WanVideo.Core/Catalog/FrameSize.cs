using System.Globalization;

namespace WanVideo.Catalog;

/// <summary>The size of a frame.</summary>
/// <param name="Width">Pixels.</param>
/// <param name="Height">Pixels.</param>
public readonly record struct FrameSize(int Width, int Height)
{
    // As users write it, as Alibaba does, and as typography does.
    private static readonly char[] Separators = ['x', 'X', '*', '×'];

    /// <summary>Reads <c>1280x720</c>; <c>*</c> may stand for the <c>x</c>, as Alibaba's pages have it.</summary>
    /// <param name="text">The text.</param>
    /// <returns>The size; null if the text is none.</returns>
    public static FrameSize? TryParse(string? text) =>
        text?.Split(Separators) is [var width, var height]
        && int.TryParse(width, NumberStyles.None, CultureInfo.InvariantCulture, out var w)
        && int.TryParse(height, NumberStyles.None, CultureInfo.InvariantCulture, out var h)
        && w > 0
        && h > 0
            ? new FrameSize(w, h)
            : null;

    /// <summary>The size with another sign between its numbers.</summary>
    /// <param name="separator">The sign.</param>
    public string ToString(char separator) => string.Create(CultureInfo.InvariantCulture, $"{Width}{separator}{Height}");

    /// <summary>The size as users write it: <c>1280x720</c>.</summary>
    public override string ToString() => ToString('x');
}
