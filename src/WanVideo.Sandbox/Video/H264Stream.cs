namespace WanVideo.Sandbox.Video;

/// <summary>
/// The test picture as an H.264 stream of the Constrained Baseline profile. Each second begins with an IDR picture, so that a player can
/// seek to it; the pictures after it say no more than that nothing has changed.
/// </summary>
/// <param name="size">The size of the pictures.</param>
/// <param name="seconds">How long the stream lasts.</param>
internal sealed class H264Stream(SandboxFrameSize size, int seconds)
{
    /// <summary>The frame rate, and so the distance from an IDR picture to the next.</summary>
    public const int FramesPerSecond = 12;

    public SandboxFrameSize Size => size;

    /// <summary>The NAL unit of the sequence parameter set.</summary>
    public byte[] SequenceParameterSet { get; } = ParameterSets.Sequence(size);

    /// <summary>The NAL unit of the picture parameter set.</summary>
    public byte[] PictureParameterSet { get; } = ParameterSets.Picture();

    /// <summary>The pictures, a NAL unit each, in the order in which they are decoded and shown.</summary>
    public IReadOnlyList<byte[]> Pictures { get; } = [.. Encode(size, seconds)];

    private static IEnumerable<byte[]> Encode(SandboxFrameSize size, int seconds)
    {
        for (var second = 0; second < seconds; second++)
        {
            // 7.4.3: two IDR pictures in succession differ in idr_pic_id.
            yield return H264Picture.Idr(size, new ColourBars(size.PicWidthInMbs, step: second), idrPicId: second % 2);
            for (var frame = 1; frame < FramesPerSecond; frame++)
            {
                yield return H264Picture.Unchanged(size, frameNum: frame);
            }
        }
    }
}
