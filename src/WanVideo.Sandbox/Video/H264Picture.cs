namespace WanVideo.Sandbox.Video;

/// <summary>The two pictures that the stream is made of, each of one slice (H.264, 7.3.3 and 7.3.4).</summary>
internal static class H264Picture
{
    // Table 7-6: the values that promise the same type for the whole picture.
    private const int AllP = 5;
    private const int AllI = 7;

    /// <summary>
    /// The NAL unit of a picture that needs no other. Only the macroblocks where a bar begins in the first row have samples: the others
    /// of the row take theirs from the left, all further rows from above.
    /// </summary>
    public static byte[] Idr(SandboxFrameSize size, ColourBars bars, int idrPicId)
    {
        var slice = BeginSlice(AllI, frameNum: 0);
        slice.Ue(idrPicId); // idr_pic_id
        slice.U(1, 0);      // no_output_of_prior_pics_flag
        slice.U(1, 0);      // long_term_reference_flag
        EndSliceHeader(slice);

        for (var row = 0; row < size.PicHeightInMbs; row++)
        {
            for (var column = 0; column < size.PicWidthInMbs; column++)
            {
                if (row > 0)
                {
                    Macroblock.Vertical(slice, besidePcm: row == 1 && bars.BeginsAt(column));
                }
                else if (bars.BeginsAt(column))
                {
                    Macroblock.Pcm(slice, bars.At(column));
                }
                else
                {
                    Macroblock.Horizontal(slice, besidePcm: bars.BeginsAt(column - 1));
                }
            }
        }

        return NalUnit.Of(NalUnitType.IdrSlice, slice);
    }

    /// <summary>
    /// The NAL unit of a picture that repeats the one before it: a macroblock skipped beside none that moves does not move either (8.4.1.1).
    /// </summary>
    public static byte[] Unchanged(SandboxFrameSize size, int frameNum)
    {
        var slice = BeginSlice(AllP, frameNum);
        slice.U(1, 0); // num_ref_idx_active_override_flag
        slice.U(1, 0); // ref_pic_list_modification_flag_l0
        slice.U(1, 0); // adaptive_ref_pic_marking_mode_flag
        EndSliceHeader(slice);

        slice.Ue(size.PicSizeInMbs); // mb_skip_run
        return NalUnit.Of(NalUnitType.NonIdrSlice, slice);
    }

    private static BitWriter BeginSlice(int sliceType, int frameNum)
    {
        var slice = new BitWriter();
        slice.Ue(0);                                   // first_mb_in_slice
        slice.Ue(sliceType);                           // slice_type
        slice.Ue(0);                                   // pic_parameter_set_id
        slice.U(ParameterSets.FrameNumBits, frameNum); // frame_num
        return slice;
    }

    private static void EndSliceHeader(BitWriter slice)
    {
        slice.Se(0); // slice_qp_delta
        slice.Ue(1); // disable_deblocking_filter_idc: the filter would soften the edge of two bars that are near each other in luma
    }
}
