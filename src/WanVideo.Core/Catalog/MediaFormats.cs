using System.Collections.Frozen;

namespace WanVideo.Catalog;

/// <summary>The file formats a gateway reads, known by the extension of an address.</summary>
/// <param name="Noun">What the files are, in words: <c>a mp3 sound</c>.</param>
/// <param name="Extensions">The extensions, with their dot.</param>
public sealed record MediaFormats(string Noun, params IReadOnlyList<string> Extensions)
{
    // An address need not end in an extension at all ("typically", says EvoLink's page), and what looks like one may be part of a
    // name. So only extensions that certainly mean another kind of file are held against it.
    private static readonly FrozenSet<string> MediaExtensions = new[]
    {
        ".jpeg", ".jpg", ".png", ".bmp", ".webp", ".gif", ".tif", ".tiff", ".svg", ".heic", ".heif", ".avif", ".psd",
        ".mp4", ".mov", ".avi", ".mkv", ".webm", ".m4v", ".mpg", ".mpeg", ".wmv", ".flv",
        ".mp3", ".wav", ".m4a", ".aac", ".flac", ".ogg", ".opus", ".wma",
        ".pdf", ".zip", ".htm", ".html", ".txt", ".json",
    }.ToFrozenSet(StringComparer.OrdinalIgnoreCase);

    /// <summary>The extension of an address, if it belongs to a format that the gateway does not read.</summary>
    /// <param name="address">The address.</param>
    public string? ForeignExtension(Uri address)
    {
        ArgumentNullException.ThrowIfNull(address);
        var extension = Path.GetExtension(address.AbsolutePath);
        return MediaExtensions.Contains(extension) && !Extensions.Contains(extension, StringComparer.OrdinalIgnoreCase) ? extension : null;
    }

    /// <summary>The formats in words.</summary>
    public override string ToString() => $"{Noun} ({Wording.Either(Extensions)})";
}
