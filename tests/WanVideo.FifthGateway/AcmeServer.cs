using System.Net;
using System.Text;

namespace WanVideo.FifthGateway;

/// <summary>The gateway itself, in the process: a dream ends at the second look.</summary>
internal sealed class AcmeServer : HttpMessageHandler
{
    // The first bytes of an MP4, which is all that a look at them shows.
    private static readonly byte[] Film = [0, 0, 0, 16, .. "ftypisom"u8, 0, 0, 2, 0, .. new byte[2000]];

    private static int looks;

    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        var path = request.RequestUri!.AbsolutePath;
        if (path == "/film.mp4")
        {
            return new HttpResponseMessage(request.Headers.Authorization is null ? HttpStatusCode.OK : HttpStatusCode.BadRequest) { Content = new ByteArrayContent(Film), RequestMessage = request };
        }

        if (request.Headers.Authorization is not { Scheme: "Key", Parameter: "acme-key" })
        {
            return Answer(request, HttpStatusCode.Unauthorized, """{ "nightmare": "Who are you?" }""");
        }

        var asked = request.Content is null ? "" : await request.Content.ReadAsStringAsync(cancellationToken);
        var isAwake = asked.Length == 0 && Interlocked.Increment(ref looks) % 2 == 0;
        return Answer(
            request,
            HttpStatusCode.OK,
            $$"""{ "dream": { "key": "dream-7", "state": "{{(isAwake ? "awake" : "dreaming")}}", "film": {{(isAwake ? "\"https://acme.invalid/film.mp4\"" : "null")}} }, "asked": {{(asked.Length == 0 ? "null" : asked)}} }""");
    }

    private static HttpResponseMessage Answer(HttpRequestMessage request, HttpStatusCode status, string body) =>
        new(status) { Content = new StringContent(body, Encoding.UTF8, "application/json"), RequestMessage = request };
}
