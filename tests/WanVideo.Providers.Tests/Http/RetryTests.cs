using System.Net;
using WanVideo.MockServer;

namespace WanVideo.Tests.Http;

/// <summary>Which queries are retried, and after which delay. Create requests: <see cref="CreateRequestTests"/>. Time is virtual: the delays asserted are exact.</summary>
public sealed class RetryTests : IClassFixture<ProviderFixture>
{
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
        var task = await RunWithoutFaultsAsync(CreateAsync);
        gateway.Server.Faults.Add(ProviderFixture.RespondWith(HttpStatusCode.TooManyRequests, Query, times: 1, headers: ("Retry-After", "17")));

        Assert.Equal([TimeSpan.FromSeconds(17)], await GetDelaysAsync(evoLink => evoLink.GetAsync(task.Id, messages, Cancellation)));
        Assert.Equal(2, gateway.Server.Record.Requests.Count);
        Assert.Equal("EvoLink: HTTP 429. Retry 1 of 4 in 17 s.", Assert.Single(messages.VerboseMessages));
    }

    [Fact]
    public async Task A_Retry_After_date_is_observed()
    {
        var time = new WaitRecorder();
        var date = time.GetUtcNow().AddDays(-1);
        gateway.Server.Faults.Add(ProviderFixture.RespondWith(HttpStatusCode.TooManyRequests, Query, times: 1, headers: [("Date", date.ToString("R")), ("Retry-After", date.AddSeconds(40).ToString("R"))]));
        using var evoLink = gateway.Connect(time);
        await Assert.ThrowsAsync<VideoException>(() => evoLink.GetAsync("task-unified-1", messages, Cancellation));

        Assert.Equal(TimeSpan.FromSeconds(40), Assert.Single(time.Delays));
    }

    [Theory]
    [InlineData("0")]
    [InlineData("Fri, 20 Nov 2015 12:00:00 GMT")]
    public async Task A_Retry_After_that_is_zero_or_past_does_not_shorten_the_back_off(string retryAfter)
    {
        gateway.Server.Faults.Add(ProviderFixture.RespondWith(HttpStatusCode.TooManyRequests, Query, headers: ("Retry-After", retryAfter)));
        var time = new WaitRecorder();
        using var evoLink = gateway.Connect(time);
        await Assert.ThrowsAsync<VideoException>(() => evoLink.GetAsync("task-unified-1", messages, Cancellation));

        Assert.Equal(4, time.Delays.Count);
        Assert.All(time.Delays, (delay, retry) => Assert.InRange(delay.TotalSeconds, 0.75 * Math.Pow(2, retry), 1.25 * Math.Pow(2, retry)));
    }

    [Fact]
    public async Task Without_a_Retry_After_retries_back_off_and_then_fail()
    {
        gateway.Server.Faults.Add(ProviderFixture.RespondWith(HttpStatusCode.TooManyRequests, Query));
        var time = new WaitRecorder();
        using var evoLink = gateway.Connect(time);
        var exception = await Assert.ThrowsAsync<VideoException>(() => evoLink.GetAsync("task-unified-1", messages, Cancellation));

        Assert.Equal(VideoErrorKind.RateLimited, exception.Error.Kind);
        Assert.Equal(4, time.Delays.Count);
        Assert.Equal(5, gateway.Server.Record.Requests.Count);
        Assert.All(time.Delays, delay => Assert.InRange(delay, TimeSpan.FromTicks(1), TimeSpan.FromSeconds(30)));
    }

    [Fact]
    public async Task A_Retry_After_of_an_hour_is_an_error()
    {
        gateway.Server.Faults.Add(ProviderFixture.RespondWith(HttpStatusCode.TooManyRequests, Query, headers: ("Retry-After", "3600")));
        var time = new WaitRecorder();
        using var evoLink = gateway.Connect(time);
        var exception = await Assert.ThrowsAsync<VideoException>(() => evoLink.GetAsync("task-unified-1", messages, Cancellation));

        Assert.Equal(TimeSpan.FromHours(1), exception.RetryAfter);
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

    private Task<VideoTask> CreateAsync(IVideoProvider provider) =>
        provider.CreateAsync(ProviderFixture.Request(provider), ProviderFixture.Permit(), messages, Cancellation);

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
}
