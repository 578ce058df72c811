namespace WanVideo.Sandbox;

/// <summary>The frame sizes of Wan 2.6. Source: Alibaba Cloud Model Studio.</summary>
internal static class WanFrameSizes
{
    /// <summary>By resolution, then by aspect ratio.</summary>
    public static readonly Dictionary<string, Dictionary<string, (int Width, int Height)>> ByResolution = new(StringComparer.OrdinalIgnoreCase)
    {
        ["720p"] = new()
        {
            ["16:9"] = (1280, 720), ["9:16"] = (720, 1280), ["1:1"] = (960, 960), ["4:3"] = (1088, 832), ["3:4"] = (832, 1088),
        },
        ["1080p"] = new()
        {
            ["16:9"] = (1920, 1080), ["9:16"] = (1080, 1920), ["1:1"] = (1440, 1440), ["4:3"] = (1632, 1248), ["3:4"] = (1248, 1632),
        },
    };

    /// <summary>By their value on the wire: <c>1280*720</c>.</summary>
    public static readonly Dictionary<string, (int Width, int Height)> ByWireValue =
        ByResolution.Values.SelectMany(sizes => sizes.Values).ToDictionary(size => FormattableString.Invariant($"{size.Width}*{size.Height}"));
}
