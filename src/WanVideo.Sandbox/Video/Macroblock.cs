namespace WanVideo.Sandbox.Video;

/// <summary>The three macroblocks that an IDR picture is made of (H.264, 7.3.5).</summary>
internal static class Macroblock
{
    // Table 7-11: the types in an I slice; of Intra_16x16 those with no coefficients but the luma DC.
    private const int Intra16x16Vertical = 1;
    private const int Intra16x16Horizontal = 2;
    private const int IPcm = 25;

    // Table 7-16: intra_chroma_pred_mode. The same directions have other numbers here.
    private const int ChromaHorizontal = 1;
    private const int ChromaVertical = 2;

    private const int LumaSamples = 16 * 16;
    private const int ChromaSamples = 8 * 8;

    /// <summary>A macroblock of one colour, sample by sample.</summary>
    public static void Pcm(BitWriter slice, Colour colour)
    {
        slice.Ue(IPcm); // mb_type
        slice.Align();  // pcm_alignment_zero_bit
        Samples(slice, LumaSamples, colour.Y);
        Samples(slice, ChromaSamples, colour.Cb);
        Samples(slice, ChromaSamples, colour.Cr);
    }

    /// <summary>A macroblock that is like its left neighbour's last column.</summary>
    public static void Horizontal(BitWriter slice, bool besidePcm) => Predicted(slice, Intra16x16Horizontal, ChromaHorizontal, besidePcm);

    /// <summary>A macroblock that is like its upper neighbour's last row.</summary>
    public static void Vertical(BitWriter slice, bool besidePcm) => Predicted(slice, Intra16x16Vertical, ChromaVertical, besidePcm);

    private static void Predicted(BitWriter slice, int type, int chromaMode, bool besidePcm)
    {
        slice.Ue(type);       // mb_type
        slice.Ue(chromaMode); // intra_chroma_pred_mode
        slice.Se(0);          // mb_qp_delta
        NoCoefficients(slice, besidePcm);
    }

    // 9.2.1: how coeff_token is coded depends on nC, the mean of the coefficients in the left and the upper neighbour, or the number in
    // the only one. I_PCM counts as 16 and all else here as none, so nC is 8 or 16 beside an I_PCM and 0 elsewhere: the columns
    // "8 <= nC" and "0 <= nC < 2" of Table 9-5.
    private static void NoCoefficients(BitWriter slice, bool besidePcm)
    {
        if (besidePcm)
        {
            slice.U(6, 0b0000_11);
        }
        else
        {
            slice.U(1, 0b1);
        }
    }

    private static void Samples(BitWriter slice, int count, byte value)
    {
        for (var i = 0; i < count; i++)
        {
            slice.U(8, value);
        }
    }
}
