using static WanVideo.Sandbox.Video.Box;

namespace WanVideo.Sandbox.Video;

/// <summary>What the pictures of the track are, and the time, the length and the place of each (ISO/IEC 14496-12, 8.5 to 8.7).</summary>
internal static class SampleTableBox
{
    private const int SeventyTwoDpi = 72 * MovieBox.One;
    private const int LengthOfCompressorName = 32;
    private const int ColourWithoutAlpha = 0x0018;

    /// <summary>Makes the box.</summary>
    /// <param name="stream">What the track shows.</param>
    /// <param name="samples">Its pictures as they stand in the file.</param>
    /// <param name="chunkOffset">Where in the file the first of them begins.</param>
    public static byte[] Create(H264Stream stream, byte[][] samples, int chunkOffset)
    {
        int[] sizes = [.. samples.Select(sample => sample.Length)];
        int[] syncSamples = [.. Enumerable.Range(1, samples.Length).Where(IsSync)];
        return Of(
            "stbl",
            Full("stsd", flags: 0, UInt32(1), SampleEntry(stream)),
            Full("stts", flags: 0, UInt32(1, samples.Length, 1)),    // one run of samples that last one unit of time
            Full("stss", flags: 0, UInt32(syncSamples.Length), UInt32(syncSamples)),
            Full("stsc", flags: 0, UInt32(1, 1, samples.Length, 1)), // all in one chunk
            Full("stsz", flags: 0, UInt32(0, sizes.Length), UInt32(sizes)),
            Full("stco", flags: 0, UInt32(1, chunkOffset)));
    }

    // 8.6.2: the samples, numbered from 1, that a player can seek to. They are the IDR pictures.
    private static bool IsSync(int sampleNumber) => sampleNumber % H264Stream.FramesPerSecond == 1;

    // 12.1.3
    private static byte[] SampleEntry(H264Stream stream) =>
        Of(
            "avc1",
            UInt16(0, 0, 0, 1),                      // reserved, data_reference_index
            UInt32(0, 0, 0, 0),                      // pre_defined, reserved
            UInt16(stream.Size.Width, stream.Size.Height),
            UInt32(SeventyTwoDpi, SeventyTwoDpi, 0), // horizresolution, vertresolution, reserved
            UInt16(1),                               // frame_count
            new byte[LengthOfCompressorName],
            UInt16(ColourWithoutAlpha, -1),          // depth, pre_defined
            Of("avcC", DecoderConfiguration(stream.SequenceParameterSet, stream.PictureParameterSet)));

    // ISO/IEC 14496-15, 5.3.3.1
    private static byte[] DecoderConfiguration(byte[] sps, byte[] pps) =>
    [
        1,             // configurationVersion
        .. sps[1..4],  // AVCProfileIndication, profile_compatibility, AVCLevelIndication: as the set has them
        0b111111_11,   // reserved, lengthSizeMinusOne: the length of a NAL unit is four bytes
        0b111_00001,   // reserved, numOfSequenceParameterSets
        .. UInt16(sps.Length),
        .. sps,
        1,             // numOfPictureParameterSets
        .. UInt16(pps.Length),
        .. pps,
    ];
}
