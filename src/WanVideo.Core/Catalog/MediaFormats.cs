namespace WanVideo.Catalog;

/// <summary>The file formats a gateway reads, known by the extension of an address.</summary>
/// <param name="Noun">What the files are, in words: <c>a sound</c>.</param>
/// <param name="Extensions">The extensions, with their dot.</param>
public sealed record MediaFormats(string Noun, params IReadOnlyList<string> Extensions)
{
    private static readonly string[] Images = [".jpeg", ".jpg", ".png", ".bmp", ".webp", ".gif", ".tif", ".tiff", ".svg", ".heic", ".heif", ".avif", ".psd"];
    private static readonly string[] Videos = [".mp4", ".mov", ".avi", ".mkv", ".webm", ".m4v", ".mpg", ".mpeg", ".wmv", ".flv"];
    private static readonly string[] Sounds = [".mp3", ".wav", ".m4a", ".aac", ".flac", ".ogg", ".opus", ".wma"];
    private static readonly string[] Others = [".pdf", ".zip", ".htm", ".html", ".txt", ".json"];

    // An address need not end in an extension at all ("typically", says EvoLink's page), and what looks like one may be part of a
    // name. So only extensions that certainly mean another kind of file are held against it.
    private static readonly string[] MediaExtensions = [.. Images, .. Videos, .. Sounds, .. Others];

    /// <summary>An image of a gateway that does not say which formats it reads.</summary>
    public static MediaFormats AnyImage { get; } = new("an image", Images) { IsAny = true };

    /// <summary>A video of a gateway that does not say which formats it reads.</summary>
    public static MediaFormats AnyVideo { get; } = new("a video", Videos) { IsAny = true };

    /// <summary>A sound of a gateway that does not say which formats it reads.</summary>
    public static MediaFormats AnySound { get; } = new("a sound", Sounds) { IsAny = true };

    private bool IsAny { get; init; }

    /// <summary>The extension of an address, if it belongs to a format that the gateway does not read.</summary>
    /// <param name="address">The address.</param>
    public string? ForeignExtension(Uri address)
    {
        ArgumentNullException.ThrowIfNull(address);
        var extension = Path.GetExtension(address.AbsolutePath);
        return MediaExtensions.Contains(extension, StringComparer.OrdinalIgnoreCase) && !Extensions.Contains(extension, StringComparer.OrdinalIgnoreCase) ? extension : null;
    }

    /// <summary>The formats in words.</summary>
    public override string ToString() => IsAny ? Noun : $"{Noun} ({MessageFormat.Either(Extensions)})";
}
