namespace WanVideo.Catalog;

/// <summary>The file formats that a provider reads, by file extension.</summary>
/// <param name="Noun">The kind of file, with its article: <c>an image</c>.</param>
/// <param name="Extensions">The extensions, with a leading dot.</param>
public sealed record MediaFormats(string Noun, params IReadOnlyList<string> Extensions)
{
    private static readonly string[] ImageExtensions = [".jpeg", ".jpg", ".png", ".bmp", ".webp", ".gif", ".tif", ".tiff", ".svg", ".heic", ".heif", ".avif", ".psd"];
    private static readonly string[] VideoExtensions = [".mp4", ".mov", ".avi", ".mkv", ".webm", ".m4v", ".mpg", ".mpeg", ".wmv", ".flv"];
    private static readonly string[] AudioExtensions = [".mp3", ".wav", ".m4a", ".aac", ".flac", ".ogg", ".opus", ".wma"];
    private static readonly string[] OtherExtensions = [".pdf", ".zip", ".htm", ".html", ".txt", ".json"];

    // A URL need not end in an extension (EvoLink's page: "typically"), and a dot can be part of a name. Only known extensions are rejected.
    private static readonly string[] KnownExtensions = [.. ImageExtensions, .. VideoExtensions, .. AudioExtensions, .. OtherExtensions];

    /// <summary>An image, for providers that document no formats.</summary>
    public static MediaFormats AnyImage { get; } = new("an image", ImageExtensions) { IsAny = true };

    /// <summary>A video, for providers that document no formats.</summary>
    public static MediaFormats AnyVideo { get; } = new("a video", VideoExtensions) { IsAny = true };

    /// <summary>An audio file, for providers that document no formats.</summary>
    public static MediaFormats AnyAudio { get; } = new("an audio file", AudioExtensions) { IsAny = true };

    /// <summary>A document, for providers that document no formats.</summary>
    public static MediaFormats AnyDocument { get; } = new("a document", KnownExtensions) { IsAny = true };

    /// <summary>A web page.</summary>
    public static MediaFormats AnyPage { get; } = new("a web page", KnownExtensions) { IsAny = true };

    /// <summary>How a data URL of such a file begins: <c>data:image/</c>.</summary>
    public string DataPrefix => $"data:{(Extensions.Intersect(VideoExtensions).Any() ? "video" : Extensions.Intersect(AudioExtensions).Any() ? "audio" : "image")}/";

    private bool IsAny { get; init; }

    /// <summary>Finds the extension of a file that the provider does not read.</summary>
    /// <param name="url">The URL of the file.</param>
    /// <returns>The extension; null if the provider reads it, or it is unknown.</returns>
    public string? FindUnsupportedExtension(Uri url)
    {
        ArgumentNullException.ThrowIfNull(url);
        var extension = Path.GetExtension(url.AbsolutePath);
        return KnownExtensions.Contains(extension, StringComparer.OrdinalIgnoreCase) && !Extensions.Contains(extension, StringComparer.OrdinalIgnoreCase) ? extension : null;
    }

    /// <summary>The kind of file and its formats: <c>an image (.jpg or .png)</c>.</summary>
    public override string ToString() => IsAny ? Noun : $"{Noun} ({MessageFormat.JoinWithOr(Extensions)})";
}
