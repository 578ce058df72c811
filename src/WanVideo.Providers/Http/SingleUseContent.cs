using System.Net;
using System.Net.Http.Headers;

namespace WanVideo.Providers.Http;

/// <summary>
/// The body of a request that must not be repeated unawares. It knows whether it began to leave, which tells a failure that surely
/// created nothing from one that may have; and it refuses to leave twice, whoever below asks for that, the connection pool included.
/// </summary>
internal sealed class SingleUseContent : HttpContent
{
    private readonly byte[] body;
    private int left;

    public SingleUseContent(byte[] body)
    {
        this.body = body;
        Headers.ContentType = new MediaTypeHeaderValue("application/json");
        Headers.ContentLength = body.Length;
    }

    public bool HasLeft => Volatile.Read(ref left) != 0;

    protected override Task SerializeToStreamAsync(Stream stream, TransportContext? context) =>
        SerializeToStreamAsync(stream, context, CancellationToken.None);

    protected override Task SerializeToStreamAsync(Stream stream, TransportContext? context, CancellationToken cancellationToken)
    {
        if (Interlocked.Exchange(ref left, 1) != 0)
        {
            throw new InvalidOperationException("The request was not sent a second time.");
        }

        return stream.WriteAsync(body, cancellationToken).AsTask();
    }

    protected override bool TryComputeLength(out long length)
    {
        length = body.Length;
        return true;
    }
}
