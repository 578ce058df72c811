using static WanVideo.Sandbox.Video.Box;

namespace WanVideo.Sandbox.Video;

/// <summary>A track of pictures (ISO/IEC 14496-12, 8.3 and 8.4).</summary>
internal static class TrackBox
{
    private const int EnabledInMovie = 0x3;

    // 8.4.2.3: 'und', each letter in five bits.
    private const int UndeterminedLanguage = 0x55C4;

    /// <summary>Makes the box.</summary>
    /// <param name="stream">What the track shows.</param>
    /// <param name="samples">Its pictures as they stand in the file.</param>
    /// <param name="chunkOffset">Where in the file the first of them begins.</param>
    public static byte[] Create(H264Stream stream, byte[][] samples, int chunkOffset) =>
        Of(
            "trak",
            Header(stream.Size, samples.Length),
            Of(
                "mdia",
                MediaHeader(samples.Length),
                Handler("vide"),
                Of(
                    "minf",
                    Full("vmhd", flags: 1, UInt16(0, 0, 0, 0)), // graphicsmode, opcolor
                    DataInThisFile(),
                    SampleTableBox.Create(stream, samples, chunkOffset))));

    // 8.3.2
    private static byte[] Header(SandboxFrameSize size, int duration) =>
        Full(
            "tkhd",
            EnabledInMovie,
            UInt32(0, 0),                // creation_time, modification_time
            UInt32(MovieBox.TrackId, 0), // track_ID, reserved
            UInt32(duration, 0, 0),      // duration, reserved
            UInt16(0, 0, 0, 0),          // layer, alternate_group, volume, reserved
            MovieBox.UnityMatrix,
            UInt32(size.Width * MovieBox.One, size.Height * MovieBox.One));

    // 8.4.2
    private static byte[] MediaHeader(int duration) =>
        Full(
            "mdhd",
            flags: 0,
            UInt32(0, 0),                     // creation_time, modification_time
            UInt32(MovieBox.Timescale, duration),
            UInt16(UndeterminedLanguage, 0)); // language, pre_defined

    // 8.7.2: flag 1 stands in place of an address and means this file.
    private static byte[] DataInThisFile() => Of("dinf", Full("dref", flags: 0, UInt32(1), Full("url ", flags: 1)));
}
