using System.Net;
using System.Net.Sockets;
using System.Text;

namespace WanVideo.Callbacks;

/// <summary>
/// Receives callbacks over HTTP on a loopback port, behind a tunnel or reverse proxy of the user. Responds when a body was processed: the gateway then
/// stops to repeat it. Accepts any path and any Host, and closes each connection after one request. Does not verify the content.
/// </summary>
/// <param name="port">The port on the loopback interface.</param>
/// <param name="time">The clock of the timeouts.</param>
public sealed class CallbackListener(int port, TimeProvider time)
{
    /// <summary>The maximum length of a body, in bytes. Callbacks have about 1 KB.</summary>
    public const int MaxBodyLength = 1024 * 1024;

    /// <summary>Maximum number of open connections. Others wait in the backlog of the socket.</summary>
    internal const int MaxConnections = 32;

    /// <summary>Maximum time for receiving a request, from the accepted connection to the end of the body.</summary>
    internal static readonly TimeSpan RequestTimeout = TimeSpan.FromSeconds(10);

    /// <summary>Maximum time for which input is discarded after the response.</summary>
    internal static readonly TimeSpan LingerTimeout = TimeSpan.FromSeconds(2);

    private static readonly TimeSpan AcceptRetryDelay = TimeSpan.FromMilliseconds(100);

    /// <summary>The URL of the listener.</summary>
    public Uri Url { get; } = new($"http://127.0.0.1:{port}/");

    /// <summary>Listens until canceled.</summary>
    /// <param name="process">
    /// Processes a callback and returns the status of the response: 204 if it was accepted, 503 if the sender should repeat it. Called concurrently, up to
    /// <see cref="MaxConnections"/> times.
    /// </param>
    /// <param name="onListening">Called when the port is open.</param>
    /// <param name="cancellationToken">Stops listening, closes the port and cancels the processing. Callbacks that were processed are responded to.</param>
    /// <exception cref="VideoException">The port is in use (<see cref="VideoErrorKind.InvalidParameter"/>).</exception>
    /// <exception cref="OperationCanceledException">Listening was canceled.</exception>
    public async Task ListenAsync(Func<CallbackRequest, CancellationToken, Task<HttpStatusCode>> process, Action onListening, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(process);
        ArgumentNullException.ThrowIfNull(onListening);
        using var listener = Open();
        onListening();
        try
        {
            await Task.WhenAll(Enumerable.Range(0, MaxConnections).Select(_ => ServeConnectionsAsync(listener, process, cancellationToken)));
        }
        finally
        {
            listener.Stop();
        }

        cancellationToken.ThrowIfCancellationRequested();
    }

    private TcpListener Open()
    {
        // On Windows, another process could otherwise bind the same port.
        var listener = new TcpListener(IPAddress.Loopback, port) { ExclusiveAddressUse = true };
        try
        {
            listener.Start();
            return listener;
        }
        catch (SocketException exception)
        {
            listener.Dispose();
            throw new VideoException(VideoErrorKind.InvalidParameter, $"-Port {port} cannot be opened: {exception.Message}", exception);
        }
    }

    // Serves one connection at a time.
    private async Task ServeConnectionsAsync(TcpListener listener, Func<CallbackRequest, CancellationToken, Task<HttpStatusCode>> process, CancellationToken cancellationToken)
    {
        try
        {
            while (true)
            {
                Socket socket;
                try
                {
                    socket = await listener.AcceptSocketAsync(cancellationToken);
                }
                catch (SocketException)
                {
                    // The client closed the connection before it was accepted, or the process has no free handles.
                    await Task.Delay(AcceptRetryDelay, time, cancellationToken);
                    continue;
                }

                await RespondAsync(socket, process, cancellationToken);
            }
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
        }
    }

    private async Task RespondAsync(Socket socket, Func<CallbackRequest, CancellationToken, Task<HttpStatusCode>> process, CancellationToken cancellationToken)
    {
        using var stream = new NetworkStream(socket, ownsSocket: true);
        try
        {
            var status = await ProcessAsync(stream, process, cancellationToken);

            // Not canceled: the sender of an accepted body must receive the 204. Does not wait: the response fits into the empty send buffer.
            await stream.WriteAsync(FormatResponse(status), CancellationToken.None);
            socket.Shutdown(SocketShutdown.Send);

            // Closing a socket with unread input resets the connection, and the client may lose the response (RFC 9112, section 9.6).
            using var timeout = new CancellationTokenSource(LingerTimeout, time);
            using var linked = CancellationTokenSource.CreateLinkedTokenSource(timeout.Token, cancellationToken);
            var discarded = new byte[16 * 1024];
            while (await stream.ReadAsync(discarded, linked.Token) > 0)
            {
            }
        }
        catch (Exception exception) when (exception is IOException or SocketException or OperationCanceledException)
        {
            // The client closed the connection or did not close it in time, or the listener was stopped.
        }
    }

    private async Task<HttpStatusCode> ProcessAsync(Stream stream, Func<CallbackRequest, CancellationToken, Task<HttpStatusCode>> process, CancellationToken cancellationToken)
    {
        CallbackRequest request;
        using var timeout = new CancellationTokenSource(RequestTimeout, time);
        using var linked = CancellationTokenSource.CreateLinkedTokenSource(timeout.Token, cancellationToken);
        try
        {
            request = await new CallbackRequestReader(stream).ReadAsync(linked.Token);
        }
        catch (RequestRejectedException exception)
        {
            return exception.StatusCode;
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return HttpStatusCode.RequestTimeout;
        }

        try
        {
            return await process(request, cancellationToken);
        }
        catch (Exception exception) when (exception is not OperationCanceledException)
        {
            // A body that the caller cannot process must not stop the listener.
            return HttpStatusCode.InternalServerError;
        }
    }

    private byte[] FormatResponse(HttpStatusCode status)
    {
        var fields = status switch
        {
            // RFC 9110, section 8.6: a 204 has no Content-Length.
            HttpStatusCode.NoContent => "",

            // RFC 9110, section 15.5.6: a 405 has Allow.
            HttpStatusCode.MethodNotAllowed => "Allow: POST\r\nContent-Length: 0\r\n",
            _ => "Content-Length: 0\r\n",
        };
        return Encoding.ASCII.GetBytes($"HTTP/1.1 {(int)status} {status}\r\nDate: {time.GetUtcNow():r}\r\n{fields}Connection: close\r\n\r\n");
    }
}
