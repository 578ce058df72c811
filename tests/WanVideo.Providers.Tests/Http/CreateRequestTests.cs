using System.Net;
using System.Net.Sockets;
using System.Text;
using WanVideo.Catalog;
using WanVideo.Ledger;
using WanVideo.MockServer;

namespace WanVideo.Tests.Http;

/// <summary>A create request is sent once per permit, and each way in which it can end is classified: accepted, refused, certainly not accepted, or unknown.</summary>
public sealed class CreateRequestTests : IClassFixture<ProviderFixture>
{
    private const string Create = "generations|video-synthesis|wan/videos";

    private readonly ProviderFixture gateway;
    private readonly RecordedMessages messages = new();

    public CreateRequestTests(ProviderFixture gateway)
    {
        this.gateway = gateway;
        gateway.Reset();
    }

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(HttpStatusCode.TooManyRequests, null)]
    [InlineData(HttpStatusCode.TooManyRequests, "17")]
    [InlineData(HttpStatusCode.ServiceUnavailable, "17")]
    public async Task A_throttled_request_is_not_retried_by_the_provider_and_may_be_sent_again(HttpStatusCode status, string? retryAfter)
    {
        gateway.Server.Faults.Add(ProviderFixture.RespondWith(status, Create, headers: retryAfter is null ? [] : [("Retry-After", retryAfter)]));
        var exception = await GetExceptionAsync();

        Assert.True(exception.IsCreateRepeatable);
        Assert.Equal((status, retryAfter is null ? null : TimeSpan.FromSeconds(17)), (exception.StatusCode, exception.RetryAfter));
        Assert.Single(gateway.Server.Record.Requests);
    }

    [Theory]
    [InlineData(408)]
    [InlineData(409)]
    [InlineData(301)]
    [InlineData(303)]
    [InlineData(307)]
    [InlineData(418)]
    [InlineData(499)]
    [InlineData(500)]
    [InlineData(502)]
    [InlineData(503)]
    [InlineData(504)]
    [InlineData(524)]
    public async Task A_status_that_can_follow_the_creation_of_a_task_leaves_the_outcome_unknown(int status)
    {
        gateway.Server.Faults.Add(ProviderFixture.RespondWith((HttpStatusCode)status, Create, """{"error":{"message":"The gateway's words"}}""", headers: ("Location", "/elsewhere")));
        var exception = await GetExceptionAsync();

        Assert.Equal((VideoErrorKind.OutcomeUnknown, false), (exception.Error.Kind, exception.IsCreateRepeatable));
        Assert.Contains("The gateway's words", exception.Message, StringComparison.Ordinal);
        Assert.Single(gateway.Server.Record.Requests);
    }

    [Theory]
    [InlineData(400)]
    [InlineData(401)]
    [InlineData(402)]
    [InlineData(403)]
    [InlineData(404)]
    [InlineData(405)]
    [InlineData(413)]
    [InlineData(415)]
    [InlineData(422)]
    public async Task A_status_that_precedes_the_creation_of_a_task_is_a_refusal(int status)
    {
        gateway.Server.Faults.Add(ProviderFixture.RespondWith((HttpStatusCode)status, Create, """{"error":{"message":"The gateway's words"}}"""));
        var exception = await GetExceptionAsync();

        Assert.NotEqual(VideoErrorKind.OutcomeUnknown, exception.Error.Kind);
        Assert.Equal(status is 404 or 405 ? $"The gateway's words {gateway.Server.BaseUri}v1/videos/generations does not accept create requests (HTTP {status}). Check -BaseUri." : "The gateway's words", exception.Error.Message);
        Assert.False(exception.IsCreateRepeatable);
        Assert.Single(gateway.Server.Record.Requests);
    }

    [Theory]
    [InlineData("EvoLink", 503, "insufficient_quota", VideoErrorKind.Balance)]
    [InlineData("EvoLink", 500, "key_disabled", VideoErrorKind.Authentication)]
    [InlineData("EvoLink", 500, "mcp_paused", VideoErrorKind.Permission)]
    [InlineData("EvoLink", 500, "mcp_token_invalid", VideoErrorKind.Authentication)]
    [InlineData("EvoLink", 500, "connection_not_authorized", VideoErrorKind.Authentication)]
    [InlineData("EvoLink", 502, "session_expired", VideoErrorKind.Authentication)]
    [InlineData("EvoLink", 429, "insufficient_user_quota", VideoErrorKind.Balance)]
    [InlineData("ModelStream", 503, "model_not_found", VideoErrorKind.InvalidRequest)]
    [InlineData("ModelStream", 500, "invalid_json", VideoErrorKind.InvalidRequest)]
    [InlineData("DashScope", 503, "ServiceUnavailable", VideoErrorKind.RateLimited)]
    [InlineData("DashScope", 503, "ModelUnavailable", VideoErrorKind.RateLimited)]
    [InlineData("DashScope", 429, "PostpaidBillOverdue", VideoErrorKind.Balance)]
    [InlineData("DashScope", 429, "PrepaidBillOverdue", VideoErrorKind.Balance)]
    [InlineData("DashScope", 429, "CommodityNotPurchased", VideoErrorKind.Balance)]
    [InlineData("DashScope", 403, "AllocationQuota.FreeTierOnly", VideoErrorKind.Balance)]
    [InlineData("DashScope", 403, "AccessDenied.Unpurchased", VideoErrorKind.Permission)]
    [InlineData("DashScope", 403, "Workspace.AccessDenied", VideoErrorKind.Permission)]
    [InlineData("DashScope", 400, "CustomRoleBlocked", VideoErrorKind.ContentRejected)]
    [InlineData("DashScope", 400, "FaqRuleBlocked", VideoErrorKind.ContentRejected)]
    [InlineData("DashScope", 400, "InvalidParameter.DataInspection", VideoErrorKind.MediaUnreachable)]
    [InlineData("DashScope", 400, "InvalidFile.DownloadFailed", VideoErrorKind.MediaUnreachable)]
    [InlineData("DashScope", 400, "BadRequest.InputDownloadFailed", VideoErrorKind.MediaUnreachable)]
    [InlineData("DashScope", 400, "InvalidURL.Timeout", VideoErrorKind.MediaUnreachable)]
    [InlineData("DashScope", 500, "InvalidFile.Resolution", VideoErrorKind.InvalidRequest)]
    [InlineData("DashScope", 500, "InvalidImage.FileFormat", VideoErrorKind.InvalidRequest)]
    [InlineData("DashScope", 500, "InvalidPerson", VideoErrorKind.InvalidRequest)]
    public async Task A_known_error_code_is_a_refusal_whatever_the_status_and_keeps_the_gateways_text(string provider, int status, string code, VideoErrorKind kind)
    {
        var body = provider is "DashScope"
            ? $$"""{"request_id":"r-1","code":"{{code}}","message":"The gateway's words"}"""
            : $$$"""{"error":{"code":"{{{code}}}","message":"The gateway's words","type":"new_api_error"}}""";
        gateway.Server.Faults.Add(ProviderFixture.RespondWith((HttpStatusCode)status, Create, body));
        var exception = await GetExceptionAsync(provider);

        Assert.Equal((kind, code, "The gateway's words", false), (exception.Error.Kind, exception.Error.Code, exception.Error.Message, exception.IsCreateRepeatable));
        Assert.Single(gateway.Server.Record.Requests);
    }

    [Theory]
    [InlineData("DashScope", "Throttling.RateQuota")]
    [InlineData("DashScope", "LimitRequests")]
    [InlineData("DashScope", "insufficient_quota")]
    [InlineData("EvoLink", "resource_exhausted")]
    public async Task A_429_with_a_rate_limit_code_may_be_sent_again(string provider, string code)
    {
        gateway.Server.Faults.Add(ProviderFixture.RespondWith(
            HttpStatusCode.TooManyRequests, Create, provider is "DashScope" ? $$"""{"code":"{{code}}","message":"Slower"}""" : $$$"""{"error":{"code":"{{{code}}}","message":"Slower"}}"""));
        Assert.True((await GetExceptionAsync(provider)).IsCreateRepeatable);
    }

    [Theory]
    [InlineData("ACodeOfTomorrow", 503, true)]
    [InlineData("InternalError", 503, false)]
    [InlineData("InternalError.Algo", 500, false)]
    [InlineData("RequestTimeOut", 500, false)]
    public async Task A_503_with_a_Retry_After_may_be_sent_again_and_a_known_server_error_may_not(string code, int status, bool isRepeatable)
    {
        gateway.Server.Faults.Add(ProviderFixture.RespondWith((HttpStatusCode)status, Create, $$"""{"code":"{{code}}","message":"Words"}""", headers: ("Retry-After", "3")));
        var exception = await GetExceptionAsync("DashScope");
        Assert.Equal((isRepeatable, !isRepeatable), (exception.IsCreateRepeatable, exception.Error.Kind is VideoErrorKind.OutcomeUnknown));
    }

    [Theory]
    [InlineData("EvoLink", """{"id":"task-1","status":"pending","progress":0.5,"created":17571.5}""")]
    [InlineData("EvoLink", """{"id":"task-1","status":"pending","created":"yesterday"}""")]
    [InlineData("EvoLink", """{"id":"task-1","status":"pending","result_data":{"any":1}}""")]
    [InlineData("EvoLink", """{"id":"task-1","status":"pending","task_info":{"estimated_time":1e300}}""")]
    [InlineData("EvoLink", """{"id":"task-1","status":"pending","created":253402300799}""")]
    [InlineData("EvoLink", """{"id":"task-1","status":{"odd":true},"usage":[]}""")]
    [InlineData("EvoLink", """{"id":"task-1"}""")]
    [InlineData("AceData", """{"success":true,"task_id":"task-1","created_at":"2026-11-20T12:00:00Z"}""")]
    [InlineData("AceData", """{"task_id":"task-1","response":"odd"}""")]
    [InlineData("ModelStream", """{"task_id":"task-1"}""")]
    [InlineData("ModelStream", """{"id":"task-1","object":"video","created_at":"now"}""")]
    [InlineData("ModelStream", """{"code":"success","data":{"task_id":"task-1"}}""")]
    [InlineData("DashScope", """{"request_id":"r","output":{"task_id":"task-1","task_status":7}}""")]
    [InlineData("DashScope", """{"output":{"task_id":"task-1"},"usage":"none"}""")]
    public async Task The_id_in_a_2xx_response_is_kept_whatever_its_other_members_are(string provider, string body)
    {
        gateway.Server.Faults.Add(ProviderFixture.RespondWith(HttpStatusCode.OK, Create, body));
        Assert.Equal("task-1", (await CreateAsync(provider)).Id);
        Assert.Single(gateway.Server.Record.Requests);
    }

    [Theory]
    [InlineData("")]
    [InlineData("<html></html>")]
    [InlineData("""{"status":"pending"}""")]
    [InlineData("""{"id":null}""")]
    [InlineData("""{"id":"}""")]
    public async Task A_2xx_response_without_an_id_leaves_the_outcome_unknown(string body)
    {
        gateway.Server.Faults.Add(ProviderFixture.RespondWith(HttpStatusCode.OK, Create, body));
        Assert.Equal(VideoErrorKind.OutcomeUnknown, (await GetExceptionAsync()).Error.Kind);
    }

    [Fact]
    public async Task A_response_that_cannot_be_decompressed_leaves_the_outcome_unknown()
    {
        gateway.Server.Faults.Add(ProviderFixture.RespondWith(HttpStatusCode.OK, Create, """{"id":"task-1"}""", headers: ("Content-Encoding", "gzip")));
        var exception = await GetExceptionAsync();
        Assert.Equal((VideoErrorKind.OutcomeUnknown, false), (exception.Error.Kind, exception.IsCreateRepeatable));
        Assert.Single(gateway.Server.Record.Requests);
    }

    [Theory]
    [InlineData(FaultKind.Drop, FaultTime.Before)]
    [InlineData(FaultKind.Drop, FaultTime.After)]
    [InlineData(FaultKind.Truncate, FaultTime.After)]
    public async Task A_request_without_a_response_is_sent_once_also_on_a_reused_connection(FaultKind kind, FaultTime when)
    {
        using var evoLink = gateway.Connect();
        await CreateAsync(evoLink);
        await CreateAsync(evoLink);
        gateway.Reset();
        gateway.Server.Faults.Add(new Fault { Path = Create, Action = new FaultAction { Kind = kind, When = when, Bytes = 10 } });
        var exception = await Assert.ThrowsAsync<VideoException>(() => CreateAsync(evoLink));

        Assert.Equal((VideoErrorKind.OutcomeUnknown, false), (exception.Error.Kind, exception.IsCreateRepeatable));
        Assert.Single(gateway.Server.Record.Requests);
    }

    [Fact]
    public async Task A_request_canceled_during_the_response_has_an_unknown_outcome()
    {
        using var stop = new CancellationTokenSource();
        gateway.Server.Faults.Add(new Fault { Path = Create, Action = new FaultAction { Kind = FaultKind.Delay, Milliseconds = 60_000, When = FaultTime.After } });
        using var evoLink = gateway.Connect();
        var created = gateway.Server.Record.State.CreateRequests;
        var create = CreateAsync(evoLink, cancellationToken: stop.Token);
        while (gateway.Server.Record.State.CreateRequests == created)
        {
            await Task.Delay(5, Cancellation);
        }

        await stop.CancelAsync();
        var exception = await Assert.ThrowsAsync<VideoException>(() => create);

        Assert.Equal(VideoErrorKind.OutcomeUnknown, exception.Error.Kind);
        Assert.Contains("the command was stopped", exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_response_that_does_not_arrive_within_the_timeout_leaves_the_outcome_unknown()
    {
        gateway.Server.Faults.Add(new Fault { Path = Create, Action = new FaultAction { Kind = FaultKind.Delay, Milliseconds = 60_000 } });
        using var evoLink = gateway.Connect(timeoutSeconds: 1);
        var exception = await Assert.ThrowsAsync<VideoException>(() => CreateAsync(evoLink));

        Assert.Equal((VideoErrorKind.OutcomeUnknown, false), (exception.Error.Kind, exception.IsCreateRepeatable));
        Assert.Contains("no response within 1 s", exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_refused_connection_an_unresolved_host_and_a_failed_TLS_handshake_may_be_sent_again()
    {
        foreach (var address in (Uri[])[new($"http://127.0.0.1:{GetUnusedPort()}/"), new("https://gateway.invalid/"), new UriBuilder(gateway.Server.BaseUri) { Scheme = "https" }.Uri])
        {
            using var evoLink = gateway.Connect(baseUri: address);
            var exception = await Assert.ThrowsAsync<VideoException>(() => CreateAsync(evoLink));
            Assert.Equal((VideoErrorKind.Unreachable, true), (exception.Error.Kind, exception.IsCreateRepeatable));
        }

        Assert.Empty(gateway.Server.Record.Requests);
    }

    [Fact]
    public async Task A_body_that_a_server_stops_reading_may_be_sent_again()
    {
        using var server = new PartialReader(resets: false);
        using var evoLink = gateway.Connect(baseUri: server.BaseUri, timeoutSeconds: 1);
        var exception = await Assert.ThrowsAsync<VideoException>(() => CreateAsync(evoLink, LargeRequest(evoLink)));

        Assert.Equal((VideoErrorKind.Timeout, true), (exception.Error.Kind, exception.IsCreateRepeatable));
        Assert.Contains("No task was created", exception.Message, StringComparison.Ordinal);
        Assert.Equal(1, server.ConnectionCount);
    }

    [Fact]
    public async Task The_time_limit_restarts_with_each_part_of_the_body_that_is_sent()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        var server = Task.Run(
            async () =>
            {
                using var client = await listener.AcceptTcpClientAsync(Cancellation);
                var stream = client.GetStream();
                var buffer = new byte[8 * 1024 * 1024];

                // 32 MiB in 5 parts with 0.5 s between them: longer than the limit of 1 s, which no pause exceeds.
                for (var received = 0; received < 32 * 1024 * 1024;)
                {
                    await Task.Delay(500, Cancellation);
                    received += await stream.ReadAtLeastAsync(buffer, buffer.Length, throwOnEndOfStream: false, Cancellation);
                }

                await stream.WriteAsync("HTTP/1.1 200 OK\r\nContent-Length: 15\r\n\r\n{\"id\":\"task-1\"}"u8.ToArray(), Cancellation);
                _ = await stream.ReadAsync(buffer, Cancellation);
            },
            Cancellation);
        using var evoLink = gateway.Connect(baseUri: new Uri($"http://127.0.0.1:{((IPEndPoint)listener.LocalEndpoint).Port}/"), timeoutSeconds: 1);

        Assert.Equal("task-1", (await CreateAsync(evoLink, LargeRequest(evoLink))).Id);
    }

    [Fact]
    public async Task A_request_that_cannot_be_sent_through_the_proxy_may_be_sent_again()
    {
        // The scheme is not supported, which an address without a scheme has: "proxy.example:8080".
        using var evoLink = gateway.Connect(proxy: new WebProxy(new Uri("proxy.example:8080")));
        var exception = await Assert.ThrowsAsync<VideoException>(() => CreateAsync(evoLink));
        Assert.Equal((VideoErrorKind.Unreachable, true), (exception.Error.Kind, exception.IsCreateRepeatable));

        await Assert.ThrowsAsync<VideoException>(() => evoLink.GetAsync("task-1", messages, Cancellation));
        Assert.Empty(gateway.Server.Record.Requests);
    }

    [Fact]
    public async Task A_request_that_cannot_be_written_is_not_sent()
    {
        using var evoLink = gateway.Connect();
        var request = ProviderFixture.Request(evoLink);
        request.Body["number"] = double.NaN;
        var exception = await Assert.ThrowsAsync<VideoException>(() => CreateAsync(evoLink, request));
        Assert.Equal(VideoErrorKind.InvalidParameter, exception.Error.Kind);
        Assert.Empty(gateway.Server.Record.Requests);
    }

    [Fact]
    public async Task Base64_and_other_languages_are_sent_without_escapes()
    {
        using var evoLink = gateway.Connect();
        await CreateAsync(evoLink, ProviderFixture.Request(evoLink, "猫 a+b/c=<é>"));
        Assert.Contains("猫 a+b/c=<é>", Assert.Single(gateway.Server.Record.Requests).Body, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_connection_that_is_reset_in_the_middle_of_the_body_may_be_sent_again()
    {
        using var server = new PartialReader(resets: true);
        using var evoLink = gateway.Connect(baseUri: server.BaseUri);
        var exception = await Assert.ThrowsAsync<VideoException>(() => CreateAsync(evoLink, LargeRequest(evoLink)));

        Assert.Equal((VideoErrorKind.ProviderFault, true), (exception.Error.Kind, exception.IsCreateRepeatable));
        Assert.Equal(1, server.ConnectionCount);
    }

    [Fact]
    public async Task A_request_canceled_in_the_middle_of_the_body_is_canceled()
    {
        using var stop = new CancellationTokenSource();
        using var server = new PartialReader(resets: false) { OnPartRead = stop.Cancel };
        using var evoLink = gateway.Connect(baseUri: server.BaseUri);
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => CreateAsync(evoLink, LargeRequest(evoLink), cancellationToken: stop.Token));
    }

    [Fact]
    public async Task A_used_an_expired_and_a_revoked_permit_send_no_byte_of_the_body()
    {
        var used = ProviderFixture.Permit();
        Assert.True(used.TryUse());
        var revoked = ProviderFixture.Permit();
        Assert.True(revoked.TryRevoke());
        var time = new OffsetTime();
        var expired = ProviderFixture.Permit(time: time);
        time.Offset = TimeSpan.FromMinutes(2);
        foreach (var permit in (SendPermit[])[used, revoked, expired])
        {
            using var server = new PartialReader(resets: false);
            using var evoLink = gateway.Connect(baseUri: server.BaseUri);
            var exception = await Assert.ThrowsAsync<VideoException>(() => CreateAsync(evoLink, permit: permit));

            Assert.True(exception.IsCreateRepeatable);
            Assert.DoesNotContain("A cat", await server.GetReceivedAsync(), StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task A_permit_is_used_once_by_two_calls()
    {
        using var evoLink = gateway.Connect();
        var permit = ProviderFixture.Permit();
        await CreateAsync(evoLink, permit: permit);
        await Assert.ThrowsAsync<VideoException>(() => CreateAsync(evoLink, permit: permit));
        Assert.Equal(1, gateway.Server.Record.Requests.Count(request => request.Body.Contains("A cat", StringComparison.Ordinal)));
    }

    private async Task<VideoTask> CreateAsync(string provider)
    {
        using var connection = gateway.Connect(name: provider);
        return await CreateAsync(connection, connection.Catalog.Prepare(new VideoRequest { Prompt = "A cat", Image = ["https://example.com/cat.png"] }));
    }

    private Task<VideoTask> CreateAsync(IVideoProvider provider, PreparedRequest? request = null, SendPermit? permit = null, CancellationToken? cancellationToken = null) =>
        provider.CreateAsync(request ?? ProviderFixture.Request(provider), permit ?? ProviderFixture.Permit(), messages, cancellationToken ?? Cancellation);

    private Task<VideoException> GetExceptionAsync(string provider = "EvoLink") => Assert.ThrowsAsync<VideoException>(() => CreateAsync(provider));

    // More than the buffers of two sockets hold.
    private static PreparedRequest LargeRequest(IVideoProvider provider)
    {
        var request = ProviderFixture.Request(provider);
        request.Body["large"] = new string('x', 32 * 1024 * 1024);
        return request;
    }

    private static int GetUnusedPort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }

    private sealed class OffsetTime : TimeProvider
    {
        public TimeSpan Offset { get; set; }

        public override DateTimeOffset GetUtcNow() => base.GetUtcNow() + Offset;
    }

    /// <summary>A server that reads the start of a request and then stops reading, or resets the connection. It sends no response.</summary>
    private sealed class PartialReader : IDisposable
    {
        private readonly TcpListener listener = new(IPAddress.Loopback, 0);
        private readonly CancellationTokenSource stop = new();
        private readonly bool resets;
        private readonly Task<string> reading;

        // A field: a socket without a reference is closed by its finalizer.
        private Socket? client;

        public PartialReader(bool resets)
        {
            this.resets = resets;
            listener.Start();
            reading = Task.Run(ReadAsync);
        }

        public Uri BaseUri => new($"http://127.0.0.1:{((IPEndPoint)listener.LocalEndpoint).Port}/");

        public int ConnectionCount { get; private set; }

        public Action? OnPartRead { get; init; }

        /// <summary>What was received of the first request, once its connection is closed or the start was read.</summary>
        public async Task<string> GetReceivedAsync() => await reading.WaitAsync(TimeSpan.FromSeconds(20));

        public void Dispose()
        {
            stop.Cancel();
            listener.Dispose();
            client?.Dispose();
            stop.Dispose();
        }

        private async Task<string> ReadAsync()
        {
            client = await listener.AcceptSocketAsync(stop.Token);
            ConnectionCount++;
            _ = CountFurtherAsync();
            var buffer = new byte[4096];
            var count = await client.ReceiveAsync(buffer, stop.Token);
            OnPartRead?.Invoke();
            if (resets)
            {
                client.LingerState = new LingerOption(true, 0);
                client.Close();
            }

            return Encoding.UTF8.GetString(buffer, 0, count);
        }

        private async Task CountFurtherAsync()
        {
            while (true)
            {
                await listener.AcceptSocketAsync(stop.Token);
                ConnectionCount++;
            }
        }
    }
}
