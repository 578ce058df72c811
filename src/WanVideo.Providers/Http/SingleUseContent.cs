using System.Net;
using System.Net.Http.Headers;

namespace WanVideo.Providers.Http;

/// <summary>
/// A JSON body that is sent at most once and only with a valid permit. A second attempt fails, including a retry by the connection pool. Its state
/// distinguishes a request that the gateway cannot have accepted from one with an unknown outcome.
/// </summary>
internal sealed class SingleUseContent : HttpContent
{
    // A slow upload makes progress at least once per chunk.
    private const int ChunkSize = 64 * 1024;

    private readonly byte[] body;
    private readonly Func<bool> tryUsePermit;
    private readonly Action reportProgress;
    private bool isStarted;
    private volatile bool isComplete;

    /// <param name="body">The body.</param>
    /// <param name="tryUsePermit">Called right before the first byte; false if the request may not be sent.</param>
    /// <param name="reportProgress">Called after each chunk.</param>
    public SingleUseContent(byte[] body, Func<bool> tryUsePermit, Action reportProgress)
    {
        this.body = body;
        this.tryUsePermit = tryUsePermit;
        this.reportProgress = reportProgress;
        Headers.ContentType = new MediaTypeHeaderValue("application/json");
        Headers.ContentLength = body.Length;
    }

    /// <summary>Whether the whole body was sent. Until then the gateway cannot have accepted the request: its Content-Length announces more.</summary>
    public bool IsComplete => isComplete;

    protected override Task SerializeToStreamAsync(Stream stream, TransportContext? context) =>
        SerializeToStreamAsync(stream, context, CancellationToken.None);

    protected override async Task SerializeToStreamAsync(Stream stream, TransportContext? context, CancellationToken cancellationToken)
    {
        if (isStarted || !tryUsePermit())
        {
            throw new PermitException(isStarted ? "The create request was already sent." : "The permission to send expired before the request was sent.");
        }

        isStarted = true;
        for (var offset = 0; offset < body.Length; offset += ChunkSize)
        {
            var count = Math.Min(ChunkSize, body.Length - offset);

            // Set before the write: from here on the gateway may receive the last byte.
            isComplete = offset + count == body.Length;
            await stream.WriteAsync(body.AsMemory(offset, count), cancellationToken);
            reportProgress();
        }
    }

    protected override bool TryComputeLength(out long length)
    {
        length = body.Length;
        return true;
    }
}

/// <summary>A create request was not sent, because its permission was used or had expired.</summary>
internal sealed class PermitException(string message) : IOException(message);
