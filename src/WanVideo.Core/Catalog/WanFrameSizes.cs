using System.Globalization;

namespace WanVideo.Catalog;

/// <summary>
/// The frame sizes of the models with a field for the size, by resolution and aspect ratio. Source: Alibaba Cloud Model Studio, Wan text-to-video API
/// reference, <c>parameters.size</c>. Without a table, the members apply to Wan 2.6.
/// </summary>
public static class WanFrameSizes
{
    /// <summary>The resolutions, in ascending order of price.</summary>
    public static readonly IReadOnlyList<string> Resolutions = ["720p", "1080p"];

    /// <summary>The aspect ratios, the default first.</summary>
    public static readonly IReadOnlyList<string> AspectRatios = ["16:9", "9:16", "1:1", "4:3", "3:4"];

    /// <summary>The sizes of Wan 2.6.</summary>
    public static readonly IReadOnlyList<WanFrameSize> Wan26 =
    [
        new("720p", "16:9", new(1280, 720)),
        new("720p", "9:16", new(720, 1280)),
        new("720p", "1:1", new(960, 960)),
        new("720p", "4:3", new(1088, 832)),
        new("720p", "3:4", new(832, 1088)),
        new("1080p", "16:9", new(1920, 1080)),
        new("1080p", "9:16", new(1080, 1920)),
        new("1080p", "1:1", new(1440, 1440)),
        new("1080p", "4:3", new(1632, 1248)),
        new("1080p", "3:4", new(1248, 1632)),
    ];

    /// <summary>The sizes of Wan 2.5.</summary>
    public static readonly IReadOnlyList<WanFrameSize> Wan25 =
    [
        new("480p", "16:9", new(832, 480)),
        new("480p", "9:16", new(480, 832)),
        new("480p", "1:1", new(624, 624)),
        .. Wan26,
    ];

    /// <summary>The sizes of Wan 2.2.</summary>
    public static readonly IReadOnlyList<WanFrameSize> Wan22 = [.. Wan25.Where(row => row.Resolution != "720p")];

    /// <summary>All sizes.</summary>
    public static IEnumerable<FrameSize> Sizes => Wan26.Select(row => row.Size);

    /// <summary>The approximate number of pixels of a resolution: a 16:9 frame of that height. NaN if the resolution is not a number of lines.</summary>
    /// <param name="resolution">The resolution, such as <c>480p</c>.</param>
    public static double GetPixelCount(string resolution) =>
        int.TryParse(resolution?.TrimEnd('p', 'P'), CultureInfo.InvariantCulture, out var lines) ? lines * lines * 16.0 / 9 : double.NaN;

    /// <summary>Finds the size for a resolution and an aspect ratio.</summary>
    /// <param name="resolution">The resolution, in any case.</param>
    /// <param name="aspectRatio">The aspect ratio.</param>
    /// <param name="table">The sizes.</param>
    /// <returns>The size; null if there is none.</returns>
    public static FrameSize? Find(string? resolution, string? aspectRatio, IReadOnlyList<WanFrameSize>? table = null) => (table ?? Wan26)
        .Where(row => row.Resolution.Equals(resolution, StringComparison.OrdinalIgnoreCase) && row.AspectRatio == aspectRatio)
        .Select(row => (FrameSize?)row.Size)
        .FirstOrDefault();

    /// <summary>Finds the resolution and the aspect ratio of a size.</summary>
    /// <param name="size">The size.</param>
    /// <param name="table">The sizes.</param>
    /// <returns>The resolution and the aspect ratio; null if the size is not in the table.</returns>
    public static (string Resolution, string AspectRatio)? Find(FrameSize size, IReadOnlyList<WanFrameSize>? table = null) => (table ?? Wan26)
        .Where(row => row.Size == size)
        .Select(row => ((string, string)?)(row.Resolution, row.AspectRatio))
        .FirstOrDefault();
}

/// <summary>A frame size of a model.</summary>
/// <param name="Resolution">The resolution, such as <c>720p</c>.</param>
/// <param name="AspectRatio">The aspect ratio, such as <c>16:9</c>.</param>
/// <param name="Size">The size.</param>
public readonly record struct WanFrameSize(string Resolution, string AspectRatio, FrameSize Size);
