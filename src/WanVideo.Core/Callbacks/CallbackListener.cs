using System.Net;
using System.Runtime.CompilerServices;
using System.Threading.Channels;

namespace WanVideo.Callbacks;

/// <summary>
/// Receives callbacks over HTTP on a loopback port, behind a tunnel or reverse proxy of the user. Responds at once, since gateways wait at most 10
/// seconds. Does not verify the content.
/// </summary>
/// <param name="port">The port on the loopback interface.</param>
public sealed class CallbackListener(int port)
{
    /// <summary>The maximum length of a body, in bytes. Callbacks have about 1 KB.</summary>
    public const int MaxBodyLength = 1024 * 1024;

    /// <summary>The URL of the listener.</summary>
    public Uri Address { get; } = new($"http://127.0.0.1:{port}/");

    /// <summary>Listens until cancelled, and returns the bodies as they arrive.</summary>
    /// <param name="isCallback">Whether a body is a callback. Other bodies are rejected with 400.</param>
    /// <param name="onListening">Called when the port is open.</param>
    /// <param name="cancellationToken">Stops listening and closes the port.</param>
    /// <exception cref="VideoException">The port is in use (<see cref="VideoErrorKind.InvalidParameter"/>).</exception>
    public async IAsyncEnumerable<byte[]> ReceiveAsync(Func<byte[], bool> isCallback, Action onListening, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(isCallback);
        ArgumentNullException.ThrowIfNull(onListening);
        using var listener = Open();
        onListening();

        // GetContextAsync takes no token: stopping the listener cancels it.
        using var registration = cancellationToken.Register(listener.Stop);
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
        catch (HttpListenerException failure)
        {
            listener.Close();
            throw new VideoException(VideoErrorKind.InvalidParameter, $"-Port {port} cannot be opened: {failure.Message}", failure);
        }
    }

    private static async Task AcceptAsync(HttpListener listener, Func<byte[], bool> isCallback, ChannelWriter<byte[]> bodies, CancellationToken cancellationToken)
    {
        try
        {
            while (true)
            {
                var context = await listener.GetContextAsync();
                _ = RespondAsync(context, isCallback, bodies, cancellationToken);
            }
        }
        catch (Exception) when (cancellationToken.IsCancellationRequested)
        {
            // The listener was stopped.
        }
        finally
        {
            bodies.Complete();
        }
    }

    private static async Task RespondAsync(HttpListenerContext context, Func<byte[], bool> isCallback, ChannelWriter<byte[]> bodies, CancellationToken cancellationToken)
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
        catch (Exception failure) when (failure is HttpListenerException or IOException or ObjectDisposedException or OperationCanceledException)
        {
            // The client closed the connection, or the listener was stopped.
            context.Response.Abort();
        }
    }

    // Reads at most MaxBodyLength, whatever the Content-Length is.
    private static async Task<(HttpStatusCode Status, byte[]? Body)> ReadAsync(HttpListenerRequest request, CancellationToken cancellationToken)
    {
        if (request.ContentLength64 > MaxBodyLength)
        {
            return (HttpStatusCode.RequestEntityTooLarge, null);
        }

        using var body = new MemoryStream();
        var buffer = new byte[16 * 1024];
        while (await request.InputStream.ReadAsync(buffer, cancellationToken) is > 0 and var count)
        {
            body.Write(buffer, 0, count);
            if (body.Length > MaxBodyLength)
            {
                return (HttpStatusCode.RequestEntityTooLarge, null);
            }
        }

        return (HttpStatusCode.OK, body.ToArray());
    }
}
