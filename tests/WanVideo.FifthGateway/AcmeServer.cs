using System.Net;
using System.Text;

namespace WanVideo.FifthGateway;

/// <summary>The gateway, in the process. A dream is finished at every second query.</summary>
internal sealed class AcmeServer : HttpMessageHandler
{
    // Starts like an MP4 file, which is what the module checks.
    private static readonly byte[] Film = [0, 0, 0, 16, .. "ftypisom"u8, 0, 0, 2, 0, .. new byte[2000]];

    private static int queries;

    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        var path = request.RequestUri!.AbsolutePath;
        if (path == "/film.mp4")
        {
            return new HttpResponseMessage(request.Headers.Authorization is null ? HttpStatusCode.OK : HttpStatusCode.BadRequest) { Content = new ByteArrayContent(Film), RequestMessage = request };
        }

        if (request.Headers.Authorization is not { Scheme: "Key", Parameter: "acme-key" })
        {
            return CreateResponse(request, HttpStatusCode.Unauthorized, """{ "nightmare": "Unknown key." }""");
        }

        var body = request.Content is null ? "" : await request.Content.ReadAsStringAsync(cancellationToken);
        var isAwake = body.Length == 0 && Interlocked.Increment(ref queries) % 2 == 0;
        return CreateResponse(
            request,
            HttpStatusCode.OK,
            $$"""{ "dream": { "key": "dream-7", "state": "{{(isAwake ? "awake" : "dreaming")}}", "film": {{(isAwake ? "\"https://acme.invalid/film.mp4\"" : "null")}} }, "body": {{(body.Length == 0 ? "null" : body)}} }""");
    }

    private static HttpResponseMessage CreateResponse(HttpRequestMessage request, HttpStatusCode status, string body) =>
        new(status) { Content = new StringContent(body, Encoding.UTF8, "application/json"), RequestMessage = request };
}
