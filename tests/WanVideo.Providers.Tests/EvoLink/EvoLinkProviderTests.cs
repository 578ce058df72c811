using System.Net;
using WanVideo.MockServer;

namespace WanVideo.Tests.EvoLink;

/// <summary>How responses of EvoLink are read. The mock server has its protocol; faults replace single responses.</summary>
public sealed class EvoLinkProviderTests : IClassFixture<ProviderFixture>
{
    private const string Create = "generations";
    private const string Query = "/v1/tasks/";

    private readonly ProviderFixture gateway;
    private readonly RecordedMessages messages = new();

    public EvoLinkProviderTests(ProviderFixture gateway)
    {
        this.gateway = gateway;
        gateway.Reset();
    }

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("proxy-1", "proxy-1")]
    [InlineData("", null)]
    public async Task The_request_id_of_a_response_belongs_to_the_task_of_a_single_response_and_to_no_task_of_a_list(string header, string? expected)
    {
        using var provider = gateway.Connect();
        const string Task = """{"id":"task-1","status":"processing","created":1,"created_at":1}""";
        gateway.Server.Faults.Add(ProviderFixture.RespondWith(HttpStatusCode.OK, "/v1/tasks/task-1", Task, headers: ("X-Request-Id", header)));
        gateway.Server.Faults.Add(ProviderFixture.RespondWith(HttpStatusCode.OK, "/v1/tasks", $$"""{"data":[{{Task}}],"total":1}""", headers: ("X-Request-Id", header)));
        var listed = await provider.ListAsync(new TaskFilter(), messages, Cancellation).SingleAsync(Cancellation);
        var many = await provider.GetManyAsync(["task-1", "task-2"], messages, Cancellation);

        Assert.Equal((null, null), (listed.RequestId, many[0].RequestId));
        Assert.Equal(expected, (await provider.GetAsync("task-1", messages, Cancellation)).RequestId);
    }

    [Fact]
    public async Task A_task_is_created_and_queried_until_its_video_exists()
    {
        using var evoLink = gateway.Connect();
        var created = await evoLink.CreateAsync(ProviderFixture.Request(evoLink), ProviderFixture.Permit(), messages, Cancellation);
        var tasks = await evoLink.GetAsync(created.Id, messages, Cancellation);

        Assert.Equal(VideoStatus.Succeeded, tasks.Status);
        Assert.Equal("completed", tasks.RawStatus);
        Assert.Equal(created.Id, tasks.Id);
        Assert.Equal(100, tasks.Progress);
        Assert.Equal(tasks.CreatedAt + TimeSpan.FromHours(24), tasks.ExpiresAt);
        Assert.StartsWith(gateway.Server.BaseUri.AbsoluteUri, tasks.VideoUrl!.AbsoluteUri, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("wan2.6-text-to-video")]
    [InlineData("wan2.6-image-to-video-flash")]
    [InlineData("wan2.6-image-to-video")]
    [InlineData("wan2.6-reference-video-flash")]
    [InlineData("wan2.6-reference-video")]
    public async Task The_sandbox_accepts_what_the_catalog_sends_for_every_model(string model)
    {
        using var evoLink = gateway.Connect();
        var request = new VideoRequest
        {
            Model = model,
            Prompt = "A cat playing piano",
            Image = model.Contains("image", StringComparison.Ordinal) ? ["https://example.com/cat.png"] : [],
            ReferenceVideo = model.Contains("reference", StringComparison.Ordinal) ? ["https://example.com/cat.mp4"] : [],
        };

        Assert.Equal(model, (await evoLink.CreateAsync(evoLink.Catalog.Prepare(request), ProviderFixture.Permit(), messages, Cancellation)).Model);
    }

    [Fact]
    public async Task The_documented_create_response_is_read()
    {
        RespondWith(Create, """
            {"created":1757169743,"id":"task-unified-1757169743-7cvnl5zw","model":"wan2.6-image-to-video-flash",
             "object":"video.generation.task","progress":0,"status":"pending",
             "task_info":{"can_cancel":true,"estimated_time":120},"type":"video",
             "usage":{"billing_rule":"per_call","credits_reserved":5,"user_group":"default"}}
            """);
        using var evoLink = gateway.Connect();
        var task = await evoLink.CreateAsync(ProviderFixture.Request(evoLink), ProviderFixture.Permit(), messages, Cancellation);

        Assert.Equal("task-unified-1757169743-7cvnl5zw", task.Id);
        Assert.Equal("EvoLink", task.Provider);
        Assert.Equal(VideoStatus.Pending, task.Status);
        Assert.Equal(new DateTimeOffset(2025, 9, 6, 14, 42, 23, TimeSpan.Zero), task.CreatedAt);
        Assert.Equal(120, task.EstimatedSec);
        Assert.Equal(new Usage { BillingRule = "per_call", CreditsReserved = 5 }, task.Usage);
        Assert.Null(task.VideoUrl);
    }

    [Theory]
    [InlineData("pending", VideoStatus.Pending)]
    [InlineData("processing", VideoStatus.Running)]
    [InlineData("PROCESSING", VideoStatus.Running)]
    [InlineData("completed", VideoStatus.Succeeded)]
    [InlineData("failed", VideoStatus.Failed)]
    [InlineData("cancelled", VideoStatus.Canceled)]
    [InlineData("rendering", VideoStatus.Running)]
    public async Task Every_status_is_converted(string rawStatus, string status)
    {
        RespondWith(Query, $$"""{"id":"task-unified-1","status":"{{rawStatus}}","progress":40}""");
        using var evoLink = gateway.Connect();
        var task = await evoLink.GetAsync("task-unified-1", messages, Cancellation);

        Assert.Equal(status, task.Status);
        Assert.Equal(rawStatus, task.RawStatus);
    }

    [Fact]
    public async Task An_unknown_status_causes_one_warning()
    {
        RespondWith(Query, """{"id":"task-unified-1","status":"rendering"}""");
        using var evoLink = gateway.Connect();
        await evoLink.GetAsync("task-unified-1", messages, Cancellation);
        await evoLink.GetAsync("task-unified-1", messages, Cancellation);

        Assert.Equal("EvoLink returned the status 'rendering', which is unknown to this version of the module. The task is treated as running.", Assert.Single(messages.Warnings));
    }

    [Theory]
    [InlineData("""{"results":["https://media.evolink.ai/a.mp4"]}""")]
    [InlineData("""{"result_data":[{"video_url":"https://media.evolink.ai/a.mp4","title":"x"}]}""")]
    [InlineData("""{"results":["https://media.evolink.ai/a.mp4"],"progress":"100","usage":{"credits_used":"5.5","cost":{"credits":5.5,"usd":0.11}}}""")]
    public async Task The_video_is_read_from_both_of_its_places(string members)
    {
        RespondWith(Query, $$"""{"id":"task-unified-1","status":"completed",{{members.Trim()[1..]}}""");
        using var evoLink = gateway.Connect();

        Assert.Equal("https://media.evolink.ai/a.mp4", (await evoLink.GetAsync("task-unified-1", messages, Cancellation)).VideoUrl?.AbsoluteUri);
    }

    [Fact]
    public async Task The_cost_is_read_in_each_currency()
    {
        RespondWith(Query, """{"id":"task-unified-1","status":"completed","usage":{"cost":{"credits":5.5,"usd":0.11,"cny":"0.8"}}}""");
        using var evoLink = gateway.Connect();
        Assert.Equal(new Usage { CreditsUsed = 5.5m, CostUsd = 0.11m, CostCny = 0.8m }, (await evoLink.GetAsync("task-unified-1", messages, Cancellation)).Usage);
    }

    [Fact]
    public async Task The_duration_of_a_listed_task_is_not_that_of_the_video()
    {
        RespondWith("/v1/tasks", """{"data":[{"id":"task-unified-1","status":"completed","duration":73,"credits_used":5}],"total":1}""");
        using var evoLink = gateway.Connect();
        var task = Assert.Single(await ListAsync(evoLink, new TaskFilter()));
        Assert.Equal((null, 5m), (task.Duration, task.Usage?.CreditsUsed));
    }

    [Theory]
    [InlineData(VideoStatus.Pending, "processing")]
    [InlineData(VideoStatus.Running, "processing")]
    [InlineData(VideoStatus.Succeeded, "completed")]
    [InlineData(VideoStatus.Failed, "failed")]
    [InlineData(VideoStatus.Canceled, "cancelled")]
    public async Task A_list_is_filtered_by_a_status_that_the_gateway_accepts(string status, string rawStatus)
    {
        using var evoLink = gateway.Connect();
        await ListAsync(evoLink, new TaskFilter { Status = status });
        Assert.Contains($"status={rawStatus}&", Assert.Single(gateway.Server.Record.Requests).Path, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_list_of_running_tasks_includes_queued_ones()
    {
        await using var server = await MockServer.MockServer.StartAsync(new MockServerOptions { TaskDuration = TimeSpan.FromHours(1) });
        using var evoLink = gateway.Connect(baseUri: server.BaseUri);
        var task = await evoLink.CreateAsync(ProviderFixture.Request(evoLink), ProviderFixture.Permit(), messages, Cancellation);
        foreach (var status in (string[])[VideoStatus.Pending, VideoStatus.Running])
        {
            var listed = Assert.Single(await ListAsync(evoLink, new TaskFilter { Status = status }));
            Assert.Equal((task.Id, VideoStatus.Pending), (listed.Id, listed.Status));
        }
    }

    private async Task<List<VideoTask>> ListAsync(IVideoProvider provider, TaskFilter filter)
    {
        var tasks = new List<VideoTask>();
        await foreach (var task in provider.ListAsync(filter, messages, Cancellation))
        {
            tasks.Add(task);
        }

        return tasks;
    }

    [Theory]
    [InlineData("content_policy_violation", VideoErrorKind.ContentRejected)]
    [InlineData("invalid_parameters", VideoErrorKind.InvalidRequest)]
    [InlineData("image_dimension_mismatch", VideoErrorKind.InvalidRequest)]
    [InlineData("image_processing_error", VideoErrorKind.MediaUnreachable)]
    [InlineData("request_cancelled", VideoErrorKind.Canceled)]
    [InlineData("resource_not_found", VideoErrorKind.NotFound)]
    [InlineData("generation_timeout", VideoErrorKind.Timeout)]
    [InlineData("quota_exceeded", VideoErrorKind.Balance)]
    [InlineData("resource_exhausted", VideoErrorKind.ProviderFault)]
    [InlineData("generation_failed_no_content", VideoErrorKind.ProviderFault)]
    [InlineData("service_error", VideoErrorKind.ProviderFault)]
    [InlineData("service_unavailable", VideoErrorKind.ProviderFault)]
    [InlineData("unknown_error", VideoErrorKind.ProviderFault)]
    [InlineData("a_code_of_tomorrow", VideoErrorKind.ProviderFault)]
    public async Task A_failed_task_has_the_gateways_code_and_message(string code, VideoErrorKind kind)
    {
        RespondWith(Query, $$$"""{"id":"task-unified-1","status":"failed","progress":0,"error":{"code":"{{{code}}}","message":"The gateway's message","suggestion":"Do better"}}""");
        using var evoLink = gateway.Connect();
        var task = await evoLink.GetAsync("task-unified-1", messages, Cancellation);

        Assert.Equal(new VideoError { Kind = kind, Code = code, Message = "The gateway's message", Suggestion = "Do better" }, task.Error);
    }

    [Theory]
    [InlineData(HttpStatusCode.BadRequest, VideoErrorKind.InvalidRequest)]
    [InlineData(HttpStatusCode.Unauthorized, VideoErrorKind.Authentication)]
    [InlineData(HttpStatusCode.PaymentRequired, VideoErrorKind.Balance)]
    [InlineData(HttpStatusCode.Forbidden, VideoErrorKind.Permission)]
    [InlineData(HttpStatusCode.NotFound, VideoErrorKind.NotFound)]
    [InlineData(HttpStatusCode.RequestEntityTooLarge, VideoErrorKind.InvalidRequest)]
    [InlineData(HttpStatusCode.Redirect, VideoErrorKind.ProviderFault)]
    public async Task Without_an_error_code_the_HTTP_status_decides(HttpStatusCode status, VideoErrorKind kind)
    {
        gateway.Server.Faults.Add(ProviderFixture.RespondWith(status, Query, "<html>", headers: ("Location", "https://elsewhere.example/")));
        using var evoLink = gateway.Connect();
        var exception = await Assert.ThrowsAsync<VideoException>(() => evoLink.GetAsync("task-unified-1", messages, Cancellation));

        Assert.Equal(kind, exception.Error.Kind);
        Assert.Equal(status, exception.StatusCode);
        Assert.Equal($"EvoLink returned HTTP {(int)status}, starting with '<html>'.", exception.Message);
        Assert.Single(gateway.Server.Record.Requests);
    }

    [Theory]
    [InlineData("4001")]
    [InlineData("\"4001\"")]
    public async Task An_error_code_can_be_a_number(string code)
    {
        gateway.Server.Faults.Add(ProviderFixture.RespondWith(HttpStatusCode.BadRequest, Query, $$$"""{"error":{"code":{{{code}}},"message":"No"}}"""));
        using var evoLink = gateway.Connect();

        Assert.Equal("4001", (await Assert.ThrowsAsync<VideoException>(() => evoLink.GetAsync("task-unified-1", messages, Cancellation))).Error.Code);
    }

    [Fact]
    public async Task A_wrong_key_is_rejected_and_not_retried()
    {
        using var evoLink = gateway.Connect(key: "sk-wrong");
        var exception = await Assert.ThrowsAsync<VideoException>(() => evoLink.CreateAsync(ProviderFixture.Request(evoLink), ProviderFixture.Permit(), messages, Cancellation));

        Assert.Equal(VideoErrorKind.Authentication, exception.Error.Kind);
        Assert.Single(gateway.Server.Record.Requests);
    }

    [Fact]
    public async Task Two_attempts_of_an_intent_have_the_same_idempotency_key_and_create_one_task()
    {
        var intent = Guid.NewGuid();
        using var evoLink = gateway.Connect();
        var first = await evoLink.CreateAsync(ProviderFixture.Request(evoLink), ProviderFixture.Permit(intent), messages, Cancellation);
        var second = await evoLink.CreateAsync(ProviderFixture.Request(evoLink), ProviderFixture.Permit(intent), messages, Cancellation);
        var other = await Assert.ThrowsAsync<VideoException>(() =>
            evoLink.CreateAsync(ProviderFixture.Request(evoLink, "Another prompt"), ProviderFixture.Permit(intent), messages, Cancellation));

        Assert.Equal(first.Id, second.Id);
        Assert.Equal(("idempotency_conflict", VideoErrorKind.InvalidRequest), (other.Error.Code, other.Error.Kind));
    }

    [Fact]
    public async Task Several_tasks_are_queried_together_and_unknown_ones_are_omitted()
    {
        using var evoLink = gateway.Connect();
        var first = await evoLink.CreateAsync(ProviderFixture.Request(evoLink), ProviderFixture.Permit(), messages, Cancellation);
        var second = await evoLink.CreateAsync(ProviderFixture.Request(evoLink), ProviderFixture.Permit(), messages, Cancellation);
        gateway.Reset();
        var tasks = await evoLink.GetManyAsync([first.Id, "task-unified-1-unknown", second.Id], messages, Cancellation);

        Assert.Equal(50, evoLink.BatchSize);
        Assert.Equal([first.Id, second.Id], tasks.Select(task => task.Id));
        Assert.All(tasks, task => Assert.NotNull(task.VideoUrl));
        Assert.Equal($$"""{"task_ids":["{{first.Id}}","task-unified-1-unknown","{{second.Id}}"]}""", Assert.Single(gateway.Server.Record.Requests).Body);
    }

    [Theory]
    [InlineData(HttpStatusCode.NotFound)]
    [InlineData(HttpStatusCode.MethodNotAllowed)]
    public async Task A_missing_batch_endpoint_is_tried_once(HttpStatusCode status)
    {
        gateway.Server.Faults.Add(ProviderFixture.RespondWith(status, "/batch"));
        using var evoLink = gateway.Connect();
        var exception = await Assert.ThrowsAsync<VideoException>(() => evoLink.GetManyAsync(["task-unified-1", "task-unified-2"], messages, Cancellation));

        Assert.Equal(VideoErrorKind.NotSupported, exception.Error.Kind);
        Assert.Equal(1, evoLink.BatchSize);
        Assert.Empty(messages.Warnings);
    }

    [Fact]
    public async Task An_id_cannot_lead_to_another_URL()
    {
        using var evoLink = gateway.Connect();
        await Assert.ThrowsAsync<VideoException>(() => evoLink.GetAsync("../../v1/credits?x=1#y", messages, Cancellation));

        Assert.Equal("/v1/tasks/..%2F..%2Fv1%2Fcredits%3Fx=1%23y", Assert.Single(gateway.Server.Record.Requests).Path);
    }

    [Fact]
    public async Task The_key_is_masked_wherever_the_gateway_repeats_it()
    {
        gateway.Server.Faults.Add(ProviderFixture.RespondWith(
            HttpStatusCode.Unauthorized,
            Query,
            $$$"""{"error":{"code":"bad {{{ProviderFixture.Key}}}","message":"Key {{{ProviderFixture.Key}}}","type":"{{{ProviderFixture.Key}}}","param":"{{{ProviderFixture.Key}}}","suggestion":"{{{ProviderFixture.Key}}}"}}"""));
        using var evoLink = gateway.Connect();
        var exception = await Assert.ThrowsAsync<VideoException>(() => evoLink.GetAsync("task-unified-1", messages, Cancellation));

        Assert.Equal(new VideoError { Kind = VideoErrorKind.Authentication, Code = "bad ***", Message = "Key ***", Type = "***", Parameter = "***", Suggestion = "***" }, exception.Error);
        Assert.DoesNotContain(ProviderFixture.Key, exception.ToString(), StringComparison.Ordinal);
    }

    private void RespondWith(string path, string body) => gateway.Server.Faults.Add(new Fault
    {
        Path = path,
        Action = new FaultAction { Kind = FaultKind.Body, Body = body, ContentType = "application/json" },
    });
}
