using System.Globalization;
using System.IO.Pipelines;
using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Authentication;
using System.Security.Cryptography.X509Certificates;
using System.Text;

namespace WanVideo.Tests.FaultMatrix;

/// <summary>A request as the gateway received it.</summary>
/// <param name="Path">The path without the query.</param>
/// <param name="RangeStart">The first byte of the requested range; null without a range.</param>
internal sealed record WireRequest(string Path, int? RangeStart)
{
    /// <summary>Parses a request; null if it is incomplete.</summary>
    public static WireRequest? TryParse(ReadOnlySpan<byte> bytes)
    {
        var headLength = bytes.IndexOf("\r\n\r\n"u8);
        var lines = Encoding.Latin1.GetString(bytes[..Math.Max(0, headLength)]).Split("\r\n");
        return headLength >= 0 && bytes.Length >= headLength + 4 + (GetNumber("Content-Length: ") ?? 0)
            ? new WireRequest(lines[0].Split(' ', '?')[1], GetNumber("Range: bytes="))
            : null;

        int? GetNumber(string prefix) => lines.FirstOrDefault(line => line.StartsWith(prefix, StringComparison.OrdinalIgnoreCase)) is { } line
            ? int.Parse(line[prefix.Length..].TrimEnd('-'), CultureInfo.InvariantCulture)
            : null;
    }
}

/// <summary>The end of a response.</summary>
internal enum Ending
{
    /// <summary>The connection is used for the next request.</summary>
    KeepAlive,
    Close,
    Reset,

    /// <summary>The connection stays open, and nothing more is sent.</summary>
    Stall,

    /// <summary>Bytes are sent without end: 1 GiB.</summary>
    Endless,
}

/// <summary>A response of the gateway, before it is written.</summary>
/// <param name="Status">The HTTP status.</param>
/// <param name="Body">The body.</param>
/// <param name="Headers">The headers except those that delimit the body.</param>
internal sealed record WireReply(int Status, byte[] Body, params IReadOnlyList<string> Headers)
{
    public string Version { get; init; } = "HTTP/1.1";

    /// <summary>The responses with status 1xx before this one.</summary>
    public string Interim { get; init; } = "";

    /// <summary>The headers that delimit the body; null for the right Content-Length.</summary>
    public IReadOnlyList<string>? Delimiters { get; init; }

    /// <summary>The number of bytes that are sent, of the lengths of the head and of the whole response.</summary>
    public Func<int, int, int> Cut { get; init; } = (_, length) => length;

    public Ending Ending { get; init; }

    public byte[] ToBytes()
    {
        var hasBody = Status is not (204 or 304);
        string[] lines = [$"{Interim}{Version} {Status} Reason", .. Headers, .. hasBody ? Delimiters ?? [$"Content-Length: {Body.Length}"] : [], "", ""];
        var head = Encoding.Latin1.GetBytes(string.Join("\r\n", lines));
        byte[] all = [.. head, .. hasBody ? Body : []];
        return all[..Cut(head.Length, all.Length)];
    }
}

/// <summary>
/// The client's side of a connection to the gateway, in memory or over a loopback socket. Time passes and the connection is reset only after the client has
/// read everything that was sent and waits for more.
/// </summary>
internal sealed class GatewayConnection : Stream
{
    private const int EndlessLength = 1 << 30;

    private readonly Lock sync = new();
    private readonly Stream input;
    private readonly Stream output;
    private long sentCount;
    private long receivedCount;
    private bool isReading;
    private bool isDisposed;
    private Action? whenClientWaits;

    private GatewayConnection(Stream input, Stream output) => (this.input, this.output) = (input, output);

    public override bool CanRead => true;

    public override bool CanSeek => false;

    public override bool CanWrite => true;

    public override long Length => throw new NotSupportedException();

    public override long Position { get => throw new NotSupportedException(); set => throw new NotSupportedException(); }

    /// <summary>Connects in memory.</summary>
    /// <param name="respond">Gets the response to a request.</param>
    public static GatewayConnection ConnectInMemory(Func<WireRequest, WireReply> respond)
    {
        var (toServer, toClient) = (new Pipe(), new Pipe());
        var connection = new GatewayConnection(toClient.Reader.AsStream(), toServer.Writer.AsStream());
        _ = connection.ServeAsync(toServer.Reader.AsStream(), toClient.Writer.AsStream(), respond, reset: null, elapseTimeouts: null);
        return connection;
    }

    /// <summary>Connects over a loopback socket.</summary>
    /// <param name="respond">Gets the response to a request.</param>
    /// <param name="certificate">The server's certificate; null without TLS.</param>
    /// <param name="elapseTimeouts">Called when the server has stalled.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    public static async Task<GatewayConnection> ConnectAsync(Func<WireRequest, WireReply> respond, X509Certificate2? certificate, Action elapseTimeouts, CancellationToken cancellationToken)
    {
        using var listener = CreateSocket();
        listener.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        listener.Listen(1);
        var client = CreateSocket();
        await client.ConnectAsync(listener.LocalEndPoint!, cancellationToken);
        var server = await listener.AcceptAsync(cancellationToken);
        var clientStream = new NetworkStream(client, ownsSocket: true);
        var connection = new GatewayConnection(clientStream, clientStream);
        Stream serverStream = new NetworkStream(server, ownsSocket: true);
        var tls = certificate is null ? null : new SslStream(serverStream);
        _ = connection.ServeAsync(tls ?? serverStream, tls ?? serverStream, respond, () => server.Close(timeout: 0), elapseTimeouts, certificate);
        return connection;
    }

    /// <summary>Connects to a port on which no server listens.</summary>
    /// <exception cref="SocketException">The connection is refused.</exception>
    public static async Task ConnectToUnusedPortAsync(CancellationToken cancellationToken)
    {
        using var unused = CreateSocket();
        unused.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        using var client = CreateSocket();
        await client.ConnectAsync(unused.LocalEndPoint!, cancellationToken);
    }

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        SetReading(true, 0);
        var count = 0;
        try
        {
            return count = await input.ReadAsync(buffer, cancellationToken);
        }
        finally
        {
            SetReading(false, count);
        }
    }

    public override ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default) => output.WriteAsync(buffer, cancellationToken);

    public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) => ReadAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    public override Task WriteAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) => WriteAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Flush()
    {
    }

    protected override void Dispose(bool disposing)
    {
        isDisposed = true;
        input.Dispose();
        output.Dispose();
        base.Dispose(disposing);
    }

    private static Socket CreateSocket() => new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };

    private async Task ServeAsync(Stream requests, Stream responses, Func<WireRequest, WireReply> respond, Action? reset, Action? elapseTimeouts, X509Certificate2? certificate = null)
    {
        try
        {
            if (requests is SslStream tls)
            {
                await tls.AuthenticateAsServerAsync(new SslServerAuthenticationOptions { ServerCertificate = certificate });
            }

            byte[] received = [];
            var buffer = new byte[64 * 1024];
            while (await requests.ReadAsync(buffer) is > 0 and var count)
            {
                received = [.. received, .. buffer.AsSpan(0, count)];
                if (WireRequest.TryParse(received) is not { } request)
                {
                    continue;
                }

                received = [];
                var reply = respond(request);
                var bytes = reply.ToBytes();
                lock (sync)
                {
                    sentCount += bytes.Length;
                }

                await responses.WriteAsync(bytes);
                for (var sent = 0; reply.Ending is Ending.Endless && sent < EndlessLength && !isDisposed; sent += buffer.Length)
                {
                    await responses.WriteAsync(buffer);
                }

                switch (reply.Ending)
                {
                    case Ending.Close or Ending.Endless:
                        await responses.DisposeAsync();
                        return;
                    case Ending.Reset:
                        WhenClientWaits(reset!);
                        return;
                    case Ending.Stall:
                        WhenClientWaits(elapseTimeouts!);
                        break;
                }
            }
        }
        catch (Exception exception) when (exception is IOException or SocketException or ObjectDisposedException or AuthenticationException)
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
            if (!isReading || receivedCount < sentCount)
            {
                return;
            }

            (action, whenClientWaits) = (whenClientWaits, null);
        }

        action?.Invoke();
    }
}
