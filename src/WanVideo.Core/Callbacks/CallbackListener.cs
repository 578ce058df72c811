using System.Net;
using System.Runtime.CompilerServices;
using System.Threading.Channels;

namespace WanVideo.Callbacks;

/// <summary>
/// Takes the bodies of callbacks on a port of this machine, behind the user's own tunnel or proxy. What is taken is answered at once: the
/// gateways wait 10 seconds at most. Whether it is true is for others to find out.
/// </summary>
/// <param name="port">The port, on the loopback interface only.</param>
public sealed class CallbackListener(int port)
{
    /// <summary>The largest body that is taken, in bytes. A callback has about one thousandth of it.</summary>
    public const int LargestBody = 1024 * 1024;

    /// <summary>Where it listens.</summary>
    public Uri Address { get; } = new($"http://127.0.0.1:{port}/");

    /// <summary>The bodies, as they arrive, until it is cancelled.</summary>
    /// <param name="isCallback">Whether a body is one: what is not is answered with 400.</param>
    /// <param name="listening">Called once the port is open.</param>
    /// <param name="cancellationToken">Ends it, and frees the port.</param>
    /// <exception cref="VideoException">The port is in use (<see cref="VideoErrorKind.InvalidParameter"/>).</exception>
    public async IAsyncEnumerable<byte[]> ReceiveAsync(Func<byte[], bool> isCallback, Action listening, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(isCallback);
        ArgumentNullException.ThrowIfNull(listening);
        using var listener = Open();
        listening();

        // Stopping it is what ends its waiting for requests.
        using var stop = cancellationToken.Register(listener.Stop);
        var bodies = Channel.CreateUnbounded<byte[]>();
        var accepting = AcceptAsync(listener, isCallback, bodies.Writer, cancellationToken);
        await foreach (var body in bodies.Reader.ReadAllAsync(CancellationToken.None))
        {
            yield return body;
        }

        await accepting;
        cancellationToken.ThrowIfCancellationRequested();
    }

    private HttpListener Open()
    {
        var listener = new HttpListener { Prefixes = { Address.AbsoluteUri } };
        try
        {
            listener.Start();
            return listener;
        }
        catch (HttpListenerException taken)
        {
            listener.Close();
            throw new VideoException(VideoErrorKind.InvalidParameter, $"-Port {port} cannot be listened on: {taken.Message}", taken);
        }
    }

    private static async Task AcceptAsync(HttpListener listener, Func<byte[], bool> isCallback, ChannelWriter<byte[]> bodies, CancellationToken cancellationToken)
    {
        try
        {
            while (true)
            {
                var context = await listener.GetContextAsync();
                _ = AnswerAsync(context, isCallback, bodies, cancellationToken);
            }
        }
        catch (Exception) when (cancellationToken.IsCancellationRequested)
        {
            // Stopped.
        }
        finally
        {
            bodies.Complete();
        }
    }

    private static async Task AnswerAsync(HttpListenerContext context, Func<byte[], bool> isCallback, ChannelWriter<byte[]> bodies, CancellationToken cancellationToken)
    {
        try
        {
            var (status, body) = context.Request.HttpMethod == HttpMethod.Post.Method
                ? await ReadAsync(context.Request, cancellationToken)
                : (HttpStatusCode.MethodNotAllowed, null);
            if (body is not null)
            {
                status = isCallback(body) ? HttpStatusCode.NoContent : HttpStatusCode.BadRequest;
            }

            context.Response.StatusCode = (int)status;
            context.Response.KeepAlive = status is HttpStatusCode.NoContent;
            context.Response.Close();
            if (status is HttpStatusCode.NoContent)
            {
                bodies.TryWrite(body!);
            }
        }
        catch (Exception gone) when (gone is HttpListenerException or IOException or ObjectDisposedException or OperationCanceledException)
        {
            // Whoever called has gone, or the listener was stopped: there is nobody to answer.
            context.Response.Abort();
        }
    }

    // Read no further than a callback may be long, whatever the request says of its length.
    private static async Task<(HttpStatusCode Status, byte[]? Body)> ReadAsync(HttpListenerRequest request, CancellationToken cancellationToken)
    {
        if (request.ContentLength64 > LargestBody)
        {
            return (HttpStatusCode.RequestEntityTooLarge, null);
        }

        using var body = new MemoryStream();
        var part = new byte[16 * 1024];
        while (await request.InputStream.ReadAsync(part, cancellationToken) is > 0 and var count)
        {
            body.Write(part, 0, count);
            if (body.Length > LargestBody)
            {
                return (HttpStatusCode.RequestEntityTooLarge, null);
            }
        }

        return (HttpStatusCode.OK, body.ToArray());
    }
}
