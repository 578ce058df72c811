namespace WanVideo.Sandbox.Video;

/// <summary>
/// The levels of H.264 (Table A-1) that differ in the largest picture. That alone decides: each of them allows its largest picture more
/// often in a second than <see cref="H264Stream.FramesPerSecond"/>, and far more bits than these pictures have.
/// </summary>
internal static class Level
{
    private static readonly (int LevelIdc, int MaxFrameSize)[] Table =
    [
        (30, 1_620),
        (31, 3_600),
        (32, 5_120),
        (40, 8_192),
        (50, 22_080),
        (51, 36_864),
        (60, 139_264),
    ];

    /// <summary>The level_idc of the lowest level that allows pictures of a size.</summary>
    /// <exception cref="ArgumentOutOfRangeException">No level does.</exception>
    public static int For(SandboxFrameSize size)
    {
        foreach (var (levelIdc, maxFrameSize) in Table)
        {
            if (Allows(maxFrameSize, size))
            {
                return levelIdc;
            }
        }

        throw new ArgumentOutOfRangeException(nameof(size), size, "No level of H.264 allows pictures of this size.");
    }

    // A.3.1: neither side is longer than Sqrt(MaxFS * 8). That is asked first, as the area of what passes it cannot overflow.
    private static bool Allows(int maxFrameSize, SandboxFrameSize size)
    {
        long longer = Math.Max(size.PicWidthInMbs, size.PicHeightInMbs);
        return longer * longer <= maxFrameSize * 8 && size.PicSizeInMbs <= maxFrameSize;
    }
}
