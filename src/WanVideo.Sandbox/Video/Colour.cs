namespace WanVideo.Sandbox.Video;

/// <summary>A colour as a video has it: luma and two colour differences, by ITU-R BT.709 in 8 bits of limited range.</summary>
internal readonly record struct Colour(byte Y, byte Cb, byte Cr);
