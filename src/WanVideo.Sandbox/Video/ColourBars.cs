namespace WanVideo.Sandbox.Video;

/// <summary>The test picture: eight upright colour bars, each of whole columns of macroblocks.</summary>
/// <param name="columns">The picture's width in macroblocks.</param>
/// <param name="step">How many colours the bars have moved on.</param>
internal sealed class ColourBars(int columns, int step)
{
    // The corners of the RGB cube at 75 % amplitude, from the lightest to the darkest.
    private static readonly Colour[] Colours =
    [
        new(180, 128, 128), // white
        new(168, 44, 136),  // yellow
        new(145, 147, 44),  // cyan
        new(133, 63, 52),   // green
        new(63, 193, 204),  // magenta
        new(51, 109, 212),  // red
        new(28, 212, 120),  // blue
        new(16, 128, 128),  // black
    ];

    /// <summary>Whether a bar begins at a column. One does at the first, however few there are.</summary>
    public bool BeginsAt(int column) => column == 0 || BarAt(column) != BarAt(column - 1);

    /// <summary>The colour of the bar that a column is part of.</summary>
    public Colour At(int column) => Colours[(BarAt(column) + step) % Colours.Length];

    private int BarAt(int column) => column * Colours.Length / columns;
}
