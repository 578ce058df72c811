namespace WanVideo.Sandbox.Video;

/// <summary>The envelope of everything in an H.264 stream (7.3.1).</summary>
internal static class NalUnit
{
    // Not 0, the value for what may be dropped: with pic_order_cnt_type 2 every picture is a reference to the next (7.4.2.1.1).
    private const int NalRefIdc = 3;

    private const byte EmulationPreventionThreeByte = 0x03;

    /// <summary>Puts a payload into its envelope.</summary>
    /// <param name="type">What it is.</param>
    /// <param name="rbsp">The payload, up to its trailing bits.</param>
    public static byte[] Of(NalUnitType type, BitWriter rbsp)
    {
        rbsp.TrailingBits();

        List<byte> unit = [(byte)((NalRefIdc << 5) | (int)type)];
        var zeros = 0;
        foreach (var value in rbsp.Bytes)
        {
            // 7.4.1: two zero bytes and a small one are how other units begin; a 3 in between keeps them apart.
            if (zeros == 2 && value <= 3)
            {
                unit.Add(EmulationPreventionThreeByte);
                zeros = 0;
            }

            unit.Add(value);
            zeros = value == 0 ? zeros + 1 : 0;
        }

        return [.. unit];
    }
}
