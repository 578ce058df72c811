using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using System.Text;
using WanVideo.Callbacks;

namespace WanVideo.Tests.Callbacks;

/// <summary>A listener that receives until it is disposed, and collects the bodies. Bodies that begin with "other" are not callbacks.</summary>
internal sealed class RunningListener : IAsyncDisposable
{
    private readonly CallbackListener listener;
    private readonly CancellationTokenSource stop = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
    private readonly TaskCompletionSource listening = new();
    private Task receiving = Task.CompletedTask;

    private RunningListener() => listener = new CallbackListener(GetUnusedPort(), Time);

    /// <summary>Stands still, except while <see cref="VirtualTime.RunAsync(Task)"/> runs.</summary>
    public VirtualTime Time { get; } = new();

    public int Port => listener.Url.Port;

    public ConcurrentQueue<string> Received { get; } = [];

    /// <summary>Starts to listen.</summary>
    /// <param name="onReceived">Called for each callback. Returns the status of the response, 204 by default.</param>
    public static async Task<RunningListener> StartAsync(Func<CancellationToken, Task<HttpStatusCode>>? onReceived = null)
    {
        var running = new RunningListener();
        running.receiving = running.ReceiveAsync(onReceived ?? (_ => Task.FromResult(HttpStatusCode.NoContent)));
        await Task.WhenAny(running.listening.Task, running.receiving);
        return running;
    }

    public async Task<RawClient> ConnectAsync()
    {
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp);
        await socket.ConnectAsync(IPAddress.Loopback, Port, TestContext.Current.CancellationToken);
        return new RawClient(socket);
    }

    /// <summary>Sends bytes, one per character, and returns the response.</summary>
    public async Task<string> SendAsync(string request)
    {
        using var client = await ConnectAsync();
        await client.SendAsync(request);
        return await client.ReadToEndAsync();
    }

    /// <summary>Cancels the listener and waits until it has stopped.</summary>
    public async ValueTask DisposeAsync()
    {
        await stop.CancelAsync();
        await receiving;
    }

    public static int GetUnusedPort()
    {
        using var unused = new TcpListener(IPAddress.Loopback, 0);
        unused.Start();
        return ((IPEndPoint)unused.LocalEndpoint).Port;
    }

    private async Task ReceiveAsync(Func<CancellationToken, Task<HttpStatusCode>> onReceived)
    {
        try
        {
            await listener.ListenAsync(ProcessAsync, listening.SetResult, stop.Token);
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
        }

        async Task<HttpStatusCode> ProcessAsync(CallbackRequest request, CancellationToken cancellationToken)
        {
            var body = request.Body;
            if (body.Span.StartsWith("throw"u8))
            {
                throw new InvalidOperationException("throw");
            }

            if (body.Span.StartsWith("other"u8))
            {
                return HttpStatusCode.BadRequest;
            }

            Received.Enqueue(Encoding.UTF8.GetString(body.Span));
            return await onReceived(cancellationToken);
        }
    }
}

/// <summary>The client side of a connection, without any HTTP.</summary>
internal sealed class RawClient(Socket socket) : IDisposable
{
    private readonly NetworkStream stream = new(socket, ownsSocket: true);

    public void Dispose() => stream.Dispose();

    public Task SendAsync(string bytes) => stream.WriteAsync(Encoding.Latin1.GetBytes(bytes), TestContext.Current.CancellationToken).AsTask();

    /// <summary>Reads until the listener ends its side of the connection.</summary>
    public async Task<string> ReadToEndAsync()
    {
        using var reader = new StreamReader(stream, Encoding.Latin1, leaveOpen: true);
        return await reader.ReadToEndAsync(TestContext.Current.CancellationToken);
    }

    /// <summary>Reads exactly this text.</summary>
    public async Task ExpectAsync(string text)
    {
        var bytes = new byte[text.Length];
        await stream.ReadExactlyAsync(bytes, TestContext.Current.CancellationToken);
        Assert.Equal(text, Encoding.Latin1.GetString(bytes));
    }

    /// <summary>Ends the sending side of the connection.</summary>
    public void EndSending() => socket.Shutdown(SocketShutdown.Send);

    /// <summary>Closes the connection with a reset.</summary>
    public void Reset()
    {
        socket.LingerState = new LingerOption(enable: true, seconds: 0);
        Dispose();
    }
}
