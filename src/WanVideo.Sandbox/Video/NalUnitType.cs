namespace WanVideo.Sandbox.Video;

/// <summary>The nal_unit_type of what the stream has (H.264, Table 7-1).</summary>
internal enum NalUnitType
{
    NonIdrSlice = 1,
    IdrSlice = 5,
    SequenceParameterSet = 7,
    PictureParameterSet = 8,
}
