namespace WanVideo.Sandbox.Video;

/// <summary>What a decoder has to know before the first picture (H.264, 7.3.2.1 and 7.3.2.2).</summary>
internal static class ParameterSets
{
    /// <summary>The bits of frame_num. It counts from an IDR picture and so stays below <see cref="H264Stream.FramesPerSecond"/>.</summary>
    public const int FrameNumBits = 4;

    private const int ConstrainedBaseline = 66;
    private const int Bt709 = 1;

    /// <summary>The NAL unit of a sequence parameter set.</summary>
    public static byte[] Sequence(SandboxFrameSize size)
    {
        var sps = new BitWriter();
        sps.U(8, ConstrainedBaseline);       // profile_idc
        sps.U(8, 0b1100_0000);               // constraint_set0_flag to constraint_set5_flag, reserved_zero_2bits: A.2.1.1
        sps.U(8, Level.For(size));           // level_idc
        sps.Ue(0);                           // seq_parameter_set_id
        sps.Ue(FrameNumBits - 4);            // log2_max_frame_num_minus4
        sps.Ue(2);                           // pic_order_cnt_type: shown in the order of decoding, 8.2.1.3
        sps.Ue(1);                           // max_num_ref_frames
        sps.U(1, 0);                         // gaps_in_frame_num_value_allowed_flag
        sps.Ue(size.PicWidthInMbs - 1);      // pic_width_in_mbs_minus1
        sps.Ue(size.PicHeightInMbs - 1);     // pic_height_in_map_units_minus1
        sps.U(1, 1);                         // frame_mbs_only_flag
        sps.U(1, 1);                         // direct_8x8_inference_flag
        Cropping(sps, size);
        sps.U(1, 1);                         // vui_parameters_present_flag
        UsabilityInformation(sps);
        return NalUnit.Of(NalUnitType.SequenceParameterSet, sps);
    }

    /// <summary>The NAL unit of the picture parameter set.</summary>
    public static byte[] Picture()
    {
        var pps = new BitWriter();
        pps.Ue(0);   // pic_parameter_set_id
        pps.Ue(0);   // seq_parameter_set_id
        pps.U(1, 0); // entropy_coding_mode_flag: CAVLC
        pps.U(1, 0); // bottom_field_pic_order_in_frame_present_flag
        pps.Ue(0);   // num_slice_groups_minus1
        pps.Ue(0);   // num_ref_idx_l0_default_active_minus1
        pps.Ue(0);   // num_ref_idx_l1_default_active_minus1
        pps.U(1, 0); // weighted_pred_flag
        pps.U(2, 0); // weighted_bipred_idc
        pps.Se(0);   // pic_init_qp_minus26
        pps.Se(0);   // pic_init_qs_minus26
        pps.Se(0);   // chroma_qp_index_offset
        pps.U(1, 1); // deblocking_filter_control_present_flag: the slices turn the filter off
        pps.U(1, 0); // constrained_intra_pred_flag
        pps.U(1, 0); // redundant_pic_cnt_present_flag
        return NalUnit.Of(NalUnitType.PictureParameterSet, pps);
    }

    // 7.4.2.1.1: the macroblocks of the last column and the last row may reach beyond the picture. In 4:2:0 that is cut off in twos.
    private static void Cropping(BitWriter sps, SandboxFrameSize size)
    {
        var right = (size.PicWidthInMbs * SandboxFrameSize.MacroblockSize) - size.Width;
        var bottom = (size.PicHeightInMbs * SandboxFrameSize.MacroblockSize) - size.Height;
        if (right == 0 && bottom == 0)
        {
            sps.U(1, 0); // frame_cropping_flag
            return;
        }

        sps.U(1, 1);        // frame_cropping_flag
        sps.Ue(0);          // frame_crop_left_offset
        sps.Ue(right / 2);  // frame_crop_right_offset
        sps.Ue(0);          // frame_crop_top_offset
        sps.Ue(bottom / 2); // frame_crop_bottom_offset
    }

    // E.1.1. Without it a player guesses the colours, by the picture's size for the most part.
    private static void UsabilityInformation(BitWriter sps)
    {
        sps.U(1, 1);     // aspect_ratio_info_present_flag
        sps.U(8, 1);     // aspect_ratio_idc: square
        sps.U(1, 0);     // overscan_info_present_flag
        sps.U(1, 1);     // video_signal_type_present_flag
        sps.U(3, 5);     // video_format: unspecified
        sps.U(1, 0);     // video_full_range_flag
        sps.U(1, 1);     // colour_description_present_flag
        sps.U(8, Bt709); // colour_primaries
        sps.U(8, Bt709); // transfer_characteristics
        sps.U(8, Bt709); // matrix_coefficients
        sps.U(1, 0);     // chroma_loc_info_present_flag
        sps.U(1, 0);     // timing_info_present_flag: the file tells the time
        sps.U(1, 0);     // nal_hrd_parameters_present_flag
        sps.U(1, 0);     // vcl_hrd_parameters_present_flag
        sps.U(1, 0);     // pic_struct_present_flag
        sps.U(1, 0);     // bitstream_restriction_flag
    }
}
