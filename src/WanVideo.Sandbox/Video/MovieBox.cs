using System.Text;
using static WanVideo.Sandbox.Video.Box;

namespace WanVideo.Sandbox.Video;

/// <summary>The index of the file: the movie, its one track and its title (ISO/IEC 14496-12, 8.2).</summary>
internal static class MovieBox
{
    /// <summary>The units of time in a second, in the movie as in its track: one unit is one picture.</summary>
    public const int Timescale = H264Stream.FramesPerSecond;

    /// <summary>The number of the track.</summary>
    public const int TrackId = 1;

    /// <summary>One, as a number of 16 bits before and 16 after the point.</summary>
    public const int One = 0x0001_0000;

    private const int OneInShort = 0x0100;

    // QuickTime File Format, "Well-known types".
    private const int Utf8 = 1;

    /// <summary>Pictures are shown neither turned nor stretched (6.2.2). The last number has 30 bits after the point.</summary>
    public static byte[] UnityMatrix => UInt32(One, 0, 0, 0, One, 0, 0, 0, 0x4000_0000);

    /// <summary>Makes the box.</summary>
    /// <param name="stream">What the track shows.</param>
    /// <param name="samples">Its pictures as they stand in the file.</param>
    /// <param name="chunkOffset">Where in the file the first of them begins.</param>
    /// <param name="title">The movie's title.</param>
    public static byte[] Create(H264Stream stream, byte[][] samples, int chunkOffset, string title) =>
        Of("moov", Header(samples.Length), TrackBox.Create(stream, samples, chunkOffset), UserData(title));

    // 8.2.2. There is no time of making in it: the same arguments give the same file.
    private static byte[] Header(int duration) =>
        Full(
            "mvhd",
            flags: 0,
            UInt32(0, 0),                // creation_time, modification_time
            UInt32(Timescale, duration),
            UInt32(One),                 // rate
            UInt16(OneInShort, 0),       // volume, reserved
            UInt32(0, 0),                // reserved
            UnityMatrix,
            UInt32(0, 0, 0, 0, 0, 0),    // pre_defined
            UInt32(TrackId + 1));        // next_track_ID

    // 8.10 has no box for a title. This is the list that Apple keeps there and that players read.
    private static byte[] UserData(string title) =>
        Of(
            "udta",
            Full(
                "meta",
                flags: 0,
                Handler("mdir"),
                Of("ilst", Of("©nam", Of("data", UInt32(Utf8, 0), Encoding.UTF8.GetBytes(title))))));
}
