using System.Buffers.Binary;
using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;

namespace WanVideo.Tests.Ledger.PostgreSql;

/// <summary>The fault that the proxy causes at the end of a script.</summary>
internal enum ProxyFault
{
    None,

    /// <summary>The connection breaks before the server can commit.</summary>
    BeforeCommit,

    /// <summary>The connection breaks while the server may be committing.</summary>
    DuringCommit,

    /// <summary>The server has committed; its acknowledgement is dropped.</summary>
    AfterCommit,

    /// <summary>The server has committed. Its acknowledgement is never forwarded.</summary>
    Stall,
}

/// <summary>A TCP proxy that reads the frames of the PostgreSQL protocol, version 3, and breaks connections at the end of a script.</summary>
internal sealed class PostgreSqlProxy : IAsyncDisposable
{
    private const int CancelRequestCode = 80877102;
    private readonly TcpListener listener = new(IPAddress.Loopback, 0);
    private readonly ConcurrentDictionary<TcpClient, bool> sockets = new();
    private readonly Task loop;
    private int cancelRequests;

    public PostgreSqlProxy(int targetPort)
    {
        TargetPort = targetPort;
        listener.Start();
        loop = AcceptAsync();
    }

    public int Port => ((IPEndPoint)listener.LocalEndpoint).Port;

    public int TargetPort { get; private set; }

    public Func<ProxyFault> NextFault { get; set; } = () => ProxyFault.None;

    /// <summary>Whether clients receive a process id that is not the server's, as from a pooler.</summary>
    public bool IsPooler { get; set; }

    /// <summary>The number of requests to cancel a running statement.</summary>
    public int CancelRequests => cancelRequests;

    /// <summary>Forwards new connections to another server, and closes existing connections.</summary>
    public void Switch(int targetPort)
    {
        TargetPort = targetPort;
        CloseAll();
    }

    public async ValueTask DisposeAsync()
    {
        listener.Stop();
        CloseAll();
        await loop;
    }

    private void CloseAll()
    {
        foreach (var socket in sockets.Keys)
        {
            socket.Dispose();
        }

        sockets.Clear();
    }

    private async Task AcceptAsync()
    {
        try
        {
            while (true)
            {
                _ = RelayAsync(await listener.AcceptTcpClientAsync());
            }
        }
        catch (Exception exception) when (exception is SocketException or ObjectDisposedException)
        {
        }
    }

    private async Task RelayAsync(TcpClient accepted)
    {
        using var client = accepted;
        using var server = new TcpClient();
        try
        {
            sockets[client] = sockets[server] = true;
            await server.ConnectAsync(IPAddress.Loopback, TargetPort);
            client.NoDelay = server.NoDelay = true;
            var (clientStream, serverStream) = (client.GetStream(), server.GetStream());
            var startup = new byte[4];
            await clientStream.ReadExactlyAsync(startup);
            var body = new byte[BinaryPrimitives.ReadInt32BigEndian(startup) - 4];
            await clientStream.ReadExactlyAsync(body);
            if (BinaryPrimitives.ReadInt32BigEndian(body) == CancelRequestCode)
            {
                Interlocked.Increment(ref cancelRequests);
            }

            await serverStream.WriteAsync(startup);
            await serverStream.WriteAsync(body);
            var fault = new ConnectionFault();
            await await Task.WhenAny(RelayClientAsync(clientStream, serverStream, fault), RelayServerAsync(serverStream, clientStream, fault));
            if (fault.Value is ProxyFault.DuringCommit)
            {
                client.Dispose();
                await Task.Delay(200);
            }
        }
        catch (Exception exception) when (exception is IOException or SocketException or ObjectDisposedException)
        {
        }
        finally
        {
            sockets.TryRemove(client, out _);
            sockets.TryRemove(server, out _);
        }
    }

    private async Task RelayClientAsync(NetworkStream client, NetworkStream server, ConnectionFault fault)
    {
        while (true)
        {
            var frame = await ReadFrameAsync(client);
            if (frame[0] == 'S')
            {
                fault.Value = NextFault();
                if (fault.Value is ProxyFault.BeforeCommit)
                {
                    return;
                }
            }

            await server.WriteAsync(frame);
            if (fault.Value is ProxyFault.DuringCommit)
            {
                return;
            }
        }
    }

    private async Task RelayServerAsync(NetworkStream server, NetworkStream client, ConnectionFault fault)
    {
        while (true)
        {
            var frame = await ReadFrameAsync(server);
            if (frame[0] == 'Z')
            {
                if (fault.Value is ProxyFault.AfterCommit)
                {
                    return;
                }

                if (fault.Value is ProxyFault.Stall)
                {
                    continue;
                }
            }

            if (frame[0] == 'K' && IsPooler)
            {
                frame[5] ^= 1;
            }

            await client.WriteAsync(frame);
        }
    }

    private static async Task<byte[]> ReadFrameAsync(NetworkStream stream)
    {
        var header = new byte[5];
        await stream.ReadExactlyAsync(header);
        var frame = new byte[1 + BinaryPrimitives.ReadInt32BigEndian(header.AsSpan(1))];
        header.CopyTo(frame, 0);
        await stream.ReadExactlyAsync(frame.AsMemory(5));
        return frame;
    }

    private sealed class ConnectionFault
    {
        public volatile ProxyFault Value;
    }
}
