using System.Net;
using System.Text;

namespace WanVideo.FifthGateway;

/// <summary>The server of the gateway, in the process. Every second query returns a finished task.</summary>
internal sealed class AcmeServer : HttpMessageHandler
{
    // The module verifies only the first bytes: those of an MP4 file.
    private static readonly byte[] Video = [0, 0, 0, 16, .. "ftypisom"u8, 0, 0, 2, 0, .. new byte[2000]];

    private static int queries;

    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        var path = request.RequestUri!.AbsolutePath;
        if (path == "/video.mp4")
        {
            return new HttpResponseMessage(request.Headers.Authorization is null ? HttpStatusCode.OK : HttpStatusCode.BadRequest) { Content = new ByteArrayContent(Video), RequestMessage = request };
        }

        if (request.Headers.Authorization is not { Scheme: "Key", Parameter: "acme-key" })
        {
            return CreateResponse(request, HttpStatusCode.Unauthorized, """{ "error": "Unknown key." }""");
        }

        var body = request.Content is null ? "" : await request.Content.ReadAsStringAsync(cancellationToken);
        var isDone = body.Length == 0 && Interlocked.Increment(ref queries) % 2 == 0;
        return CreateResponse(
            request,
            HttpStatusCode.OK,
            $$"""{ "job": { "id": "job-7", "state": "{{(isDone ? "done" : "rendering")}}", "url": {{(isDone ? "\"https://acme.invalid/video.mp4\"" : "null")}} }, "body": {{(body.Length == 0 ? "null" : body)}} }""");
    }

    private static HttpResponseMessage CreateResponse(HttpRequestMessage request, HttpStatusCode status, string body) =>
        new(status) { Content = new StringContent(body, Encoding.UTF8, "application/json"), RequestMessage = request };
}
