using System.Net;
using System.Net.Sockets;
using WanVideo.Callbacks;

namespace WanVideo.Tests.Callbacks;

/// <summary>Limits of time, connections and memory, and closing.</summary>
public sealed class CallbackConnectionTests
{
    private const string Post = "POST / HTTP/1.1\r\nHost: 127.0.0.1\r\n";
    private const string Continue = "HTTP/1.1 100 Continue\r\n\r\n";

    [Theory]
    [InlineData("")]
    [InlineData("POST / HT")]
    [InlineData(Post + "Content-Length: 3\r\n\r\non")]
    [InlineData(Post + "Transfer-Encoding: chunked\r\n\r\n3\r\none\r\n")]
    public async Task A_request_that_does_not_arrive_in_time_is_rejected(string request)
    {
        await using var listener = await RunningListener.StartAsync();
        var start = listener.Time.GetUtcNow();
        using var client = await listener.ConnectAsync();
        await client.SendAsync(request);

        var response = await listener.Time.RunAsync(client.ReadToEndAsync());

        Assert.StartsWith("HTTP/1.1 408 ", response, StringComparison.Ordinal);
        Assert.True(listener.Time.GetUtcNow() - start >= CallbackListener.RequestTimeout);
    }

    [Fact]
    public async Task The_time_of_a_request_is_limited_in_total_not_between_bytes()
    {
        await using var listener = await RunningListener.StartAsync();
        var start = listener.Time.GetUtcNow();
        using var client = await listener.ConnectAsync();
        await client.SendAsync(Post + "Expect: 100-continue\r\nContent-Length: 3\r\n\r\n");
        await client.ExpectAsync(Continue);

        await listener.Time.RunAsync(Task.Delay(CallbackListener.RequestTimeout * 0.6, listener.Time, TestContext.Current.CancellationToken));
        await client.SendAsync("o");
        var response = await listener.Time.RunAsync(client.ReadToEndAsync());

        Assert.StartsWith("HTTP/1.1 408 ", response, StringComparison.Ordinal);
        Assert.InRange(listener.Time.GetUtcNow() - start, CallbackListener.RequestTimeout, CallbackListener.RequestTimeout + CallbackListener.LingerTimeout);
    }

    [Fact]
    public async Task A_client_that_sends_on_after_the_response_is_disconnected_after_the_linger_timeout()
    {
        await using var listener = await RunningListener.StartAsync();
        using var client = await listener.ConnectAsync();
        await client.SendAsync(Post + "Content-Length: 9999999999\r\n\r\n");
        await client.ExpectAsync("HTTP/1.1 413 ");

        await listener.Time.RunAsync(Assert.ThrowsAsync<IOException>(async () =>
        {
            while (true)
            {
                await client.SendAsync(new string('x', 1024));
            }
        }));
    }

    [Fact]
    public async Task A_client_that_sends_a_long_body_before_it_reads_receives_the_rejection()
    {
        await using var listener = await RunningListener.StartAsync();
        var body = new string('x', 4 * CallbackListener.MaxBodyLength);

        for (var i = 0; i < 10; i++)
        {
            Assert.StartsWith("HTTP/1.1 413 ", await listener.SendAsync($"{Post}Content-Length: {body.Length}\r\n\r\n{body}"), StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task Connections_above_the_maximum_wait_for_a_free_one()
    {
        await using var listener = await RunningListener.StartAsync();
        var clients = await FillAsync(listener);
        using var waiting = await listener.ConnectAsync();
        await waiting.SendAsync(Post + "Content-Length: 3\r\n\r\ntwo");

        await clients[0].SendAsync("one");
        Assert.StartsWith("HTTP/1.1 204 ", await clients[0].ReadToEndAsync(), StringComparison.Ordinal);
        clients[0].Dispose();

        Assert.StartsWith("HTTP/1.1 204 ", await waiting.ReadToEndAsync(), StringComparison.Ordinal);
        await listener.DisposeAsync();
        Assert.Equal(["one", "two"], listener.Received);
    }

    [Fact]
    public async Task Connections_that_send_nothing_do_not_block_others_for_longer_than_the_request_timeout()
    {
        await using var listener = await RunningListener.StartAsync();
        var clients = await FillAsync(listener);
        using var waiting = await listener.ConnectAsync();
        await waiting.SendAsync(Post + "Content-Length: 3\r\n\r\none");

        await listener.Time.RunAsync(Task.Delay(CallbackListener.RequestTimeout, listener.Time, TestContext.Current.CancellationToken));
        Assert.StartsWith("HTTP/1.1 408 ", await clients[0].ReadToEndAsync(), StringComparison.Ordinal);
        clients[0].Dispose();

        Assert.StartsWith("HTTP/1.1 204 ", await waiting.ReadToEndAsync(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("")]
    [InlineData("POST / HT")]
    [InlineData(Post + "Content-Length: 3\r\n\r\non")]
    [InlineData(Post + "Content-Length: 5\r\n\r\nother")]
    public async Task A_reset_connection_does_not_affect_others(string request)
    {
        await using var listener = await RunningListener.StartAsync();

        for (var i = 0; i < 2 * CallbackListener.MaxConnections; i++)
        {
            using var client = await listener.ConnectAsync();
            await client.SendAsync(request);
            client.Reset();
        }

        Assert.StartsWith("HTTP/1.1 204 ", await listener.SendAsync(Post + "Content-Length: 3\r\n\r\none"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_body_that_cannot_be_processed_is_an_error_of_its_request_only()
    {
        await using var listener = await RunningListener.StartAsync();

        Assert.StartsWith("HTTP/1.1 500 ", await listener.SendAsync(Post + "Content-Length: 5\r\n\r\nthrow"), StringComparison.Ordinal);
        Assert.StartsWith("HTTP/1.1 204 ", await listener.SendAsync(Post + "Content-Length: 3\r\n\r\none"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_response_is_sent_when_the_body_was_processed()
    {
        var isProcessing = new TaskCompletionSource();
        var result = new TaskCompletionSource<HttpStatusCode>();
        await using var listener = await RunningListener.StartAsync(_ =>
        {
            isProcessing.SetResult();
            return result.Task;
        });
        var sending = listener.SendAsync(Post + "Content-Length: 3\r\n\r\none");
        await isProcessing.Task;
        Assert.False(sending.IsCompleted);

        result.SetResult(HttpStatusCode.ServiceUnavailable);

        Assert.StartsWith("HTTP/1.1 503 ", await sending, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_body_that_is_processed_does_not_delay_others()
    {
        var count = 0;
        await using var listener = await RunningListener.StartAsync(async token =>
        {
            await Task.Delay(Interlocked.Increment(ref count) == 1 ? Timeout.InfiniteTimeSpan : TimeSpan.Zero, token);
            return HttpStatusCode.NoContent;
        });
        using var first = await listener.ConnectAsync();
        await first.SendAsync(Post + "Content-Length: 3\r\n\r\none");
        while (listener.Received.IsEmpty)
        {
            await Task.Delay(1, TestContext.Current.CancellationToken);
        }

        Assert.StartsWith("HTTP/1.1 204 ", await listener.SendAsync(Post + "Content-Length: 3\r\n\r\ntwo"), StringComparison.Ordinal);
        await listener.DisposeAsync();
        Assert.Equal("", await first.ReadToEndAsync());
    }

    [Fact]
    public async Task Cancellation_closes_open_connections_and_the_port()
    {
        await using var listener = await RunningListener.StartAsync();
        var clients = await FillAsync(listener);

        await listener.DisposeAsync();

        foreach (var client in clients)
        {
            Assert.Equal("", await client.ReadToEndAsync());
        }

        using var other = new TcpListener(IPAddress.Loopback, listener.Port);
        other.Start();
    }

    [Fact]
    public async Task A_caller_that_stops_listening_closes_the_port_after_the_response()
    {
        var listener = new CallbackListener(RunningListener.GetUnusedPort(), TimeProvider.System);
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        using var client = new HttpClient();
        Task<HttpResponseMessage>? sending = null;

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => listener.ListenAsync(
            async (_, _) =>
            {
                await stop.CancelAsync();
                return HttpStatusCode.NoContent;
            },
            () => sending = client.PostAsync(listener.Url, new StringContent("one")),
            stop.Token));

        using var other = new TcpListener(IPAddress.Loopback, listener.Url.Port);
        other.Start();
        using var response = await sending!;
        Assert.Equal(HttpStatusCode.NoContent, response.StatusCode);
    }

    [Fact]
    public async Task Cancellation_while_connections_arrive_ends_the_listener()
    {
        for (var i = 0; i < 100; i++)
        {
            await using var listener = await RunningListener.StartAsync();
            var clients = Enumerable.Range(0, 8).Select(_ => SendAndIgnoreErrorsAsync(listener)).ToList();
            if (i % 2 == 0)
            {
                await Task.WhenAny(clients);
            }

            await listener.DisposeAsync();
            await Task.WhenAll(clients);
        }
    }

    [Fact]
    public async Task Only_the_loopback_address_is_bound()
    {
        await using var listener = await RunningListener.StartAsync();

        // All of 127.0.0.0/8 reaches a socket that is bound to every address.
        using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        await Assert.ThrowsAsync<SocketException>(() => socket.ConnectAsync(IPAddress.Parse("127.0.0.2"), listener.Port, TestContext.Current.CancellationToken).AsTask());
    }

    private static async Task SendAndIgnoreErrorsAsync(RunningListener listener)
    {
        try
        {
            await listener.SendAsync(Post + "Content-Length: 3\r\n\r\none");
        }
        catch (Exception exception) when (exception is SocketException or IOException)
        {
        }
    }

    // Opens the maximum number of connections, each waiting for a body of 3 bytes.
    private static async Task<List<RawClient>> FillAsync(RunningListener listener)
    {
        var clients = new List<RawClient>();
        for (var i = 0; i < CallbackListener.MaxConnections; i++)
        {
            var client = await listener.ConnectAsync();
            await client.SendAsync(Post + "Expect: 100-continue\r\nContent-Length: 3\r\n\r\n");
            await client.ExpectAsync(Continue);
            clients.Add(client);
        }

        return clients;
    }
}
