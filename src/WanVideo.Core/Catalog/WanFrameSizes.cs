using System.Globalization;

namespace WanVideo.Catalog;

/// <summary>
/// The frames of Wan 2.6: the pixels that a tier of quality and a shape stand for. Source: Alibaba Cloud Model Studio, Wan text to video API
/// reference, <c>parameters.size</c>.
/// </summary>
public static class WanFrameSizes
{
    /// <summary>The tiers, the cheaper one first.</summary>
    public static readonly IReadOnlyList<string> Tiers = ["720p", "1080p"];

    /// <summary>The shapes, the usual one first.</summary>
    public static readonly IReadOnlyList<string> Shapes = ["16:9", "9:16", "1:1", "4:3", "3:4"];

    private static readonly (string Tier, string Shape, FrameSize Size)[] Table =
    [
        ("720p", "16:9", new(1280, 720)),
        ("720p", "9:16", new(720, 1280)),
        ("720p", "1:1", new(960, 960)),
        ("720p", "4:3", new(1088, 832)),
        ("720p", "3:4", new(832, 1088)),
        ("1080p", "16:9", new(1920, 1080)),
        ("1080p", "9:16", new(1080, 1920)),
        ("1080p", "1:1", new(1440, 1440)),
        ("1080p", "4:3", new(1632, 1248)),
        ("1080p", "3:4", new(1248, 1632)),
    ];

    /// <summary>All sizes.</summary>
    public static IEnumerable<FrameSize> Sizes => Table.Select(row => row.Size);

    /// <summary>About how many pixels a frame of a tier has in all: those of a 16:9 frame that is so many lines high.</summary>
    /// <param name="tier">The tier, such as <c>480p</c>.</param>
    public static double PixelsOf(string tier) =>
        int.TryParse(tier?.TrimEnd('p', 'P'), CultureInfo.InvariantCulture, out var lines) ? lines * lines * 16.0 / 9 : double.NaN;

    /// <summary>The pixels of a tier and a shape; null where there are none.</summary>
    /// <param name="tier">The tier.</param>
    /// <param name="shape">The shape.</param>
    public static FrameSize? SizeOf(string? tier, string? shape)
    {
        foreach (var row in Table)
        {
            if (row.Tier.Equals(tier, StringComparison.OrdinalIgnoreCase) && row.Shape == shape)
            {
                return row.Size;
            }
        }

        return null;
    }

    /// <summary>The tier and the shape of a size; null where it is not one of these.</summary>
    /// <param name="size">The size.</param>
    public static (string Tier, string Shape)? Of(FrameSize size)
    {
        foreach (var row in Table)
        {
            if (row.Size == size)
            {
                return (row.Tier, row.Shape);
            }
        }

        return null;
    }
}
