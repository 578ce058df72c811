using System.Net;
using System.Net.Sockets;
using System.Text;
using WanVideo.Callbacks;

namespace WanVideo.Tests.Callbacks;

/// <summary>Which requests are accepted as callbacks, and with which status.</summary>
public sealed class CallbackListenerTests : IDisposable
{
    private readonly HttpClient client = new();
    private readonly CallbackListener listener = new(RunningListener.GetUnusedPort(), TimeProvider.System);
    private readonly CancellationTokenSource stop = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);

    public void Dispose()
    {
        client.Dispose();
        stop.Dispose();
    }

    [Fact]
    public async Task Bodies_are_processed_in_the_order_of_their_requests()
    {
        var received = await RunAsync(async () =>
        {
            Assert.Equal(HttpStatusCode.NoContent, await PostAsync("one"));
            Assert.Equal(HttpStatusCode.NoContent, await PostAsync("two"));
        });

        Assert.Equal(["one", "two"], received);
    }

    [Fact]
    public async Task A_body_that_is_not_a_callback_is_rejected()
    {
        var received = await RunAsync(async () =>
        {
            Assert.Equal(HttpStatusCode.BadRequest, await PostAsync("other"));
            Assert.Equal(HttpStatusCode.NoContent, await PostAsync("one"));
        });

        Assert.Equal(["one"], received);
    }

    [Fact]
    public async Task Another_method_is_rejected()
    {
        var received = await RunAsync(async () =>
        {
            using var response = await client.GetAsync(listener.Url, stop.Token);
            Assert.Equal(HttpStatusCode.MethodNotAllowed, response.StatusCode);
        });

        Assert.Empty(received);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_body_that_is_too_long_is_rejected_with_and_without_a_Content_Length(bool hasLength)
    {
        var received = await RunAsync(async () =>
        {
            using var content = new StreamContent(new MemoryStream(new byte[CallbackListener.MaxBodyLength + 1]));
            using var request = new HttpRequestMessage(HttpMethod.Post, listener.Url) { Content = content };
            request.Headers.TransferEncodingChunked = !hasLength;
            Assert.Equal(HttpStatusCode.RequestEntityTooLarge, await SendAsync(request));
        });

        Assert.Empty(received);
    }

    [Fact]
    public async Task A_port_in_use_is_an_error()
    {
        using var other = new TcpListener(IPAddress.Loopback, listener.Url.Port);
        other.Start();

        var exception = await Assert.ThrowsAsync<VideoException>(() => RunAsync(() => Task.CompletedTask));

        Assert.Equal(VideoErrorKind.InvalidParameter, exception.Error.Kind);
        Assert.StartsWith($"-Port {listener.Url.Port} cannot be opened", exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Cancellation_closes_the_port()
    {
        await RunAsync(() => Task.CompletedTask);

        using var other = new TcpListener(IPAddress.Loopback, listener.Url.Port);
        other.Start();
    }

    // Sends requests while the listener runs, then cancels it.
    private async Task<List<string>> RunAsync(Func<Task> send)
    {
        var listening = new TaskCompletionSource();
        var received = new List<string>();
        var receiving = ReceiveAsync();
        if (await Task.WhenAny(listening.Task, receiving) == listening.Task)
        {
            await send();
            await stop.CancelAsync();
        }

        await receiving;
        return received;

        Task<HttpStatusCode> ProcessAsync(CallbackRequest request, CancellationToken cancellationToken)
        {
            var body = request.Body.ToArray();
            if (IsCallback(body))
            {
                received.Add(Encoding.UTF8.GetString(body));
            }

            return Task.FromResult(IsCallback(body) ? HttpStatusCode.NoContent : HttpStatusCode.BadRequest);
        }

        async Task ReceiveAsync()
        {
            try
            {
                await listener.ListenAsync(ProcessAsync, listening.SetResult, stop.Token);
            }
            catch (OperationCanceledException) when (stop.IsCancellationRequested)
            {
            }
        }
    }

    private static bool IsCallback(byte[] body) => body is not [(byte)'o', (byte)'t', ..];

    private async Task<HttpStatusCode> PostAsync(string body)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, listener.Url) { Content = new StringContent(body) };
        return await SendAsync(request);
    }

    private async Task<HttpStatusCode> SendAsync(HttpRequestMessage request)
    {
        using var response = await client.SendAsync(request, stop.Token);
        return response.StatusCode;
    }
}
