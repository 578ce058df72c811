using static WanVideo.Sandbox.Video.Box;

namespace WanVideo.Sandbox.Video;

/// <summary>
/// Wraps a stream in an MP4 file (ISO/IEC 14496-12). The index stands before the pictures, so that a player can begin before it has all.
/// </summary>
internal static class Mp4File
{
    /// <summary>Makes a file.</summary>
    /// <param name="stream">The pictures.</param>
    /// <param name="title">The title in the file's metadata.</param>
    public static byte[] Create(H264Stream stream, string title)
    {
        byte[][] samples = [.. stream.Pictures.Select(Sample)];
        var type = Of("ftyp", FourCharacters("isom"), UInt32(0), FourCharacters("isom"), FourCharacters("avc1"), FourCharacters("mp42"));

        // The place of the samples depends on how long the index is, which does not depend on that place.
        var draft = MovieBox.Create(stream, samples, chunkOffset: 0, title);
        var movie = MovieBox.Create(stream, samples, type.Length + draft.Length + HeaderLength, title);
        return [.. type, .. movie, .. Of("mdat", samples)];
    }

    // ISO/IEC 14496-15, 5.3.2: a sample is a picture's NAL units, each after its length in place of a start code.
    private static byte[] Sample(byte[] nalUnit) => [.. UInt32(nalUnit.Length), .. nalUnit];
}
