namespace WanVideo.Sandbox.Video;

/// <summary>The size of the pictures, in pixels and in the macroblocks that cover them (H.264, 7.4.2.1.1).</summary>
internal readonly record struct SandboxFrameSize(int Width, int Height)
{
    public const int MacroblockSize = 16;

    public int PicWidthInMbs => MacroblocksOver(Width);

    public int PicHeightInMbs => MacroblocksOver(Height);

    public int PicSizeInMbs => PicWidthInMbs * PicHeightInMbs;

    private static int MacroblocksOver(int length) => ((length - 1) / MacroblockSize) + 1;
}
