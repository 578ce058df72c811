using System.Text;

namespace WanVideo.Downloading;

/// <summary>Recognizes a video by its first bytes. Object stores and proxies may return a page or an XML document with status 200 instead.</summary>
internal static class VideoSignature
{
    // ISO/IEC 14496-12, 4.3: a file starts with a size of four bytes and 'ftyp'. Older QuickTime files start with one of the other types.
    private static readonly string[] BoxTypes = ["ftyp", "moov", "mdat", "free", "skip", "wide", "pnot"];

    /// <summary>The number of bytes needed.</summary>
    public const int Length = 8;

    /// <summary>Verifies the first bytes of a response.</summary>
    /// <param name="start">The first bytes.</param>
    /// <param name="source">The URL without its signature.</param>
    /// <param name="redact">Redacts secrets in the bytes.</param>
    /// <exception cref="VideoException">They are not those of a video (<see cref="VideoErrorKind.DownloadFailed"/>).</exception>
    public static void Verify(ReadOnlySpan<byte> start, string source, Func<string, string> redact)
    {
        if (start.Length < Length || !BoxTypes.Contains(Encoding.ASCII.GetString(start.Slice(4, 4))))
        {
            var content = start.IsEmpty ? "is empty" : $"starts with '{redact(ToPrintable(start[..Math.Min(Length, start.Length)]))}'";
            throw new VideoException(VideoErrorKind.DownloadFailed, $"The response from {source} is not a video: it {content}. It was not saved.");
        }
    }

    private static string ToPrintable(ReadOnlySpan<byte> bytes)
    {
        var text = new StringBuilder(bytes.Length);
        foreach (var b in bytes)
        {
            text.Append(b is >= 0x20 and < 0x7f ? (char)b : '.');
        }

        return text.ToString();
    }
}
