using System.Buffers.Binary;
using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;

namespace WanVideo.Tests.Ledger.PostgreSql;

/// <summary>What a proxy does when a client ends a script.</summary>
internal enum ProxyFault
{
    None,

    /// <summary>The connection breaks before the server can commit.</summary>
    BeforeCommit,

    /// <summary>The connection breaks while the server may be committing.</summary>
    DuringCommit,

    /// <summary>The server has committed; its acknowledgement is dropped.</summary>
    AfterCommit,

    /// <summary>The server has committed; its acknowledgement is held back for good.</summary>
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

    /// <summary>Whether clients get a process id that is not the server's, as a pooler gives it out.</summary>
    public bool IsPooler { get; set; }

    /// <summary>How many requests to cancel a running statement arrived.</summary>
    public int CancelRequests => cancelRequests;

    /// <summary>Leads to another server from now on. Existing connections break.</summary>
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
        catch (Exception stopped) when (stopped is SocketException or ObjectDisposedException)
        {
        }
    }

    private async Task RelayAsync(TcpClient client)
    {
        using var near = client;
        using var far = new TcpClient();
        try
        {
            sockets[near] = sockets[far] = true;
            await far.ConnectAsync(IPAddress.Loopback, TargetPort);
            near.NoDelay = far.NoDelay = true;
            var (nearStream, farStream) = (near.GetStream(), far.GetStream());
            var startup = new byte[4];
            await nearStream.ReadExactlyAsync(startup);
            var body = new byte[BinaryPrimitives.ReadInt32BigEndian(startup) - 4];
            await nearStream.ReadExactlyAsync(body);
            if (BinaryPrimitives.ReadInt32BigEndian(body) == CancelRequestCode)
            {
                Interlocked.Increment(ref cancelRequests);
            }

            await farStream.WriteAsync(startup);
            await farStream.WriteAsync(body);
            var fault = new StrongBox();
            await await Task.WhenAny(RelayClientAsync(nearStream, farStream, fault), RelayServerAsync(farStream, nearStream, fault));
            if (fault.Value is ProxyFault.DuringCommit)
            {
                near.Dispose();
                await Task.Delay(200);
            }
        }
        catch (Exception broken) when (broken is IOException or SocketException or ObjectDisposedException)
        {
        }
        finally
        {
            sockets.TryRemove(near, out _);
            sockets.TryRemove(far, out _);
        }
    }

    private async Task RelayClientAsync(NetworkStream client, NetworkStream server, StrongBox fault)
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

    private async Task RelayServerAsync(NetworkStream server, NetworkStream client, StrongBox fault)
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
        var head = new byte[5];
        await stream.ReadExactlyAsync(head);
        var frame = new byte[1 + BinaryPrimitives.ReadInt32BigEndian(head.AsSpan(1))];
        head.CopyTo(frame, 0);
        await stream.ReadExactlyAsync(frame.AsMemory(5));
        return frame;
    }

    private sealed class StrongBox
    {
        public volatile ProxyFault Value;
    }
}
