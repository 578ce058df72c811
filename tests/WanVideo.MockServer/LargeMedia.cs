using System.Globalization;

namespace WanVideo.MockServer;

/// <summary>
/// Videos of any length, <c>/_mock/media/{bytes}/{name}.mp4</c>, for measurements: they begin as a video does, and cost the server next to nothing.
/// They are neither recorded nor met by faults.
/// </summary>
internal static class LargeMedia
{
    // size, 'ftyp', brand, version: the rest is one box that nobody looks into.
    private static readonly byte[] Beginning = [0, 0, 0, 16, .. "ftypisom"u8, 0, 0, 2, 0];
    private static readonly byte[] Rest = new byte[256 * 1024];

    public static async Task SendAsync(HttpResponse response, string length, CancellationToken clientGone)
    {
        var left = long.Parse(length, NumberStyles.None, CultureInfo.InvariantCulture);
        response.ContentType = "video/mp4";
        response.ContentLength = left;
        response.Headers.ETag = $"\"{left}\"";
        for (ReadOnlyMemory<byte> next = Beginning; left > 0; next = Rest)
        {
            next = next[..(int)Math.Min(left, next.Length)];
            await response.Body.WriteAsync(next, clientGone);
            left -= next.Length;
        }
    }
}
