using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Cryptography.X509Certificates;

namespace WanVideo.Tests.FaultMatrix;

/// <summary>
/// A connection over real loopback sockets: the stream of the client, and a task that serves the other side. Connections are reset, and time passes, only
/// after the client has read everything that was sent and waits for more.
/// </summary>
internal sealed class LoopbackConnection : Stream
{
    private readonly Lock sync = new();
    private readonly Socket server;
    private readonly NetworkStream client;
    private readonly Func<WireRequest, WireReply> respond;
    private readonly Action elapseTimeouts;
    private long sentCount;
    private long receivedCount;
    private bool isReading;
    private Action? whenClientWaits;

    private LoopbackConnection(Socket client, Socket server, Func<WireRequest, WireReply> respond, X509Certificate2? certificate, Action elapseTimeouts)
    {
        this.client = new NetworkStream(client, ownsSocket: true);
        this.server = server;
        this.respond = respond;
        this.elapseTimeouts = elapseTimeouts;
        _ = ServeAsync(certificate);
    }

    public override bool CanRead => true;

    public override bool CanSeek => false;

    public override bool CanWrite => true;

    public override long Length => throw new NotSupportedException();

    public override long Position { get => throw new NotSupportedException(); set => throw new NotSupportedException(); }

    /// <summary>Connects.</summary>
    /// <param name="respond">Gets the response to a request.</param>
    /// <param name="certificate">The server's certificate; null without TLS.</param>
    /// <param name="elapseTimeouts">Called when the server has stalled.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    public static async Task<LoopbackConnection> ConnectAsync(Func<WireRequest, WireReply> respond, X509Certificate2? certificate, Action elapseTimeouts, CancellationToken cancellationToken)
    {
        using var listener = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        listener.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        listener.Listen(1);
        var client = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        await client.ConnectAsync(listener.LocalEndPoint!, cancellationToken);
        var server = await listener.AcceptAsync(cancellationToken);
        server.NoDelay = true;
        return new LoopbackConnection(client, server, respond, certificate, elapseTimeouts);
    }

    /// <summary>Connects to a port on which no server listens.</summary>
    /// <exception cref="SocketException">The connection is refused.</exception>
    public static async Task ConnectToUnusedPortAsync(CancellationToken cancellationToken)
    {
        using var unused = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        unused.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        using var client = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        await client.ConnectAsync(unused.LocalEndPoint!, cancellationToken);
    }

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        SetReading(true, 0);
        var count = 0;
        try
        {
            return count = await client.ReadAsync(buffer, cancellationToken);
        }
        finally
        {
            SetReading(false, count);
        }
    }

    public override ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default) => client.WriteAsync(buffer, cancellationToken);

    public override Task WriteAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) => WriteAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) => ReadAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Flush()
    {
    }

    protected override void Dispose(bool disposing)
    {
        client.Dispose();
        server.Dispose();
        base.Dispose(disposing);
    }

    private async Task ServeAsync(X509Certificate2? certificate)
    {
        try
        {
            await using Stream stream = certificate is null ? new NetworkStream(server) : new SslStream(new NetworkStream(server));
            if (stream is SslStream tls)
            {
                await tls.AuthenticateAsServerAsync(new SslServerAuthenticationOptions { ServerCertificate = certificate });
            }

            var reader = new RequestReader();
            var buffer = new byte[16 * 1024];
            while (await stream.ReadAsync(buffer) is > 0 and var count)
            {
                if (reader.Append(buffer.AsSpan(0, count)) is not { } request)
                {
                    continue;
                }

                var reply = respond(request);
                var bytes = reply.ToBytes();
                lock (sync)
                {
                    sentCount += bytes.Length;
                }

                await stream.WriteAsync(bytes);
                switch (reply.Ending)
                {
                    case Ending.Close:
                        server.Shutdown(SocketShutdown.Send);
                        break;
                    case Ending.Reset:
                        WhenClientWaits(() =>
                        {
                            server.LingerState = new LingerOption(true, 0);
                            server.Close();
                        });
                        break;
                    case Ending.Stall:
                        WhenClientWaits(elapseTimeouts);
                        break;
                }
            }
        }
        catch (Exception exception) when (exception is IOException or SocketException or ObjectDisposedException or System.Security.Authentication.AuthenticationException)
        {
            // The client closed the connection, or rejected the certificate.
        }
    }

    private void WhenClientWaits(Action action)
    {
        lock (sync)
        {
            whenClientWaits = action;
        }

        RunIfClientWaits();
    }

    private void SetReading(bool value, int count)
    {
        lock (sync)
        {
            isReading = value;
            receivedCount += count;
        }

        RunIfClientWaits();
    }

    private void RunIfClientWaits()
    {
        Action? action;
        lock (sync)
        {
            if (!isReading || receivedCount < sentCount || whenClientWaits is null)
            {
                return;
            }

            (action, whenClientWaits) = (whenClientWaits, null);
        }

        action();
    }
}
