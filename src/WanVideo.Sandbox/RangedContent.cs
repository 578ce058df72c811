using System.Net;
using System.Net.Http.Headers;
using System.Security.Cryptography;

namespace WanVideo.Sandbox;

/// <summary>Gives content whole or in part, as RFC 9110, sections 13 and 14, has it. Of several ranges none is given, but the whole.</summary>
internal static class RangedContent
{
    public static HttpResponseMessage Answer(HttpRequestMessage request, byte[] bytes, string mediaType)
    {
        var tag = new EntityTagHeaderValue($"\"{Convert.ToHexStringLower(SHA256.HashData(bytes))[..32]}\"");
        var isUnchanged = request.Headers.IfRange is null || tag.Equals(request.Headers.IfRange.EntityTag);
        if (!isUnchanged || request.Headers.Range is not { Unit: "bytes", Ranges: { Count: 1 } ranges })
        {
            return New(HttpStatusCode.OK, bytes, null);
        }

        // Without a first byte it is the last so many.
        var range = ranges.Single();
        var from = range.From ?? Math.Max(0, bytes.Length - range.To!.Value);
        var to = range.From is null ? bytes.Length - 1 : Math.Min(range.To ?? long.MaxValue, bytes.Length - 1);
        return from > to
            ? New(HttpStatusCode.RequestedRangeNotSatisfiable, [], new ContentRangeHeaderValue(bytes.Length))
            : New(HttpStatusCode.PartialContent, bytes[(int)from..((int)to + 1)], new ContentRangeHeaderValue(from, to, bytes.Length));

        HttpResponseMessage New(HttpStatusCode status, byte[] part, ContentRangeHeaderValue? place) => new(status)
        {
            Headers = { ETag = tag, AcceptRanges = { "bytes" } },
            Content = new ByteArrayContent(part) { Headers = { ContentType = new MediaTypeHeaderValue(mediaType), ContentRange = place } },
        };
    }
}
