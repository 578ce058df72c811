namespace WanVideo.Sandbox;

/// <summary>The sizes of Wan 2.6's videos, as Alibaba's pages list them: by tier of quality, then by shape.</summary>
internal static class WanSizes
{
    public static readonly Dictionary<string, Dictionary<string, (int Width, int Height)>> ByTierAndShape = new(StringComparer.OrdinalIgnoreCase)
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

    /// <summary>All of them, each written as <c>1280*720</c>.</summary>
    public static readonly Dictionary<string, (int Width, int Height)> ByWord =
        ByTierAndShape.Values.SelectMany(shapes => shapes.Values).ToDictionary(size => FormattableString.Invariant($"{size.Width}*{size.Height}"));
}
