using System.Net;
using System.Net.Sockets;
using WanVideo.MockServer;

namespace WanVideo.Tests.Http;

/// <summary>Which requests are retried, and after which delay. Time is virtual: the delays asserted are exact.</summary>
public sealed class RetryTests : IClassFixture<ProviderFixture>
{
    private const string Create = "generations";
    private const string Query = "/v1/tasks/";

    private readonly ProviderFixture gateway;
    private readonly RecordedMessages messages = new();

    public RetryTests(ProviderFixture gateway)
    {
        this.gateway = gateway;
        gateway.Reset();
    }

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_Retry_After_in_seconds_is_observed_exactly()
    {
        gateway.Server.Faults.Add(ProviderFixture.RespondWith(HttpStatusCode.TooManyRequests, Create, times: 1, headers: ("Retry-After", "17")));

        Assert.Equal([TimeSpan.FromSeconds(17)], await GetDelaysAsync(CreateAsync));
        Assert.Equal(2, gateway.Server.Record.Requests.Count);
        Assert.Equal("EvoLink: HTTP 429. Retry 1 of 4 in 17 s.", Assert.Single(messages.VerboseMessages));
    }

    [Fact]
    public async Task A_Retry_After_date_is_observed()
    {
        var time = new WaitRecorder();
        var date = time.GetUtcNow().AddSeconds(40);
        gateway.Server.Faults.Add(ProviderFixture.RespondWith(HttpStatusCode.TooManyRequests, Query, times: 1, headers: ("Retry-After", date.ToString("R"))));
        using var evoLink = gateway.Connect(time);
        await Assert.ThrowsAsync<VideoException>(() => evoLink.GetAsync("task-unified-1", messages, Cancellation));

        Assert.InRange(Assert.Single(time.Delays), TimeSpan.FromSeconds(38), TimeSpan.FromSeconds(40));
    }

    [Fact]
    public async Task Without_a_Retry_After_retries_back_off_and_then_fail()
    {
        gateway.Server.Faults.Add(ProviderFixture.RespondWith(HttpStatusCode.TooManyRequests, Create));
        var time = new WaitRecorder();
        using var evoLink = gateway.Connect(time);
        var failure = await Assert.ThrowsAsync<VideoException>(() => CreateAsync(evoLink));

        Assert.Equal(VideoErrorKind.RateLimited, failure.Error.Kind);
        Assert.Equal(4, time.Delays.Count);
        Assert.Equal(5, gateway.Server.Record.Requests.Count);
        Assert.All(time.Delays, delay => Assert.InRange(delay, TimeSpan.FromTicks(1), TimeSpan.FromSeconds(30)));
    }

    [Fact]
    public async Task A_Retry_After_of_an_hour_is_an_error()
    {
        gateway.Server.Faults.Add(ProviderFixture.RespondWith(HttpStatusCode.TooManyRequests, Create, headers: ("Retry-After", "3600")));
        var time = new WaitRecorder();
        using var evoLink = gateway.Connect(time);
        var failure = await Assert.ThrowsAsync<VideoException>(() => CreateAsync(evoLink));

        Assert.Equal(TimeSpan.FromHours(1), failure.RetryAfter);
        Assert.Empty(time.Delays);
        Assert.Single(gateway.Server.Record.Requests);
    }

    [Theory]
    [InlineData(HttpStatusCode.RequestTimeout)]
    [InlineData(HttpStatusCode.TooManyRequests)]
    [InlineData(HttpStatusCode.InternalServerError)]
    [InlineData(HttpStatusCode.BadGateway)]
    [InlineData(HttpStatusCode.ServiceUnavailable)]
    [InlineData(HttpStatusCode.GatewayTimeout)]
    public async Task A_query_is_retried_after(HttpStatusCode status)
    {
        var task = await RunWithoutFaultsAsync(CreateAsync);
        gateway.Server.Faults.Add(ProviderFixture.RespondWith(status, Query, times: 2));

        Assert.Equal(2, (await GetDelaysAsync(evoLink => evoLink.GetAsync(task.Id, messages, Cancellation))).Count);
    }

    [Theory]
    [InlineData(FaultKind.Drop)]
    [InlineData(FaultKind.Truncate)]
    public async Task A_query_without_a_complete_response_is_retried(FaultKind kind)
    {
        var task = await RunWithoutFaultsAsync(CreateAsync);
        gateway.Server.Faults.Add(new Fault { Path = Query, Times = 2, Action = new FaultAction { Kind = kind, Bytes = 10 } });

        Assert.Equal(2, (await GetDelaysAsync(evoLink => evoLink.GetAsync(task.Id, messages, Cancellation))).Count);
    }

    [Theory]
    [InlineData(FaultKind.Drop, FaultTime.Before)]
    [InlineData(FaultKind.Drop, FaultTime.After)]
    [InlineData(FaultKind.Truncate, FaultTime.After)]
    public async Task A_create_request_without_a_response_is_sent_once_also_on_a_reused_connection(FaultKind kind, FaultTime faultTime)
    {
        using var evoLink = gateway.Connect(new WaitRecorder());
        await CreateAsync(evoLink);
        await CreateAsync(evoLink);
        gateway.Reset();
        gateway.Server.Faults.Add(new Fault { Path = Create, Action = new FaultAction { Kind = kind, When = faultTime, Bytes = 10 } });
        var failure = await Assert.ThrowsAsync<VideoException>(() => CreateAsync(evoLink));

        Assert.Equal(VideoErrorKind.OutcomeUnknown, failure.Error.Kind);
        Assert.Single(gateway.Server.Record.Requests);
    }

    [Fact]
    public async Task A_create_request_canceled_during_the_response_has_an_unknown_outcome()
    {
        using var cancellationSource = new CancellationTokenSource();
        gateway.Server.Faults.Add(new Fault { Path = Create, Action = new FaultAction { Kind = FaultKind.Delay, Milliseconds = 60_000, When = FaultTime.After } });
        using var evoLink = gateway.Connect();
        var created = gateway.Server.Record.State.CreateRequests;
        var create = evoLink.CreateAsync(ProviderFixture.Request(evoLink), "a-key-of-sixteen-characters", messages, cancellationSource.Token);
        while (gateway.Server.Record.State.CreateRequests == created)
        {
            await Task.Yield();
        }

        await cancellationSource.CancelAsync();
        var failure = await Assert.ThrowsAsync<VideoException>(() => create);

        Assert.Equal(VideoErrorKind.OutcomeUnknown, failure.Error.Kind);
        Assert.Contains("the command was stopped", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_create_request_canceled_before_a_retry_created_no_task()
    {
        using var cancellationSource = new CancellationTokenSource();
        gateway.Server.Faults.Add(ProviderFixture.RespondWith(HttpStatusCode.TooManyRequests, Create, headers: ("Retry-After", "50")));
        using var evoLink = gateway.Connect(new WaitRecorder { OnWait = cancellationSource.Cancel });

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() =>
            evoLink.CreateAsync(ProviderFixture.Request(evoLink), "a-key-of-sixteen-characters", messages, cancellationSource.Token));
        Assert.Single(gateway.Server.Record.Requests);
    }

    [Fact]
    public async Task A_refused_connection_created_no_task()
    {
        using var evoLink = gateway.Connect(new WaitRecorder(), baseUri: new Uri($"http://127.0.0.1:{UnusedPort()}/"));
        var failure = await Assert.ThrowsAsync<VideoException>(() => CreateAsync(evoLink));

        Assert.Equal(VideoErrorKind.Unreachable, failure.Error.Kind);
    }

    [Fact]
    public async Task An_unresolved_host_name_created_no_task()
    {
        using var evoLink = gateway.Connect(new WaitRecorder(), baseUri: new Uri("https://gateway.invalid/"));
        var failure = await Assert.ThrowsAsync<VideoException>(() => CreateAsync(evoLink));

        Assert.Equal(VideoErrorKind.Unreachable, failure.Error.Kind);
    }

    [Fact]
    public async Task A_failed_TLS_handshake_created_no_task()
    {
        using var evoLink = gateway.Connect(new WaitRecorder(), baseUri: new UriBuilder(gateway.Server.BaseUri) { Scheme = "https" }.Uri);
        var failure = await Assert.ThrowsAsync<VideoException>(() => CreateAsync(evoLink));

        Assert.Equal(VideoErrorKind.Unreachable, failure.Error.Kind);
        Assert.Empty(gateway.Server.Record.Requests);
    }

    private Task<VideoTask> CreateAsync(IVideoProvider provider) =>
        provider.CreateAsync(ProviderFixture.Request(provider), Guid.NewGuid().ToString("N"), messages, Cancellation);

    private async Task<VideoTask> RunWithoutFaultsAsync(Func<IVideoProvider, Task<VideoTask>> call)
    {
        using var evoLink = gateway.Connect();
        var task = await call(evoLink);
        gateway.Reset();
        return task;
    }

    private async Task<List<TimeSpan>> GetDelaysAsync(Func<IVideoProvider, Task> call)
    {
        var time = new WaitRecorder();
        using var evoLink = gateway.Connect(time);
        await call(evoLink);
        return time.Delays;
    }

    private static int UnusedPort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
