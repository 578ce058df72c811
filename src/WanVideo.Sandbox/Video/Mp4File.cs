using System.Text;
using static WanVideo.Sandbox.Video.Box;

namespace WanVideo.Sandbox.Video;

/// <summary>
/// Wraps a stream in an MP4 file: what it is and where its pictures are before the pictures, so that a player can begin before it has all.
/// Section numbers are of ISO/IEC 14496-12 where no other standard is named.
/// </summary>
internal static class Mp4File
{
    // One unit of time is one frame, in the movie as in its only track.
    private const int Timescale = H264Stream.FramesPerSecond;
    private const int FrameDuration = 1;
    private const int TrackId = 1;

    // 8.3.2.3: the track is enabled and part of the presentation.
    private const int TrackEnabledInMovie = 0x3;

    // 8.4.2.3: 'und', undetermined, each letter in five bits.
    private const int Undetermined = 0x55C4;

    // Fixed-point numbers of 16 bits before and 16 after the point, or of 8 and 8.
    private const int One = 0x0001_0000;
    private const int OneInShort = 0x0100;
    private const int SeventyTwoDpi = 72 * One;

    // 12.1.3.3: colour, without an alpha channel.
    private const int ColourDepth = 0x0018;

    // 6.2.2: pictures are shown neither turned nor stretched. The last column has 30 bits after the point.
    private static readonly byte[] UnityMatrix = UInt32(One, 0, 0, 0, One, 0, 0, 0, 0x4000_0000);

    /// <summary>Makes a file.</summary>
    /// <param name="stream">The pictures.</param>
    /// <param name="title">The title in the file's metadata.</param>
    public static byte[] Create(H264Stream stream, string title)
    {
        byte[][] samples = [.. stream.Pictures.Select(LengthPrefixed)];
        var type = FileType();

        // How long the movie box is does not depend on what stands in it for the place of the samples.
        var before = type.Length + Movie(stream, samples, title, chunkOffset: 0).Length;
        var movie = Movie(stream, samples, title, chunkOffset: before + HeaderLength);
        return [.. type, .. movie, .. Of("mdat", samples)];
    }

    // ISO/IEC 14496-15, 5.3.2: in a file the length stands before a NAL unit in place of a start code.
    private static byte[] LengthPrefixed(byte[] nalUnit) => [.. UInt32(nalUnit.Length), .. nalUnit];

    // 4.3
    private static byte[] FileType() =>
        Of("ftyp", FourCharacters("isom"), UInt32(0), FourCharacters("isom"), FourCharacters("avc1"), FourCharacters("mp42"));

    // 8.2.1
    private static byte[] Movie(H264Stream stream, byte[][] samples, string title, int chunkOffset)
    {
        var duration = samples.Length * FrameDuration;
        return Of(
            "moov",
            MovieHeader(duration),
            Of(
                "trak",
                TrackHeader(stream.Size, duration),
                Of(
                    "mdia",
                    MediaHeader(duration),
                    Handler("vide"),
                    Of(
                        "minf",
                        Full("vmhd", flags: 1, UInt16(0, 0, 0, 0)),
                        Of("dinf", Full("dref", 0, UInt32(1), Full("url ", flags: 1))),
                        SampleTable(stream, samples, chunkOffset)))),
            UserData(title));
    }

    // 8.2.2
    private static byte[] MovieHeader(int duration) => Full(
        "mvhd",
        0,
        UInt32(0, 0),         // creation_time, modification_time: the same arguments give the same file
        UInt32(Timescale, duration),
        UInt32(One),          // rate
        UInt16(OneInShort, 0), // volume, reserved
        UInt32(0, 0),         // reserved
        UnityMatrix,
        UInt32(0, 0, 0, 0, 0, 0), // pre_defined
        UInt32(TrackId + 1)); // next_track_ID

    // 8.3.2
    private static byte[] TrackHeader(FrameSize size, int duration) => Full(
        "tkhd",
        TrackEnabledInMovie,
        UInt32(0, 0),          // creation_time, modification_time
        UInt32(TrackId, 0, duration), // the middle one is reserved
        UInt32(0, 0),          // reserved
        UInt16(0, 0, 0, 0),    // layer, alternate_group, volume: none for pictures, reserved
        UnityMatrix,
        UInt32(size.Width * One, size.Height * One));

    // 8.4.2
    private static byte[] MediaHeader(int duration) => Full(
        "mdhd",
        0,
        UInt32(0, 0), // creation_time, modification_time
        UInt32(Timescale, duration),
        UInt16(Undetermined, 0)); // language, pre_defined

    // 8.4.3
    private static byte[] Handler(string type) => Full(
        "hdlr",
        0,
        UInt32(0), // pre_defined
        FourCharacters(type),
        UInt32(0, 0, 0), // reserved
        [0]); // name: none

    // 8.5: where each picture is, when it is shown, and which ones a player can begin with.
    private static byte[] SampleTable(H264Stream stream, byte[][] samples, int chunkOffset) => Of(
        "stbl",
        Full("stsd", 0, UInt32(1), SampleEntry(stream)),
        Full("stts", 0, UInt32(1), UInt32(samples.Length, FrameDuration)),
        Full("stss", 0, UInt32(samples.Length / H264Stream.FramesPerSecond), IdrNumbers(samples.Length)),
        Full("stsc", 0, UInt32(1), UInt32(1, samples.Length, 1)), // first_chunk, samples_per_chunk, sample_description_index
        Full("stsz", 0, UInt32(0, samples.Length), UInt32([.. samples.Select(sample => sample.Length)])),
        Full("stco", 0, UInt32(1, chunkOffset)));

    private static byte[] IdrNumbers(int samples) =>
        UInt32([.. Enumerable.Range(0, samples / H264Stream.FramesPerSecond).Select(second => (second * H264Stream.FramesPerSecond) + 1)]);

    // 12.1.3, and ISO/IEC 14496-15, 5.4.2
    private static byte[] SampleEntry(H264Stream stream) => Of(
        "avc1",
        UInt16(0, 0, 0, 1),       // reserved, data_reference_index
        UInt32(0, 0, 0, 0),       // pre_defined, reserved
        UInt16(stream.Size.Width, stream.Size.Height),
        UInt32(SeventyTwoDpi, SeventyTwoDpi, 0),
        UInt16(1),                // frame_count
        new byte[32],             // compressorname
        UInt16(ColourDepth, -1),  // depth, pre_defined
        Of("avcC", DecoderConfiguration(stream)));

    // ISO/IEC 14496-15, 5.3.3.1
    private static byte[] DecoderConfiguration(H264Stream stream)
    {
        var sps = stream.SequenceParameterSet;
        var pps = stream.PictureParameterSet;
        return
        [
            1, // configurationVersion
            .. sps.AsSpan(1, 3), // AVCProfileIndication, profile_compatibility, AVCLevelIndication: as the SPS has them
            0b1111_1100 | (sizeof(int) - 1), // reserved, lengthSizeMinusOne
            0b1110_0000 | 1, // reserved, numOfSequenceParameterSets
            .. UInt16(sps.Length), .. sps,
            1, // numOfPictureParameterSets
            .. UInt16(pps.Length), .. pps,
        ];
    }

    // 8.10.1, with the title as QuickTime has it: players show that, and need no list of keys for it.
    private static byte[] UserData(string title)
    {
        var text = Encoding.UTF8.GetBytes(title);
        return Of("udta", Of("\u00A9nam", UInt16(text.Length, Undetermined), text));
    }
}
