namespace WanVideo.Sandbox.EvoLink;

/// <summary>The sizes of EvoLink's videos: for each quality and shape that it offers, the pixels that Alibaba's own tables give.</summary>
internal static class EvoLinkSizes
{
    public const string DefaultQuality = "720p";
    public const string DefaultShape = "16:9";

    /// <summary>By quality, then by shape.</summary>
    public static readonly Dictionary<string, Dictionary<string, (int Width, int Height)>> All = new()
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
}
