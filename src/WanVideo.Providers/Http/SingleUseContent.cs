using System.Net;
using System.Net.Http.Headers;

namespace WanVideo.Providers.Http;

/// <summary>
/// A JSON body that is sent at most once. A second attempt fails, also one of the connection pool. <see cref="HasBeenSent"/> distinguishes a failure
/// before the request was sent from one with an unknown outcome.
/// </summary>
internal sealed class SingleUseContent : HttpContent
{
    private readonly byte[] body;
    private int sendCount;

    public SingleUseContent(byte[] body)
    {
        this.body = body;
        Headers.ContentType = new MediaTypeHeaderValue("application/json");
        Headers.ContentLength = body.Length;
    }

    /// <summary>Whether sending has started.</summary>
    public bool HasBeenSent => Volatile.Read(ref sendCount) != 0;

    protected override Task SerializeToStreamAsync(Stream stream, TransportContext? context) =>
        SerializeToStreamAsync(stream, context, CancellationToken.None);

    protected override Task SerializeToStreamAsync(Stream stream, TransportContext? context, CancellationToken cancellationToken)
    {
        if (Interlocked.Exchange(ref sendCount, 1) != 0)
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
