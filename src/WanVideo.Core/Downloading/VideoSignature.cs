using System.Text;

namespace WanVideo.Downloading;

/// <summary>Tells a video by its first bytes. What object stores and proxies give in place of one is a page or an XML document, under 200 at times.</summary>
internal static class VideoSignature
{
    // ISO/IEC 14496-12, 4.3: a file begins with its size in four bytes and 'ftyp'. Older QuickTime files begin with one of the others.
    private static readonly string[] BoxTypes = ["ftyp", "moov", "mdat", "free", "skip", "wide", "pnot"];

    /// <summary>How many bytes it takes to tell.</summary>
    public const int Length = 8;

    public static void Require(ReadOnlySpan<byte> beginning, Uri source)
    {
        if (beginning.Length < Length || !BoxTypes.Contains(Encoding.ASCII.GetString(beginning.Slice(4, 4))))
        {
            var looks = beginning.IsEmpty ? "is empty" : $"begins with '{Printable(beginning[..Math.Min(Length, beginning.Length)])}'";
            throw new VideoException(VideoErrorKind.DownloadFailed, $"What {VideoDownloader.Address(source)} gave is no video: it {looks}. It was not kept.");
        }
    }

    private static string Printable(ReadOnlySpan<byte> bytes)
    {
        var text = new StringBuilder(bytes.Length);
        foreach (var b in bytes)
        {
            text.Append(b is >= 0x20 and < 0x7f ? (char)b : '.');
        }

        return text.ToString();
    }
}
