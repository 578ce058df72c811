using System.Globalization;

namespace WanVideo.MockServer;

/// <summary>
/// Serves files of any length with an MP4 header at <c>/_mock/media/{bytes}/{name}.mp4</c>, for benchmarks. They are not recorded, and no fault applies to
/// them.
/// </summary>
internal static class LargeMedia
{
    // One 'ftyp' box: size, type, brand, version. Zeros follow.
    private static readonly byte[] FileHeader = [0, 0, 0, 16, .. "ftypisom"u8, 0, 0, 2, 0];
    private static readonly byte[] Zeros = new byte[256 * 1024];

    public static async Task SendAsync(HttpResponse response, string length, CancellationToken requestAborted)
    {
        var remaining = long.Parse(length, NumberStyles.None, CultureInfo.InvariantCulture);
        response.ContentType = "video/mp4";
        response.ContentLength = remaining;
        response.Headers.ETag = $"\"{remaining}\"";
        for (ReadOnlyMemory<byte> chunk = FileHeader; remaining > 0; chunk = Zeros)
        {
            chunk = chunk[..(int)Math.Min(remaining, chunk.Length)];
            await response.Body.WriteAsync(chunk, requestAborted);
            remaining -= chunk.Length;
        }
    }
}
