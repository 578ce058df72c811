using System.Net;
using System.Net.Http.Headers;
using System.Security.Cryptography;

namespace WanVideo.Sandbox;

/// <summary>Responses to range requests (RFC 9110, sections 13 and 14). A request for several ranges gets the complete content.</summary>
internal static class RangeResponse
{
    public static HttpResponseMessage Create(HttpRequestMessage request, byte[] content, string mediaType)
    {
        var tag = new EntityTagHeaderValue($"\"{Convert.ToHexStringLower(SHA256.HashData(content))[..32]}\"");
        var isUnchanged = request.Headers.IfRange is null || tag.Equals(request.Headers.IfRange.EntityTag);
        if (!isUnchanged || request.Headers.Range is not { Unit: "bytes", Ranges: { Count: 1 } ranges })
        {
            return CreateResponse(HttpStatusCode.OK, content, null);
        }

        // Without a start, the range is the last bytes of the content.
        var range = ranges.Single();
        var from = range.From ?? Math.Max(0, content.Length - range.To!.Value);
        var to = range.From is null ? content.Length - 1 : Math.Min(range.To ?? long.MaxValue, content.Length - 1);
        return from > to
            ? CreateResponse(HttpStatusCode.RequestedRangeNotSatisfiable, [], new ContentRangeHeaderValue(content.Length))
            : CreateResponse(HttpStatusCode.PartialContent, content[(int)from..((int)to + 1)], new ContentRangeHeaderValue(from, to, content.Length));

        HttpResponseMessage CreateResponse(HttpStatusCode status, byte[] part, ContentRangeHeaderValue? contentRange) => new(status)
        {
            Headers = { ETag = tag, AcceptRanges = { "bytes" } },
            Content = new ByteArrayContent(part) { Headers = { ContentType = new MediaTypeHeaderValue(mediaType), ContentRange = contentRange } },
        };
    }
}
