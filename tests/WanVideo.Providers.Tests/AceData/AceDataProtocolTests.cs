using System.Buffers.Binary;
using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json.Nodes;
using WanVideo.Sandbox;

namespace WanVideo.Tests.AceData;

/// <summary>The sandbox's AceData protocol, with JSON written by hand from AceData's pages, without the module's client.</summary>
public sealed class AceDataProtocolTests
{
    private const string Key = "ace-CANARY-0123456789abcdef";
    private const string UnknownId = "00000000-0000-4000-8000-000000000000";
    private const string MinimalBody = """{"action":"text2video","model":"wan2.6-t2v","prompt":"A cat playing piano","async":true}""";

    private static readonly TimeSpan TaskDuration = TimeSpan.FromSeconds(787.4);

    private readonly ManualTimeProvider time = new(new DateTimeOffset(2024, 1, 20, 23, 20, 0, 123, TimeSpan.Zero));
    private readonly SandboxServer gateway;

    public AceDataProtocolTests() => gateway = new SandboxServer(new SandboxOptions { ApiKey = Key, TaskDuration = TaskDuration }, time);

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task The_response_to_an_asynchronous_create_request_has_an_id_and_a_trace_id()
    {
        var response = await GetSuccessfulAsync("videos", MinimalBody);

        Assert.Equal(["task_id", "trace_id"], GetMembers(response));
        Assert.True(Guid.TryParseExact((string?)response["task_id"], "D", out _));
        Assert.True(Guid.TryParseExact((string?)response["trace_id"], "D", out _));
        Assert.Single(gateway.Tasks);
    }

    [Fact]
    public async Task A_create_request_with_a_callback_is_asynchronous() => await GetSuccessfulAsync("videos", """
        {"action":"text2video","model":"wan2.6-t2v","prompt":"A cat playing piano","callback_url":"https://api.acedata.cloud/health"}
        """);

    [Theory]
    [InlineData("""{"action":"text2video","model":"wan2.6-t2v","prompt":"A cat playing piano"}""")]
    [InlineData("""{"action":"text2video","model":"wan2.6-t2v","prompt":"A cat playing piano","async":false}""")]
    public async Task A_synchronous_create_request_returns_the_result(string body)
    {
        var response = await GetSuccessfulAsync("videos", body);
        Assert.Equal(["success", "task_id", "state", "video_url"], GetMembers(response));

        // The task is created and paid although the client does not receive its id.
        Assert.Equal(HttpStatusCode.GatewayTimeout, (await SendAsync("videos", body.Replace("piano", "piano #takes:60", StringComparison.Ordinal))).Status);
        Assert.Equal(2, gateway.Tasks.Count);
    }

    [Fact]
    public async Task An_unknown_path_is_a_JSON_error()
    {
        var response = await gateway.HandleAsync(new HttpRequestMessage(HttpMethod.Get, "https://api.acedata.cloud/api/v1/files/list"), TestContext.Current.CancellationToken);
        Assert.Equal(HttpStatusCode.NotFound, response.StatusCode);
        Assert.Contains("Invalid URL", await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken), StringComparison.Ordinal);
        Assert.Empty(gateway.Tasks);
    }

    [Theory]
    [InlineData("""{"action":"text2video","model":"wan2.6-t2v","prompt":"A cat playing piano","size":"1280*720","duration":10,"shot_type":"multi","prompt_extend":true,"async":true}""")]
    [InlineData("""{"action":"text2video","model":"wan2.6-t2v","prompt":"A cat playing piano","size":"1280x720","duration":15,"negative_prompt":"blurry","timeout":1800,"async":true}""")]
    [InlineData("""{"action":"image2video","model":"wan2.6-i2v","prompt":"A cat playing piano","image_url":"https://example.com/cat.png","audio_url":"https://example.com/cat.mp3","resolution":"1080P","async":true}""")]
    [InlineData("""{"action":"image2video","model":"wan2.6-i2v-flash","prompt":"A cat playing piano","image_url":"https://example.com/cat.png","audio":false,"resolution":"480P","async":true}""")]
    [InlineData("""{"action":"image2video","model":"wan2.6-r2v","prompt":"A cat playing piano","reference_video_urls":["https://example.com/1.mp4","https://example.com/2.mp4"],"shot_type":"single","async":true}""")]
    public async Task Every_model_accepts_its_documented_fields(string body) => await GetSuccessfulAsync("videos", body);

    [Theory]
    [InlineData("""{"model":"wan2.6-t2v","prompt":"x","async":true}""", "action is required")]
    [InlineData("""{"action":"text2video","prompt":"x","async":true}""", "model is required")]
    [InlineData("""{"action":"text2video","model":"wan9","prompt":"x","async":true}""", "model 'wan9' does not exist")]
    [InlineData("""{"action":"text2video","model":"wan2.6-t2v","async":true}""", "prompt is required")]
    [InlineData("""{"action":"image2video","model":"wan2.6-t2v","prompt":"x","async":true}""", "action must be text2video for wan2.6-t2v")]
    [InlineData("""{"action":"text2video","model":"wan2.6-r2v","prompt":"x","async":true}""", "action must be image2video for wan2.6-r2v")]
    [InlineData("""{"action":"image2video","model":"wan2.6-i2v","prompt":"x","async":true}""", "image_url is required for wan2.6-i2v")]
    [InlineData("""{"action":"image2video","model":"wan2.6-i2v-flash","prompt":"x","async":true}""", "image_url is required for wan2.6-i2v-flash")]
    [InlineData("""{"action":"image2video","model":"wan2.6-i2v","prompt":"x","image_url":"cat.png","async":true}""", "image_url must be an http or https URL")]
    [InlineData("""{"action":"image2video","model":"wan2.6-r2v","prompt":"x","async":true}""", "reference_video_urls is required for wan2.6-r2v")]
    [InlineData("""{"action":"image2video","model":"wan2.6-r2v","prompt":"x","reference_video_urls":"https://example.com/1.mp4","async":true}""", "reference_video_urls must be an array of strings")]
    [InlineData("""{"action":"text2video","model":"wan2.6-t2v","prompt":"x","duration":7,"async":true}""", "duration must be 5, 10 or 15")]
    [InlineData("""{"action":"text2video","model":"wan2.6-t2v","prompt":"x","resolution":"720p","async":true}""", "resolution must be one of 480P, 720P, 1080P")]
    [InlineData("""{"action":"text2video","model":"wan2.6-t2v","prompt":"x","size":"16:9","async":true}""", "size must be a width and a height, such as 1280*720")]
    [InlineData("""{"action":"text2video","model":"wan2.6-t2v","prompt":"x","shot_type":"double","async":true}""", "shot_type must be single or multi")]
    [InlineData("""{"action":"text2video","model":"wan2.6-t2v","prompt":"x","audio":"yes","async":true}""", "audio must be a boolean")]
    [InlineData("""{"action":"text2video","model":"wan2.6-t2v","prompt":"x","timeout":0,"async":true}""", "timeout must be above 0")]
    [InlineData("""{"action":"text2video","model":"wan2.6-t2v","prompt":"x","seed":42,"async":true}""", "seed is not a field of a create request")]
    [InlineData("""{"action":"text2video","model":"wan2.6-t2v","prompt":"x","watermark":false,"async":true}""", "watermark is not a field of a create request")]
    public async Task Undocumented_values_are_rejected(string body, string message)
    {
        await AssertRejectedAsync("videos", body, message);
        Assert.Empty(gateway.Tasks);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(100)]
    [InlineData(700)]
    [InlineData(787)]
    public async Task A_running_task_has_no_finish_time_and_no_response(int seconds)
    {
        var id = await CreateAsync(MinimalBody);
        time.Advance(TimeSpan.FromSeconds(seconds));

        Assert.Equal(["id", "type", "trace_id", "created_at", "request"], GetMembers(await RetrieveAsync(id)));
    }

    [Fact]
    public async Task A_finished_task_has_its_times_its_request_and_its_video()
    {
        var created = await GetSuccessfulAsync("videos", MinimalBody);
        var id = (string)created["task_id"]!;
        time.Advance(TaskDuration);
        var task = await RetrieveAsync(id);
        var address = (string)task["response"]!["video_url"]!;

        AssertSame(
            $$$"""
            {"id":"{{{id}}}","type":"videos","trace_id":"{{{created["trace_id"]}}}",
             "created_at":1705792800.123,"finished_at":1705793587.523,"duration":787.4,
             "request":{{{MinimalBody}}},
             "response":{"success":true,"task_id":"{{{id}}}","state":"completed","video_url":"{{{address}}}"}}
            """,
            task);
        using var video = await gateway.HandleAsync(new HttpRequestMessage(HttpMethod.Get, address), Cancellation);
        Assert.Equal(HttpStatusCode.OK, video.StatusCode);
    }

    [Theory]
    [InlineData(MinimalBody, 1280, 720)]
    [InlineData("""{"action":"text2video","model":"wan2.6-t2v","prompt":"A cat playing piano","async":true,"resolution":"480P"}""", 832, 480)]
    [InlineData("""{"action":"text2video","model":"wan2.6-t2v","prompt":"A cat playing piano","async":true,"resolution":"720P"}""", 1280, 720)]
    [InlineData("""{"action":"text2video","model":"wan2.6-t2v","prompt":"A cat playing piano","async":true,"resolution":"1080P"}""", 1920, 1080)]
    [InlineData("""{"action":"text2video","model":"wan2.6-t2v","prompt":"A cat playing piano","async":true,"resolution":"1080P","size":"720*1280"}""", 720, 1280)]
    [InlineData("""{"action":"text2video","model":"wan2.6-t2v","prompt":"A cat playing piano","async":true,"size":"960x960"}""", 960, 960)]
    [InlineData("""{"action":"text2video","model":"wan2.6-t2v","prompt":"A cat playing piano","async":true,"size":"1x99999"}""", 64, 1920)]
    [InlineData("""{"action":"text2video","model":"wan2.6-t2v","prompt":"A cat playing piano","async":true,"size":"1281*721"}""", 1280, 720)]
    public async Task A_video_has_the_requested_size(string body, int width, int height)
    {
        var id = await CreateAsync(body);
        time.Advance(TaskDuration);
        var address = (string)(await RetrieveAsync(id))["response"]!["video_url"]!;
        using var video = await gateway.HandleAsync(new HttpRequestMessage(HttpMethod.Get, address), Cancellation);

        Assert.Equal((width, height), ReadSize(await video.Content.ReadAsByteArrayAsync(Cancellation)));
    }

    [Fact]
    public async Task A_failed_task_has_an_error()
    {
        var id = await CreateAsync("""{"action":"text2video","model":"wan2.6-t2v","prompt":"A cat #fail:api_error","async":true}""");
        time.Advance(TaskDuration);
        var task = await RetrieveAsync(id);

        Assert.Equal(1705793587.523m, (decimal)task["finished_at"]!);
        AssertSame(
            $$$"""{"success":false,"task_id":"{{{id}}}","error":{"code":"api_error","message":"The prompt requested this failure."}}""",
            task["response"]);
    }

    [Fact]
    public async Task A_canceled_task_is_not_successful()
    {
        var id = await CreateAsync("""{"action":"text2video","model":"wan2.6-t2v","prompt":"A cat #cancelled","async":true}""");
        time.Advance(TaskDuration);
        var task = await RetrieveAsync(id);

        Assert.Equal(1705793587.523m, (decimal)task["finished_at"]!);
        AssertSame(
            $$$"""{"success":false,"task_id":"{{{id}}}","state":"cancelled","error":{"code":"cancelled","message":"The prompt requested this cancellation."}}""",
            task["response"]);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(10_000)]
    public async Task A_status_directive_sets_the_state_and_the_task_keeps_running(int seconds)
    {
        var id = await CreateAsync("""{"action":"text2video","model":"wan2.6-t2v","prompt":"A cat #status:rendering","async":true}""");
        time.Advance(TimeSpan.FromSeconds(seconds));
        var task = await RetrieveAsync(id);

        Assert.Equal(["id", "type", "trace_id", "created_at", "request", "response"], GetMembers(task));
        AssertSame($$"""{"task_id":"{{id}}","state":"rendering"}""", task["response"]);
    }

    [Fact]
    public async Task The_response_for_an_unknown_id_is_an_empty_object() => Assert.Empty(await RetrieveAsync(UnknownId));

    [Fact]
    public async Task A_batch_omits_unknown_tasks()
    {
        var id = await CreateAsync(MinimalBody);
        var batch = await GetSuccessfulAsync("tasks", $$"""{"ids":["{{id}}","{{UnknownId}}"],"action":"retrieve_batch"}""");

        Assert.Equal(["items", "count"], GetMembers(batch));
        Assert.Equal(1, (int)batch["count"]!);
        AssertSame((await RetrieveAsync(id)).ToJsonString(), Assert.Single(batch["items"]!.AsArray()));
    }

    [Fact]
    public async Task A_batch_keeps_the_order_of_its_ids()
    {
        string[] ids = [await CreateAsync(MinimalBody), await CreateAsync(MinimalBody)];
        var batch = await GetSuccessfulAsync("tasks", $$"""{"ids":["{{ids[1]}}","{{ids[0]}}"],"action":"retrieve_batch"}""");

        Assert.Equal(2, (int)batch["count"]!);
        Assert.Equal([ids[1], ids[0]], batch["items"]!.AsArray().Select(item => (string?)item!["id"]));
    }

    [Theory]
    [InlineData(1, true)]
    [InlineData(50, true)]
    [InlineData(0, false)]
    [InlineData(51, false)]
    public async Task A_batch_has_1_to_50_ids(int count, bool isAccepted)
    {
        var ids = string.Join(',', Enumerable.Repeat($"\"{UnknownId}\"", count));
        var (status, _) = await SendAsync("tasks", $$"""{"ids":[{{ids}}],"action":"retrieve_batch"}""");

        Assert.Equal(isAccepted ? HttpStatusCode.OK : HttpStatusCode.BadRequest, status);
    }

    [Theory]
    [InlineData("""{"id":"00000000-0000-4000-8000-000000000000"}""", "action is required")]
    [InlineData("""{"id":"00000000-0000-4000-8000-000000000000","action":"generate"}""", "action must be retrieve or retrieve_batch")]
    [InlineData("""{"id":"00000000-0000-4000-8000-000000000000","action":"delete"}""", "action must be retrieve or retrieve_batch")]
    [InlineData("""{"action":"retrieve"}""", "id is required")]
    [InlineData("""{"task_id":"00000000-0000-4000-8000-000000000000","action":"retrieve"}""", "id is required")]
    [InlineData("""{"action":"retrieve_batch"}""", "ids must have 1 to 50")]
    [InlineData("retrieve", "body must be a JSON object")]
    [InlineData("", "body must be a JSON object")]
    public async Task An_invalid_query_is_rejected(string body, string message) => await AssertRejectedAsync("tasks", body, message);

    [Theory]
    [InlineData("videos", null, HttpStatusCode.BadRequest, "no_token", "The token is missing")]
    [InlineData("tasks", null, HttpStatusCode.BadRequest, "no_token", "The token is missing")]
    [InlineData("videos", "another", HttpStatusCode.Unauthorized, "invalid_token", "The token is invalid")]
    [InlineData("tasks", "another", HttpStatusCode.Unauthorized, "invalid_token", "The token is invalid")]
    public async Task A_missing_or_wrong_key_is_rejected(string path, string? key, HttpStatusCode status, string code, string message)
    {
        var (actualStatus, response) = await SendAsync(path, MinimalBody, key);

        Assert.Equal(status, actualStatus);
        AssertError(response, code, message);
        Assert.Empty(gateway.Tasks);
    }

    private async Task AssertRejectedAsync(string path, string body, string message)
    {
        var (status, response) = await SendAsync(path, body);

        Assert.Equal(HttpStatusCode.BadRequest, status);
        AssertError(response, "bad_request", message);
    }

    private static void AssertError(JsonObject response, string code, string message)
    {
        Assert.Equal(["error", "trace_id"], GetMembers(response));
        Assert.Equal(["code", "message"], GetMembers(response["error"]!.AsObject()));
        Assert.Equal(code, (string?)response["error"]!["code"]);
        Assert.Equal(message, (string?)response["error"]!["message"]);
        Assert.True(Guid.TryParse((string?)response["trace_id"], out _));
    }

    private static void AssertSame(string expected, JsonNode? actual) =>
        Assert.True(JsonNode.DeepEquals(JsonNode.Parse(expected), actual), $"Expected {expected} but there was {actual?.ToJsonString()}");

    private static IEnumerable<string> GetMembers(JsonObject json) => json.Select(member => member.Key);

    private async Task<string> CreateAsync(string body) => (string)(await GetSuccessfulAsync("videos", body))["task_id"]!;

    private Task<JsonObject> RetrieveAsync(string id) => GetSuccessfulAsync("tasks", $$"""{"id":"{{id}}","action":"retrieve"}""");

    private async Task<JsonObject> GetSuccessfulAsync(string path, string body)
    {
        var (status, response) = await SendAsync(path, body);
        Assert.True(status is HttpStatusCode.OK, response.ToJsonString());
        return response;
    }

    private async Task<(HttpStatusCode Status, JsonObject Response)> SendAsync(string path, string body, string? key = Key)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, $"https://api.acedata.cloud/wan/{path}")
        {
            Headers = { Authorization = key is null ? null : new AuthenticationHeaderValue("Bearer", key) },
            Content = new StringContent(body, Encoding.UTF8, "application/json"),
        };
        using var response = await gateway.HandleAsync(request, Cancellation);
        return (response.StatusCode, JsonNode.Parse(await response.Content.ReadAsStringAsync(Cancellation))!.AsObject());
    }

    // The last eight bytes of tkhd are width and height in 16.16 fixed point (ISO/IEC 14496-12, 8.3.2).
    private static (int Width, int Height) ReadSize(byte[] video)
    {
        var type = video.AsSpan().IndexOf("tkhd"u8);
        var size = BinaryPrimitives.ReadInt32BigEndian(video.AsSpan(type - 4));
        var dimensions = video.AsSpan(type - 4 + size - 8, 8);
        return (BinaryPrimitives.ReadInt32BigEndian(dimensions) >> 16, BinaryPrimitives.ReadInt32BigEndian(dimensions[4..]) >> 16);
    }

    /// <summary>A clock that a test advances.</summary>
    private sealed class ManualTimeProvider(DateTimeOffset now) : TimeProvider
    {
        private DateTimeOffset now = now;

        public override DateTimeOffset GetUtcNow() => now;

        public void Advance(TimeSpan span) => now += span;
    }
}
