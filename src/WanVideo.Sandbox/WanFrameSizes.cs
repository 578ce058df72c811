namespace WanVideo.Sandbox;

/// <summary>The frame sizes of the Wan models. Source: Alibaba Cloud Model Studio.</summary>
internal static class WanFrameSizes
{
    /// <summary>The sizes of Wan 2.6 by resolution, then by aspect ratio.</summary>
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

    /// <summary>The sizes of Wan 2.7.</summary>
    public static readonly Dictionary<string, Dictionary<string, (int Width, int Height)>> Wan27 = new(StringComparer.OrdinalIgnoreCase)
    {
        ["720p"] = new(ByResolution["720p"]) { ["4:3"] = (1104, 832), ["3:4"] = (832, 1104) },
        ["1080p"] = new(ByResolution["1080p"]) { ["4:3"] = (1648, 1248), ["3:4"] = (1248, 1648) },
    };

    // The sizes of 4:3 and 3:4 at 480p, and all sizes of Wan 3.0, are not documented. An adaptive aspect ratio is that of the media, which are not fetched.
    /// <summary>The sizes of Wan 3.0.</summary>
    public static readonly Dictionary<string, Dictionary<string, (int Width, int Height)>> Wan30 = new(StringComparer.OrdinalIgnoreCase)
    {
        ["480p"] = new()
        {
            ["adaptive"] = (832, 480), ["16:9"] = (832, 480), ["9:16"] = (480, 832), ["1:1"] = (624, 624), ["4:3"] = (736, 544), ["3:4"] = (544, 736),
        },
        ["720p"] = new(Wan27["720p"]) { ["adaptive"] = (1280, 720) },
        ["1080p"] = new(Wan27["1080p"]) { ["adaptive"] = (1920, 1080) },
    };

    /// <summary>The sizes of Wan 2.6 by their value on the wire: <c>1280*720</c>.</summary>
    public static readonly Dictionary<string, (int Width, int Height)> ByWireValue = CreateByWireValue(ByResolution.Values.SelectMany(sizes => sizes.Values));

    /// <summary>The sizes of Wan 2.5 by their value on the wire.</summary>
    public static readonly Dictionary<string, (int Width, int Height)> Wan25ByWireValue = CreateByWireValue([(832, 480), (480, 832), (624, 624), .. ByWireValue.Values]);

    /// <summary>The sizes of Wan 2.2 by their value on the wire.</summary>
    public static readonly Dictionary<string, (int Width, int Height)> Wan22ByWireValue = CreateByWireValue([(832, 480), (480, 832), (624, 624), .. ByResolution["1080p"].Values]);

    /// <summary>The number of lines that stands for the resolution of a size: 480, 720 or 1080.</summary>
    public static int GetLines(int width, int height) => (width * height) switch { < 600_000 => 480, < 1_400_000 => 720, _ => 1080 };

    private static Dictionary<string, (int Width, int Height)> CreateByWireValue(IEnumerable<(int Width, int Height)> sizes) =>
        sizes.ToDictionary(size => FormattableString.Invariant($"{size.Width}*{size.Height}"));
}
