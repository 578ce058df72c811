using System.Net;
using System.Text.Json.Nodes;
using WanVideo.Callbacks;
using WanVideo.MockServer;
using WanVideo.Providers.Fal;

namespace WanVideo.Tests.Fal;

/// <summary>How requests to fal are built and its responses are read. They are those of its documentation.</summary>
public sealed class FalProviderTests : IClassFixture<ProviderFixture>, IDisposable
{
    private const string Create = "^/alibaba/wan-3.0/text-to-video";
    private const string StatusPath = "/requests/[^/]+/status";
    private const string ResultPath = "/requests/[^/]+$";
    private const string RequestId = "764cabcf-b745-4b3e-ae38-1200304cf45b";
    private const string Id = RequestId + "~alibaba~wan-3.0";
    private const string Result = """{"video":{"url":"https://v3.fal.media/files/a/video.mp4"},"seed":7,"duration":5.04}""";

    private readonly ProviderFixture gateway;
    private readonly RecordedMessages messages = new();
    private readonly IVideoProvider fal;

    public FalProviderTests(ProviderFixture gateway)
    {
        this.gateway = gateway;
        gateway.Reset();
        fal = gateway.Connect(name: "fal", retries: 0);
    }

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    private RecordedRequest Request => Assert.Single(gateway.Server.Record.Requests);

    public void Dispose() => fal.Dispose();

    [Fact]
    public async Task A_create_request_has_the_key_scheme_of_fal_and_no_wrapper()
    {
        await CreateAsync();
        Assert.Equal(("POST", "/alibaba/wan-3.0/text-to-video", $"Key {ProviderFixture.Key}"), (Request.Method, Request.Path, Request.Headers["authorization"]));
        var body = JsonNode.Parse(Request.Body)!.AsObject();
        Assert.Equal("A cat", (string?)body["prompt"]);
        Assert.False(body.ContainsKey("model") || body.ContainsKey("input"));
    }

    [Fact]
    public async Task The_queue_neither_repeats_nor_reroutes_a_request()
    {
        await CreateAsync();
        Assert.Equal(("1", "1"), (Request.Headers["x-fal-no-retry"], Request.Headers["x-app-fal-disable-fallback"]));
    }

    [Fact]
    public async Task No_idempotency_key_is_sent()
    {
        await CreateAsync();
        Assert.DoesNotContain(Request.Headers, header => header.Key.Contains("idempotency", StringComparison.OrdinalIgnoreCase));
    }

    [Fact]
    public async Task A_callback_URL_is_a_query_parameter()
    {
        await CreateAsync(new VideoRequest { Prompt = "A cat", CallbackUrl = "https://hooks.example/wan?token=a&b=c" });
        Assert.Equal("/alibaba/wan-3.0/text-to-video?fal_webhook=https%3A%2F%2Fhooks.example%2Fwan%3Ftoken%3Da%26b%3Dc", Request.Path);
        Assert.DoesNotContain("fal_webhook", Request.Body, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_secrets_of_a_callback_URL_are_in_no_message()
    {
        gateway.Server.Faults.Add(ProviderFixture.RespondWith(HttpStatusCode.NotFound, Create, "nothing"));
        var exception = await Assert.ThrowsAsync<VideoException>(() => CreateAsync(new VideoRequest { Prompt = "A cat", CallbackUrl = "https://hooks.example/wan?token=secret" }));
        Assert.DoesNotContain("secret", exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_duration_that_the_model_chooses_is_null()
    {
        await CreateAsync(new VideoRequest { Prompt = "A cat", Duration = -1 });
        var body = JsonNode.Parse(Request.Body)!.AsObject();
        Assert.True(body.ContainsKey("duration") && body["duration"] is null);
    }

    [Fact]
    public async Task The_id_of_a_task_determines_the_URL_of_its_status()
    {
        var prime = await CreateAsync(new VideoRequest { Prompt = "A cat", Model = "wan3.0-prime" });
        var older = await CreateAsync(new VideoRequest { Prompt = "A cat", Model = "wan2.7" });
        Assert.EndsWith("~alibaba~wan-3.0-prime", prime.Id, StringComparison.Ordinal);
        Assert.EndsWith("~fal-ai~wan", older.Id, StringComparison.Ordinal);

        // Another connection has only the id.
        using var other = gateway.Connect(name: "fal", retries: 0);
        gateway.Server.Record.Clear();
        Assert.Equal(VideoStatus.Succeeded, (await other.GetAsync(older.Id, messages, Cancellation)).Status);
        var requestId = older.Id.Split('~')[0];
        Assert.Equal([$"/fal-ai/wan/requests/{requestId}/status", $"/fal-ai/wan/requests/{requestId}"], gateway.Server.Record.Requests.Select(request => request.Path));
        Assert.DoesNotContain(Path.GetInvalidFileNameChars(), character => older.Id.Contains(character, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("other/app/requests/", "other~app")]
    [InlineData("alibaba/wan-3.0/text-to-video/requests/", "alibaba~wan-3.0~text-to-video")]
    [InlineData("../requests/", "alibaba~wan-3.0")]
    [InlineData("", "alibaba~wan-3.0")]
    public async Task The_returned_URLs_take_precedence_over_the_path_rule(string path, string app)
    {
        RespondWith(Create, $$"""{"request_id":"{{RequestId}}","status":"IN_QUEUE","status_url":"{{gateway.Server.BaseUri}}{{path}}{{RequestId}}/status"}""");
        Assert.Equal($"{RequestId}~{app}", (await CreateAsync()).Id);
    }

    [Theory]
    [InlineData("https://queue.fal.run.evil.example/other/app")]
    [InlineData("https://queue.falrun.com/other/app")]
    [InlineData("//evil.example/other/app")]
    [InlineData("odd")]
    public async Task A_returned_URL_of_another_host_is_ignored(string url)
    {
        RespondWith(Create, $$"""{"request_id":"{{RequestId}}","status_url":"{{url}}/requests/{{RequestId}}/status","response_url":"{{url}}/requests/{{RequestId}}"}""");
        Assert.Equal(Id, (await CreateAsync()).Id);

        gateway.Server.Record.Clear();
        RespondWith(StatusPath, $$"""{"status":"COMPLETED","response_url":"{{url}}/requests/{{RequestId}}"}""");
        RespondWith(ResultPath, Result);
        Assert.Equal(VideoStatus.Succeeded, (await GetAsync()).Status);
        Assert.Equal($"/alibaba/wan-3.0/requests/{RequestId}", gateway.Server.Record.Requests[^1].Path);
    }

    [Fact]
    public async Task URLs_are_relative_to_a_base_URL_with_a_path()
    {
        using var connection = gateway.Connect(name: "fal", retries: 0, baseUri: new Uri(gateway.Server.BaseUri, "gateway/"));
        RespondWith("text-to-video", $$"""{"request_id":"{{RequestId}}","status_url":"{{gateway.Server.BaseUri}}gateway/alibaba/wan-3.0/requests/{{RequestId}}/status"}""");
        Assert.Equal(Id, (await connection.CreateAsync(Prepare(), ProviderFixture.Permit(), messages, Cancellation)).Id);
        Assert.Equal("/gateway/alibaba/wan-3.0/text-to-video", Request.Path);

        gateway.Server.Record.Clear();
        RespondWith(StatusPath, """{"status":"IN_PROGRESS"}""");
        await connection.GetAsync(Id, messages, Cancellation);
        Assert.Equal($"/gateway/alibaba/wan-3.0/requests/{RequestId}/status", Request.Path);
    }

    [Theory]
    [InlineData($$"""{"request_id":"{{RequestId}}"}""")]
    [InlineData($$"""{"request_id":"{{RequestId}}","status":{"odd":1},"queue_position":"many","status_url":7,"response_url":[],"logs":1e300}""")]
    [InlineData($$"""{"request_id":"{{RequestId}}","status":"NEW","queue_position":-1,"detail":[],"error":7}""")]
    public async Task The_id_in_a_create_response_is_kept_whatever_its_other_members_are(string body)
    {
        RespondWith(Create, body);
        Assert.Equal((Id, VideoStatus.Pending), await CreateAsync() is var task ? (task.Id, task.Status) : default);
    }

    [Theory]
    [InlineData("""{"video":{"url":"https://v3.fal.media/files/a/video.mp4","duration":"5.5","fps":{}},"seed":1e300,"duration":{},"detail":null}""")]
    [InlineData("""{"video":{"url":"https://v3.fal.media/files/a/video.mp4"},"seed":"odd","timings":[],"has_nsfw_concepts":null}""")]
    public async Task A_video_is_read_whatever_the_other_members_of_its_result_are(string result)
    {
        RespondWith(StatusPath, """{"status":"completed","metrics":[],"queue_position":{},"response_url":7,"error":null,"logs":"none"}""");
        RespondWith(ResultPath, result);
        var task = await GetAsync();
        Assert.Equal((VideoStatus.Succeeded, "https://v3.fal.media/files/a/video.mp4"), (task.Status, task.VideoUrl?.AbsoluteUri));
        Assert.Empty(messages.Warnings);
    }

    [Fact]
    public async Task An_unknown_status_is_that_of_a_running_task_and_causes_a_warning()
    {
        RespondWith(StatusPath, """{"status":"RESTING"}""");
        Assert.Equal(VideoStatus.Running, (await GetAsync()).Status);
        Assert.Single(messages.Warnings);
    }

    [Fact]
    public async Task The_result_is_fetched_from_its_returned_URL()
    {
        RespondWith(StatusPath, $$"""{"status":"COMPLETED","response_url":"{{gateway.Server.BaseUri}}alibaba/wan-3.0/requests/{{RequestId}}/response"}""");
        RespondWith("/response$", Result);
        Assert.Equal("https://v3.fal.media/files/a/video.mp4", (await GetAsync()).VideoUrl!.AbsoluteUri);
    }

    [Theory]
    [InlineData("")]
    [InlineData(RequestId)]
    [InlineData(RequestId + "~alibaba")]
    [InlineData(RequestId + "~..~wan")]
    [InlineData(RequestId + "~a/b~wan")]
    [InlineData("~alibaba~wan-3.0")]
    public async Task An_id_of_another_form_is_refused_and_nothing_is_sent(string id)
    {
        var error = await GetErrorAsync(() => fal.GetAsync(id, messages, Cancellation));
        Assert.Equal(VideoErrorKind.InvalidParameter, error.Kind);
        Assert.Contains("~alibaba~wan-3.0", error.Message, StringComparison.Ordinal);
        Assert.Empty(gateway.Server.Record.Requests);
    }

    [Theory]
    [InlineData(202, """{"status":"IN_QUEUE","queue_position":3}""", VideoStatus.Pending, "IN_QUEUE, 3 ahead")]
    [InlineData(202, """{"status":"IN_QUEUE"}""", VideoStatus.Pending, "IN_QUEUE")]
    [InlineData(202, """{"status":"IN_PROGRESS","logs":[{"message":"x"}]}""", VideoStatus.Running, "IN_PROGRESS")]
    [InlineData(200, """{"status":"CANCELED"}""", VideoStatus.Canceled, "CANCELED")]
    public async Task A_202_is_a_status_that_is_not_terminal(int httpStatus, string body, string status, string rawStatus)
    {
        gateway.Server.Faults.Add(ProviderFixture.RespondWith((HttpStatusCode)httpStatus, StatusPath, body));
        var task = await GetAsync();
        Assert.Equal((Id, status, rawStatus), (task.Id, task.Status, task.RawStatus));
        Assert.Empty(messages.Warnings);
        Assert.Single(gateway.Server.Record.Requests);
    }

    [Fact]
    public async Task The_status_of_another_request_is_refused()
    {
        RespondWith(StatusPath, """{"status":"IN_PROGRESS","request_id":"another"}""");
        Assert.Equal(VideoErrorKind.ProviderFault, (await GetErrorAsync(GetAsync)).Kind);
    }

    [Fact]
    public async Task A_completed_task_has_the_video_of_its_result()
    {
        RespondWith(StatusPath, """{"status":"COMPLETED","metrics":{"inference_time":70}}""");
        RespondWith(ResultPath, Result);
        var task = await GetAsync();
        Assert.Equal((VideoStatus.Succeeded, "https://v3.fal.media/files/a/video.mp4", 7, 5), (task.Status, task.VideoUrl!.AbsoluteUri, task.Seed, task.Duration));
    }

    // The HTTP status, the body and, for a text, the header are those of the model.
    [Theory]
    [InlineData(422, """{"detail":[{"loc":["body","prompt"],"msg":"Not this","type":"content_policy_violation"}]}""", null, VideoErrorKind.ContentRejected, "content_policy_violation", "Not this")]
    [InlineData(422, """{"detail":[{"loc":["body","start_image_url"],"msg":"Not found","type":"file_download_error"}]}""", null, VideoErrorKind.MediaUnreachable, "file_download_error", "Not found")]
    [InlineData(500, """{"detail":[{"loc":["body"],"msg":"Broken","type":"internal_server_error"}]}""", null, VideoErrorKind.ProviderFault, "internal_server_error", "Broken")]
    [InlineData(504, """{"detail":[{"loc":["body"],"msg":"Slow","type":"generation_timeout"}]}""", null, VideoErrorKind.Timeout, "generation_timeout", "Slow")]
    [InlineData(503, """{"detail":"Gone","error_type":"runner_disconnected"}""", null, VideoErrorKind.ProviderFault, "runner_disconnected", "Gone")]
    [InlineData(504, """{"detail":"Late"}""", "request_timeout", VideoErrorKind.Timeout, "request_timeout", "Late")]
    [InlineData(422, """{"detail":"Odd"}""", null, VideoErrorKind.InvalidRequest, null, "Odd")]
    [InlineData(200, """{"detail":"Odd","error_type":"bad_request"}""", null, VideoErrorKind.InvalidRequest, "bad_request", "Odd")]
    public async Task A_completed_task_whose_result_is_an_error_has_failed(int status, string body, string? header, VideoErrorKind kind, string? code, string message)
    {
        using var patient = gateway.Connect(name: "fal", retries: 3);
        RespondWith(StatusPath, """{"status":"COMPLETED"}""");
        gateway.Server.Faults.Add(ProviderFixture.RespondWith((HttpStatusCode)status, ResultPath, body, headers: header is null ? [] : [("X-Fal-Error-Type", header)]));
        var task = await patient.GetAsync(Id, messages, Cancellation);

        Assert.Equal((VideoStatus.Failed, kind, code, message), (task.Status, task.Error!.Kind, task.Error.Code, task.Error.Message));
        Assert.Null(task.VideoUrl);

        // The error of a run is final: it is not requested again.
        Assert.Equal(2, gateway.Server.Record.Requests.Count);
    }

    [Fact]
    public async Task A_canceled_run_is_a_canceled_task()
    {
        RespondWith(StatusPath, """{"status":"COMPLETED"}""");
        gateway.Server.Faults.Add(ProviderFixture.RespondWith((HttpStatusCode)499, ResultPath, """{"detail":"Canceled","error_type":"client_cancelled"}"""));
        Assert.Equal(VideoStatus.Canceled, (await GetAsync()).Status);
    }

    // The status has the error too.
    [Theory]
    [InlineData(500, "{}")]
    [InlineData(404, """{"status":"NOT_FOUND"}""")]
    [InlineData(200, "{}")]
    public async Task A_completed_status_with_an_error_is_a_failure_whatever_the_result_is(int status, string body)
    {
        RespondWith(StatusPath, """{"status":"COMPLETED","error":"The run failed","error_type":"runner_disconnected"}""");
        gateway.Server.Faults.Add(ProviderFixture.RespondWith((HttpStatusCode)status, ResultPath, body));
        var task = await GetAsync();
        Assert.Equal(VideoStatus.Failed, task.Status);
        Assert.NotEmpty(task.Error!.Message);
    }

    // An error of the query itself: the task may have succeeded.
    [Theory]
    [InlineData(500, "{}", VideoErrorKind.ProviderFault)]
    [InlineData(500, """{"detail":"Odd","error_type":"internal_error"}""", VideoErrorKind.ProviderFault)]
    [InlineData(502, "<html>nginx</html>", VideoErrorKind.ProviderFault)]
    [InlineData(401, """{"detail":"Invalid key"}""", VideoErrorKind.Authentication)]
    [InlineData(429, """{"detail":"Slow down"}""", VideoErrorKind.RateLimited)]
    [InlineData(404, """{"status":"NOT_FOUND"}""", VideoErrorKind.Expired)]
    [InlineData(200, "{}", VideoErrorKind.ProviderFault)]
    [InlineData(200, "<html>A proxy</html>", VideoErrorKind.ProviderFault)]
    public async Task A_result_that_cannot_be_read_does_not_end_the_task(int status, string body, VideoErrorKind kind)
    {
        RespondWith(StatusPath, """{"status":"COMPLETED"}""");
        gateway.Server.Faults.Add(ProviderFixture.RespondWith((HttpStatusCode)status, ResultPath, body));
        Assert.Equal(kind, (await GetErrorAsync(GetAsync)).Kind);
    }

    [Fact]
    public async Task A_result_that_is_temporarily_unavailable_is_requested_again()
    {
        using var patient = gateway.Connect(new WaitRecorder(), name: "fal", retries: 1);
        RespondWith(StatusPath, """{"status":"COMPLETED"}""");
        gateway.Server.Faults.Add(ProviderFixture.RespondWith(HttpStatusCode.BadGateway, ResultPath, "nginx", times: 1));
        gateway.Server.Faults.Add(ProviderFixture.RespondWith(HttpStatusCode.OK, ResultPath, Result));
        Assert.Equal(VideoStatus.Succeeded, (await patient.GetAsync(Id, messages, Cancellation)).Status);
    }

    [Theory]
    [InlineData("""{"detail":"User is locked. Reason: Exhausted balance. Top up your balance at fal.ai/dashboard/billing."}""", VideoErrorKind.Balance)]
    [InlineData("""{"detail":"User is locked. Reason: TOS violation."}""", VideoErrorKind.Permission)]
    public async Task An_empty_balance_is_recognized_by_its_message(string body, VideoErrorKind kind)
    {
        gateway.Server.Faults.Add(ProviderFixture.RespondWith(HttpStatusCode.Forbidden, Create, body));
        var exception = await Assert.ThrowsAsync<VideoException>(() => CreateAsync());
        Assert.Equal((kind, false), (exception.Error.Kind, exception.IsCreateRepeatable));
    }

    [Theory]
    [InlineData(500, """{"detail":[{"msg":"Broken","type":"internal_server_error"}]}""")]
    [InlineData(503, """{"detail":"Gone","error_type":"runner_disconnected"}""")]
    [InlineData(504, "nginx")]
    [InlineData(409, "{}")]
    [InlineData(200, "{}")]
    [InlineData(202, "")]
    public async Task A_create_request_of_unknown_outcome_is_sent_once(int status, string body)
    {
        using var patient = gateway.Connect(name: "fal", retries: 3);
        gateway.Server.Faults.Add(ProviderFixture.RespondWith((HttpStatusCode)status, Create, body));
        var exception = await Assert.ThrowsAsync<VideoException>(() => patient.CreateAsync(Prepare(), ProviderFixture.Permit(), messages, Cancellation));
        Assert.Equal((VideoErrorKind.OutcomeUnknown, false), (exception.Error.Kind, exception.IsCreateRepeatable));
        Assert.Single(gateway.Server.Record.Requests);
    }

    [Fact]
    public async Task The_field_of_an_error_is_that_of_its_location()
    {
        gateway.Server.Faults.Add(ProviderFixture.RespondWith(HttpStatusCode.UnprocessableEntity, Create, """{"detail":[{"loc":["body","reference_image_urls",2],"msg":"Too large","type":"image_too_large"}]}"""));
        var error = await GetErrorAsync(() => CreateAsync());
        Assert.Equal(("reference_image_urls.2", "image_too_large", "Too large"), (error.Parameter, error.Code, error.Message));
    }

    // The queue keeps the result for an hour or for 30 days, and the file for 7 days at least.
    [Fact]
    public async Task A_video_expires_seven_days_after_its_creation_at_the_earliest()
    {
        var now = DateTimeOffset.UtcNow;
        var created = await CreateAsync();
        Assert.InRange(created.ExpiresAt!.Value, now + TimeSpan.FromDays(7), DateTimeOffset.UtcNow + TimeSpan.FromDays(7));
        Assert.Null((await fal.GetAsync(created.Id, messages, Cancellation)).ExpiresAt);
    }

    [Theory]
    [InlineData(202, """{"status":"CANCELLATION_REQUESTED"}""", true)]
    [InlineData(200, """{"success":true}""", true)]
    [InlineData(200, """{"status":"OK"}""", false)]
    public async Task A_cancellation_states_that_a_running_task_may_still_finish(int status, string body, bool isWarned)
    {
        gateway.Server.Faults.Add(ProviderFixture.RespondWith((HttpStatusCode)status, "/cancel$", body));
        await fal.CancelAsync(Id, messages, Cancellation);
        Assert.Equal(("PUT", $"/alibaba/wan-3.0/requests/{RequestId}/cancel"), (Request.Method, Request.Path));
        Assert.Equal(isWarned, messages.Warnings.Any(warning => warning.Contains("may still finish and be billed", StringComparison.Ordinal)));
    }

    [Theory]
    [InlineData(400, """{"status":"ALREADY_COMPLETED"}""", VideoErrorKind.InvalidRequest)]
    [InlineData(404, """{"status":"NOT_FOUND"}""", VideoErrorKind.NotFound)]
    [InlineData(200, """{"success":false}""", VideoErrorKind.ProviderFault)]
    [InlineData(200, "<html>A proxy</html>", VideoErrorKind.ProviderFault)]
    public async Task A_cancellation_that_is_not_confirmed_is_an_error(int status, string body, VideoErrorKind kind)
    {
        gateway.Server.Faults.Add(ProviderFixture.RespondWith((HttpStatusCode)status, "/cancel$", body));
        var exception = await Assert.ThrowsAsync<VideoException>(() => fal.CancelAsync(Id, messages, Cancellation));
        Assert.Equal(kind, exception.Error.Kind);
    }

    [Fact]
    public async Task Lists_balances_and_batches_are_not_supported()
    {
        Assert.Equal([ProviderOperation.Cancel, ProviderOperation.Callback], fal.Operations);
        Assert.Equal("fal does not list its tasks.", Assert.Throws<VideoException>(() => fal.ListAsync(new TaskFilter(), messages, Cancellation)).Message);
        Assert.Equal(VideoErrorKind.NotSupported, (await GetErrorAsync(() => fal.GetBalanceAsync(messages, Cancellation))).Kind);
        Assert.Empty(gateway.Server.Record.Requests);
    }

    [Fact]
    public async Task A_video_is_downloaded_without_the_key()
    {
        var task = await fal.GetAsync((await CreateAsync()).Id, messages, Cancellation);
        gateway.Server.Record.Clear();
        using var request = new HttpRequestMessage(HttpMethod.Get, task.VideoUrl);
        using var response = await fal.MediaClient.SendAsync(request, Cancellation);
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.DoesNotContain("authorization", Request.Headers.Keys);
    }

    [Theory]
    [InlineData("single")]
    [InlineData("a//b")]
    [InlineData("https://evil.example/a")]
    [InlineData("../a/b")]
    public async Task A_model_name_that_is_no_path_is_refused_and_nothing_is_sent(string model)
    {
        var request = fal.Catalog.Prepare(new VideoRequest { Prompt = "A cat", Model = model }, skipValidation: true);
        var error = await GetErrorAsync(() => fal.CreateAsync(request, ProviderFixture.Permit(), messages, Cancellation));
        Assert.Equal(VideoErrorKind.InvalidParameter, error.Kind);
        Assert.Empty(gateway.Server.Record.Requests);
    }

    [Fact]
    public async Task A_signed_callback_is_read_as_the_task_of_its_app()
    {
        var created = await CreateAsync(new VideoRequest { Prompt = "A cat", Model = "wan2.7" });
        gateway.Server.Record.Clear();
        var task = await fal.ReadCallbackAsync(FalResponse.SignCallback(Callback(created.Id)), messages, Cancellation);

        Assert.Equal((created.Id, VideoStatus.Succeeded, "https://v3.fal.media/files/a/video.mp4"), (task.Id, task.Status, task.VideoUrl!.AbsoluteUri));
        var keys = gateway.Server.Record.Requests[0];
        Assert.Equal("/.well-known/jwks.json", keys.Path);
        Assert.DoesNotContain("authorization", keys.Headers.Keys);
    }

    // The signature is that of the bytes as they were received.
    [Fact]
    public async Task A_signed_callback_is_read_in_any_encoding()
    {
        var text = System.Text.Encoding.UTF8.GetString(Callback((await CreateAsync()).Id));
        foreach (var encoding in (System.Text.Encoding[])[System.Text.Encoding.UTF8, System.Text.Encoding.Unicode])
        {
            var task = await fal.ReadCallbackAsync(FalResponse.SignCallback([.. encoding.GetPreamble(), .. encoding.GetBytes(text)]), messages, Cancellation);
            Assert.Equal(VideoStatus.Succeeded, task.Status);
        }
    }

    [Fact]
    public async Task A_signed_callback_of_a_failure_has_its_error()
    {
        var created = await CreateAsync();
        var body = $$"""{"request_id":"{{created.Id.Split('~')[0]}}","status":"ERROR","error":"Unexpected status code: 422","payload":{"detail":[{"msg":"Not this","type":"content_policy_violation"}]} }""";
        var task = await fal.ReadCallbackAsync(FalResponse.SignCallback(System.Text.Encoding.UTF8.GetBytes(body)), messages, Cancellation);
        Assert.Equal((VideoStatus.Failed, VideoErrorKind.ContentRejected, "Not this"), (task.Status, task.Error!.Kind, task.Error.Message));
    }

    public static TheoryData<string, string> RefusedCallbacks => new()
    {
        { "unsigned", "has no X-Fal-Webhook-Timestamp. Pass the header fields of the callback with -Headers" },
        { "signature missing", "has no X-Fal-Webhook-Signature" },
        { "user missing", "has no X-Fal-Webhook-User-Id" },
        { "body changed", "signature is not valid" },
        { "user changed", "signature is not valid" },
        { "timestamp changed", "signature is not valid" },
        { "another key", "signature is not valid" },
        { "signature of zeros", "signature is not valid" },
        { "signature not hexadecimal", "is not an Ed25519 signature" },
        { "signature too short", "is not an Ed25519 signature" },
        { "six minutes old", "by more than 300 seconds" },
        { "six minutes ahead", "by more than 300 seconds" },
        { "timestamp odd", "by more than 300 seconds" },
        { "timestamp huge", "by more than 300 seconds" },
    };

    [Theory]
    [MemberData(nameof(RefusedCallbacks))]
    public async Task A_callback_that_is_not_signed_by_fal_is_refused(string change, string message)
    {
        var body = Callback((await CreateAsync()).Id);
        var now = DateTimeOffset.UtcNow;
        var callback = change switch
        {
            "unsigned" => new CallbackRequest(body),
            "signature missing" => FalResponse.SignCallback(body, change: headers => headers.Remove("X-Fal-Webhook-Signature")),
            "user missing" => FalResponse.SignCallback(body, change: headers => headers.Remove("X-Fal-Webhook-User-Id")),
            "body changed" => Change(FalResponse.SignCallback(body), [.. body, (byte)' ']),
            "user changed" => FalResponse.SignCallback(body, change: headers => headers["X-Fal-Webhook-User-Id"] = "another"),
            "timestamp changed" => FalResponse.SignCallback(body, now.AddSeconds(-20), change: headers => headers["X-Fal-Webhook-Timestamp"] = $"{now.ToUnixTimeSeconds()}"),
            "another key" => FalResponse.SignCallback(body, privateKey: FalResponse.OtherPrivateKey),
            "signature of zeros" => FalResponse.SignCallback(body, change: headers => headers["X-Fal-Webhook-Signature"] = new string('0', 128)),
            "signature not hexadecimal" => FalResponse.SignCallback(body, change: headers => headers["X-Fal-Webhook-Signature"] = new string('x', 128)),
            "signature too short" => FalResponse.SignCallback(body, change: headers => headers["X-Fal-Webhook-Signature"] = "00"),
            "six minutes old" => FalResponse.SignCallback(body, now.AddSeconds(-360)),
            "six minutes ahead" => FalResponse.SignCallback(body, now.AddSeconds(360)),
            "timestamp odd" => FalResponse.SignCallback(body, change: headers => headers["X-Fal-Webhook-Timestamp"] = "now"),
            _ => FalResponse.SignCallback(body, change: headers => headers["X-Fal-Webhook-Timestamp"] = $"{long.MaxValue}"),
        };
        var error = await GetErrorAsync(() => fal.ReadCallbackAsync(callback, messages, Cancellation));
        Assert.Equal(VideoErrorKind.InvalidParameter, error.Kind);
        Assert.Contains(message, error.Message, StringComparison.Ordinal);
        Assert.DoesNotContain(gateway.Server.Record.Requests, request => request.Path.EndsWith("/status", StringComparison.Ordinal));

        static CallbackRequest Change(CallbackRequest signed, byte[] body) => new(body, ((string[])["X-Fal-Webhook-Request-Id", "X-Fal-Webhook-User-Id", "X-Fal-Webhook-Timestamp", "X-Fal-Webhook-Signature"]).Select(name => (name, signed.GetHeader(name)!)));
    }

    [Fact]
    public async Task Every_key_is_tried()
    {
        var body = Callback((await CreateAsync()).Id);
        RespondWith("jwks", FalResponse.KeySet);
        Assert.Equal(VideoStatus.Succeeded, (await fal.ReadCallbackAsync(FalResponse.SignCallback(body), messages, Cancellation)).Status);
        Assert.Equal(VideoStatus.Succeeded, (await fal.ReadCallbackAsync(FalResponse.SignCallback(body, privateKey: FalResponse.OtherPrivateKey), messages, Cancellation)).Status);
    }

    [Fact]
    public async Task Keys_are_kept_for_a_day_and_fetched_again_after_an_invalid_signature()
    {
        var time = new ShiftedTime();
        using var connection = gateway.Connect(time, name: "fal", retries: 0);
        var body = Callback((await CreateAsync()).Id);

        await ReadAsync();
        time.Offset += TimeSpan.FromHours(23);
        await ReadAsync();
        Assert.Equal(1, KeyRequestCount());

        time.Offset += TimeSpan.FromHours(1);
        await ReadAsync();
        Assert.Equal(2, KeyRequestCount());

        // At most once a minute, so that forged callbacks cause no requests.
        await Assert.ThrowsAsync<VideoException>(() => ReadAsync(FalResponse.OtherPrivateKey));
        Assert.Equal(2, KeyRequestCount());
        time.Offset += TimeSpan.FromMinutes(1);
        RespondWith("jwks", FalResponse.KeySet);
        await ReadAsync(FalResponse.OtherPrivateKey);
        Assert.Equal(3, KeyRequestCount());

        Task<VideoTask> ReadAsync(byte[]? key = null) => connection.ReadCallbackAsync(FalResponse.SignCallback(body, time.GetUtcNow(), key), messages, Cancellation);

        int KeyRequestCount() => gateway.Server.Record.Requests.Count(request => request.Path.EndsWith("jwks.json", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData(500, "")]
    [InlineData(200, """{"keys":[]}""")]
    [InlineData(200, """{"keys":[{"x":"short"},{"x":7},{}]}""")]
    public async Task Without_keys_no_callback_is_accepted(int status, string body)
    {
        gateway.Server.Faults.Add(ProviderFixture.RespondWith((HttpStatusCode)status, "jwks", body));
        var error = await GetErrorAsync(() => fal.ReadCallbackAsync(FalResponse.SignCallback(Callback(Id)), messages, Cancellation));
        Assert.Equal(VideoErrorKind.Unreachable, error.Kind);
        Assert.Contains("was not verified", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_signed_callback_of_an_unknown_request_is_an_error() =>
        Assert.Equal(VideoErrorKind.NotFound, (await GetErrorAsync(() => fal.ReadCallbackAsync(FalResponse.SignCallback(Callback(Id)), messages, Cancellation))).Kind);

    [Theory]
    [InlineData(null, "https://rest.fal.ai/.well-known/jwks.json")]
    [InlineData("https://queue.fal.run/", "https://rest.fal.ai/.well-known/jwks.json")]
    [InlineData("https://queue.falrun.com/", "https://rest.fal.ai/.well-known/jwks.json")]
    [InlineData("http://127.0.0.1:8080/", "http://127.0.0.1:8080/.well-known/jwks.json")]
    public void The_keys_of_fal_are_on_another_host(string? baseUri, string url) => Assert.Equal(url, FalProvider.GetKeySetUrl(baseUri is null ? null : new Uri(baseUri)).AbsoluteUri);

    private static byte[] Callback(string id) =>
        System.Text.Encoding.UTF8.GetBytes($$"""{"request_id":"{{id.Split('~')[0]}}","gateway_request_id":"g","status":"OK","payload":{{Result}} }""");

    private void RespondWith(string path, string body) => gateway.Server.Faults.Add(ProviderFixture.RespondWith(HttpStatusCode.OK, path, body));

    private Catalog.PreparedRequest Prepare(VideoRequest? request = null) => fal.Catalog.Prepare(request ?? new VideoRequest { Prompt = "A cat" });

    private Task<VideoTask> CreateAsync(VideoRequest? request = null) => fal.CreateAsync(Prepare(request), ProviderFixture.Permit(), messages, Cancellation);

    private Task<VideoTask> GetAsync() => fal.GetAsync(Id, messages, Cancellation);

    private static async Task<VideoError> GetErrorAsync<T>(Func<Task<T>> call) => (await Assert.ThrowsAsync<VideoException>(call)).Error;

    private sealed class ShiftedTime : TimeProvider
    {
        public TimeSpan Offset { get; set; }

        public override DateTimeOffset GetUtcNow() => base.GetUtcNow() + Offset;
    }
}
