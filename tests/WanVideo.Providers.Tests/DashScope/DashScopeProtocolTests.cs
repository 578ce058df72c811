using System.Net;
using System.Text;
using System.Text.Json.Nodes;
using WanVideo.Sandbox;

namespace WanVideo.Tests.DashScope;

/// <summary>The sandbox's DashScope protocol, with requests and responses written by hand from Alibaba's pages.</summary>
public sealed class DashScopeProtocolTests
{
    private const string CreatePath = "/api/v1/services/aigc/video-generation/video-synthesis";
    private const string TasksPath = "/api/v1/tasks/";
    private const string Key = "sk-CANARY-0123456789abcdef";
    private const string Async = "X-DashScope-Async";
    private const string OssResolve = "X-DashScope-OssResourceResolve";

    private const string FromImage = """
        {"model":"wan2.6-i2v-flash","input":{"prompt":"A cat playing piano","img_url":"https://example.com/cat.png"},
         "parameters":{"resolution":"720P","duration":5,"prompt_extend":true,"shot_type":"multi","audio":true}}
        """;

    private const string FromText = """{"model":"wan2.6-t2v","input":{"prompt":"A cat playing piano"}}""";

    // A task is pending for two seconds and running for eight. It is 12:00 in UTC and 20:00 in China.
    private static readonly TimeSpan TaskDuration = TimeSpan.FromSeconds(10);

    private readonly VirtualTime time = new();
    private readonly SandboxServer gateway;

    public DashScopeProtocolTests() => gateway = CreateSandbox(null);

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task The_response_to_a_create_request_has_the_id_of_a_pending_task()
    {
        var (status, response) = await PostAsync(CreatePath, FromImage);

        Assert.Equal(HttpStatusCode.OK, status);
        Assert.Equal(["output", "request_id"], GetMembers(response));
        Assert.Equal(["task_id", "task_status"], GetMembers(response["output"]));
        Assert.Equal("PENDING", Text(response, "output", "task_status"));
        Assert.True(Guid.TryParse(Text(response, "output", "task_id"), out _));
        Assert.True(Guid.TryParse(Text(response, "request_id"), out _));
    }

    [Fact]
    public async Task The_requests_of_Alibabas_own_client_are_accepted()
    {
        // dashscope-sdk-python 1.26.2: two more members of the input, and a slash at the end of the paths of its asynchronous classes.
        var (status, response) = await PostAsync(CreatePath + "/", """{"model":"wan2.6-t2v","input":{"prompt":"A cat","extend_prompt":true,"function":"video-synthesis"},"parameters":{}}""");
        Assert.Equal(HttpStatusCode.OK, status);

        var id = Text(response, "output", "task_id");
        Assert.Equal("PENDING", Text((await SendAsync(HttpMethod.Get, $"{TasksPath}{id}/", null)).Body, "output", "task_status"));
        Assert.Equal(HttpStatusCode.OK, (await SendAsync(HttpMethod.Post, $"{TasksPath}{id}/cancel/", null)).Status);
    }

    [Fact]
    public async Task A_synchronous_create_request_is_rejected()
    {
        var (status, response) = await SendAsync(HttpMethod.Post, CreatePath, FromImage);

        Assert.Equal(HttpStatusCode.Forbidden, status);
        AssertRejected("AccessDenied", "current user api does not support synchronous calls.", response);
        Assert.Empty(gateway.Tasks);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("Bearer sk-another")]
    [InlineData("Basic " + Key)]
    public async Task A_missing_or_wrong_key_is_rejected(string? authorization)
    {
        var sandboxWithKey = CreateSandbox(Key);
        (string, string)[] headers = authorization is null ? [(Async, "enable")] : [(Async, "enable"), ("Authorization", authorization)];
        foreach (var (method, path) in new[] { (HttpMethod.Post, CreatePath), (HttpMethod.Get, TasksPath + Guid.NewGuid()), (HttpMethod.Get, TasksPath) })
        {
            var (status, response) = await SendAsync(sandboxWithKey, method, path, FromImage, headers);

            Assert.Equal(HttpStatusCode.Unauthorized, status);
            AssertRejected("InvalidApiKey", "Invalid API-key provided.", response);
        }
    }

    [Fact]
    public async Task The_right_key_is_accepted()
    {
        var (status, _) = await SendAsync(CreateSandbox(Key), HttpMethod.Post, CreatePath, FromImage, (Async, "enable"), ("Authorization", $"Bearer {Key}"));

        Assert.Equal(HttpStatusCode.OK, status);
    }

    [Fact]
    public async Task A_pending_task_has_not_been_scheduled()
    {
        var task = await QueryAsync(await CreateAsync(FromImage));

        Assert.Equal(["output", "request_id"], GetMembers(task));
        Assert.Equal(["task_id", "task_status", "submit_time"], GetMembers(task["output"]));
        Assert.Equal("PENDING", Text(task, "output", "task_status"));
        Assert.Equal("2026-11-20 20:00:00.000", Text(task, "output", "submit_time"));
    }

    [Fact]
    public async Task A_running_task_has_no_end_time()
    {
        var id = await CreateAsync(FromImage);
        await AssertAcceptedAsync(5);
        var task = await QueryAsync(id);

        Assert.Equal(["task_id", "task_status", "submit_time", "scheduled_time"], GetMembers(task["output"]));
        Assert.Equal("RUNNING", Text(task, "output", "task_status"));
        Assert.Equal("2026-11-20 20:00:02.000", Text(task, "output", "scheduled_time"));
    }

    [Fact]
    public async Task A_finished_task_has_its_video_and_its_usage()
    {
        var id = await CreateAsync(FromImage);
        await AssertAcceptedAsync(11);
        var task = await QueryAsync(id);
        var address = Text(task, "output", "video_url");
        task["output"]!["video_url"] = "…";
        task["request_id"] = "…";

        AssertSame(
            $$"""
            {"output":{"task_id":"{{id}}","task_status":"SUCCEEDED","submit_time":"2026-11-20 20:00:00.000","scheduled_time":"2026-11-20 20:00:02.000",
              "end_time":"2026-11-20 20:00:10.000","orig_prompt":"A cat playing piano","video_url":"…"},
             "usage":{"duration":5.0,"output_video_duration":5,"input_video_duration":0,"video_count":1,"SR":720,"size":"1280*720","audio":true},
             "request_id":"…"}
            """,
            task);
        Assert.Equal("5.0", task["usage"]!["duration"]!.ToJsonString());
        using var video = await gateway.HandleAsync(new HttpRequestMessage(HttpMethod.Get, address), Cancellation);
        Assert.Equal("video/mp4", video.Content.Headers.ContentType?.MediaType);
    }

    [Theory]
    [InlineData("""{"model":"wan2.6-t2v","input":{"prompt":"x"}}""", 1080, "1920*1080", 5, null)]
    [InlineData("""{"model":"wan2.6-t2v-us","input":{"prompt":"x"},"parameters":{"size":"832*1088","duration":15}}""", 720, "832*1088", 15, null)]
    [InlineData("""{"model":"wan2.6-i2v","input":{"prompt":"x","img_url":"https://example.com/cat.png"}}""", 1080, "1920*1080", 5, null)]
    [InlineData("""{"model":"wan2.6-i2v-us","input":{"prompt":"x","img_url":"https://example.com/cat.png"},"parameters":{"resolution":"720P"}}""", 720, "1280*720", 5, null)]
    [InlineData("""{"model":"wan2.6-i2v-flash","input":{"prompt":"x","img_url":"https://example.com/cat.png"},"parameters":{"audio":false}}""", 1080, "1920*1080", 5, false)]
    [InlineData("""{"model":"wan2.6-r2v","input":{"prompt":"x","reference_urls":["https://example.com/cat.mp4"]}}""", 1080, "1920*1080", 5, null)]
    [InlineData("""{"model":"wan2.6-r2v-flash","input":{"prompt":"x","reference_urls":["https://example.com/cat.mp4"]},"parameters":{"size":"1440*1440"}}""", 1080, "1440*1440", 5, true)]
    public async Task Missing_parameters_have_the_documented_defaults(string body, int resolution, string size, int seconds, bool? audio)
    {
        var id = await CreateAsync(body);
        await AssertAcceptedAsync(11);
        var usage = (await QueryAsync(id))["usage"]!;

        Assert.Equal((resolution, size, seconds, audio), ((int)usage["SR"]!, (string)usage["size"]!, (int)usage["output_video_duration"]!, (bool?)usage["audio"]));
    }

    [Fact]
    public async Task A_failed_task_has_its_error_in_a_200_response()
    {
        var id = await CreateAsync(FromText.Replace("A cat", "#fail:DataInspectionFailed", StringComparison.Ordinal));
        await AssertAcceptedAsync(11);
        var task = await QueryAsync(id);

        Assert.Equal("FAILED", Text(task, "output", "task_status"));
        Assert.Equal("DataInspectionFailed", Text(task, "output", "code"));
        Assert.Equal(["task_id", "task_status", "submit_time", "scheduled_time", "end_time", "code", "message"], GetMembers(task["output"]));
        Assert.Null(task["usage"]);
    }

    [Fact]
    public async Task A_status_directive_sets_the_status_of_a_running_task()
    {
        var id = await CreateAsync(FromText.Replace("A cat", "#status:SUSPENDED", StringComparison.Ordinal));
        Assert.Equal("PENDING", Text(await QueryAsync(id), "output", "task_status"));

        await AssertAcceptedAsync(60);
        var task = await QueryAsync(id);
        Assert.Equal("SUSPENDED", Text(task, "output", "task_status"));
        Assert.Null(task["output"]!["end_time"]);
    }

    [Fact]
    public async Task A_task_that_does_not_exist_is_unknown_in_a_200_response()
    {
        var id = Guid.NewGuid().ToString();
        var task = await QueryAsync(id);

        Assert.Equal(["output", "request_id"], GetMembers(task));
        AssertSame($$"""{"task_id":"{{id}}","task_status":"UNKNOWN"}""", task["output"]);
    }

    [Fact]
    public async Task A_task_expires_after_24_hours()
    {
        var id = await CreateAsync(FromText);
        await AssertAcceptedAsync(24 * 60 * 60);
        Assert.Equal("SUCCEEDED", Text(await QueryAsync(id), "output", "task_status"));

        await AssertAcceptedAsync(1);
        Assert.Equal("UNKNOWN", Text(await QueryAsync(id), "output", "task_status"));
        Assert.Equal(0, (int)(await ListAsync("?start_time=20261120200000"))["total"]!);
    }

    [Fact]
    public async Task Another_gateways_task_is_unknown()
    {
        var (_, evoLink) = await SendAsync(HttpMethod.Post, "/v1/videos/generations", """{"model":"wan2.6-text-to-video","prompt":"A cat playing piano"}""");
        var id = Text(evoLink, "id");

        Assert.Equal("UNKNOWN", Text(await QueryAsync(id), "output", "task_status"));
        Assert.Equal(HttpStatusCode.BadRequest, (await PostAsync($"{TasksPath}{id}/cancel", null)).Status);
        Assert.Equal(0, (int)(await ListAsync(""))["total"]!);
    }

    [Fact]
    public async Task A_pending_task_can_be_canceled()
    {
        var id = await CreateAsync(FromImage);
        await AssertAcceptedAsync(1);
        var (status, response) = await SendAsync(HttpMethod.Post, $"{TasksPath}{id}/cancel", null);
        Assert.Equal(HttpStatusCode.OK, status);
        Assert.Equal(["request_id"], GetMembers(response));

        await AssertAcceptedAsync(20);
        AssertSame(
            $$"""{"task_id":"{{id}}","task_status":"CANCELED","submit_time":"2026-11-20 20:00:00.000","end_time":"2026-11-20 20:00:01.000"}""",
            (await QueryAsync(id))["output"]);
    }

    [Theory]
    [InlineData(5, "RUNNING")]
    [InlineData(11, "SUCCEEDED")]
    public async Task Only_a_pending_task_can_be_canceled(int seconds, string rawStatus)
    {
        var id = await CreateAsync(FromImage);
        await AssertAcceptedAsync(seconds);
        var (status, response) = await SendAsync(HttpMethod.Post, $"{TasksPath}{id}/cancel", null);

        Assert.Equal(HttpStatusCode.BadRequest, status);
        AssertRejected("UnsupportedOperation", "Failed to cancel the task, please confirm if the task is in PENDING status.", response);
        Assert.Equal(rawStatus, Text(await QueryAsync(id), "output", "task_status"));
    }

    [Fact]
    public async Task A_list_has_the_documented_members_of_a_task()
    {
        var (_, created) = await PostAsync(CreatePath, FromText);
        var id = Text(created, "output", "task_id");
        await AssertAcceptedAsync(11);
        var list = await ListAsync("");
        list["request_id"] = "…";

        var start = new DateTimeOffset(2026, 11, 20, 12, 0, 0, TimeSpan.Zero).ToUnixTimeMilliseconds();
        AssertSame(
            $$"""
            {"total":1,"data":[{"api_key_id":"1","caller_parent_id":"1","caller_uid":"1","gmt_create":{{start}},"model_name":"wan2.6-t2v","region":"cn-beijing",
              "request_id":"{{Text(created, "request_id")}}","status":"SUCCEEDED","task_id":"{{id}}",
              "user_api_unique_key":"apikey:v1:aigc:video-generation:video-synthesis:wan2.6-t2v","start_time":{{start + 2000}},"end_time":{{start + 10000}}}],
             "total_page":1,"page_no":1,"page_size":10,"request_id":"…"}
            """,
            list);
    }

    [Fact]
    public async Task A_pending_task_in_a_list_has_no_times()
    {
        await CreateAsync(FromText);
        var row = (await ListAsync(""))["data"]![0];

        Assert.Equal("PENDING", (string)row!["status"]!);
        Assert.DoesNotContain("start_time", GetMembers(row));
        Assert.DoesNotContain("end_time", GetMembers(row));
    }

    [Fact]
    public async Task A_list_has_pages_newest_task_first()
    {
        var ids = new List<string>();
        for (var i = 0; i < 5; i++)
        {
            ids.Insert(0, await CreateAsync(FromText));
        }

        var first = await ListAsync("?page_no=1&page_size=2");
        Assert.Equal((5, 3, 1, 2), ((int)first["total"]!, (int)first["total_page"]!, (int)first["page_no"]!, (int)first["page_size"]!));
        Assert.Equal(ids[..2], GetIds(first));
        Assert.Equal(ids[4..], GetIds(await ListAsync("?page_no=3&page_size=2")));
        Assert.Empty(GetIds(await ListAsync("?page_no=4&page_size=2")));
    }

    [Fact]
    public async Task A_list_can_be_filtered_by_status_model_or_task()
    {
        var done = await CreateAsync(FromImage);
        await AssertAcceptedAsync(11);
        var pending = await CreateAsync(FromText);

        Assert.Equal([pending], GetIds(await ListAsync("?status=PENDING")));
        Assert.Equal([done], GetIds(await ListAsync("?status=SUCCEEDED")));
        Assert.Empty(GetIds(await ListAsync("?status=FAILED")));
        Assert.Equal([done], GetIds(await ListAsync("?model_name=wan2.6-i2v-flash")));
        Assert.Equal([done], GetIds(await ListAsync($"?task_id={done}")));
    }

    [Theory]
    [InlineData("?start_time=20261120200000&end_time=20261120200000", true)]
    [InlineData("?start_time=20261120200001&end_time=20261121200001", false)]
    [InlineData("?start_time=20261120120000&end_time=20261120195959", false)]
    [InlineData("?start_time=20261119200000&end_time=20261120200000", true)]
    [InlineData("?start_time=20261119200000", true)]
    [InlineData("?start_time=20261119195959", false)]
    [InlineData("?end_time=20261121200000", true)]
    [InlineData("?end_time=20261121200001", false)]
    [InlineData("?end_time=00010101080000", false)]
    [InlineData("?start_time=99991231235959", false)]
    public async Task The_times_of_a_list_are_in_the_time_zone_of_China(string query, bool isListed)
    {
        var id = await CreateAsync(FromText);
        await AssertAcceptedAsync(11);

        Assert.Equal(isListed ? [id] : [], GetIds(await ListAsync(query)));
    }

    [Theory]
    [InlineData("?start_time=20261119195959&end_time=20261120200000")]
    [InlineData("?start_time=20261120200001&end_time=20261120200000")]
    [InlineData("?start_time=2026-11-20")]
    [InlineData("?end_time=00010101000000")]
    [InlineData("?page_no=0")]
    [InlineData("?page_size=101")]
    [InlineData("?page_size=x")]
    public async Task An_invalid_list_query_is_rejected(string query)
    {
        var (status, response) = await SendAsync(HttpMethod.Get, TasksPath + query, null);

        Assert.Equal(HttpStatusCode.BadRequest, status);
        Assert.Equal("InvalidParameter", Text(response, "code"));
    }

    [Theory]
    [InlineData("?page_no=1&page_size=10", HttpStatusCode.OK)]
    [InlineData("?model_name=wan2.6-t2v", HttpStatusCode.OK)]
    [InlineData("", HttpStatusCode.NotFound)]
    [InlineData("?page=1", HttpStatusCode.NotFound)]
    public async Task A_list_without_the_trailing_slash_is_recognized_by_its_parameters(string query, HttpStatusCode expected)
    {
        using var response = await gateway.HandleAsync(new HttpRequestMessage(HttpMethod.Get, "https://sandbox.wanvideo.invalid/api/v1/tasks" + query), Cancellation);

        Assert.Equal(expected, response.StatusCode);
    }

    [Fact]
    public async Task An_image_model_has_no_size()
    {
        var (status, response) = await PostAsync(CreatePath, FromImage.Replace("\"resolution\":\"720P\"", "\"size\":\"1280*720\"", StringComparison.Ordinal));

        Assert.Equal(HttpStatusCode.BadRequest, status);
        AssertRejected("InvalidParameter", "parameters.size is not a field of wan2.6-i2v-flash", response);
    }

    [Theory]
    [InlineData("wan2.6-t2v", "", """ "resolution":"720P" """)]
    [InlineData("wan2.6-t2v", "", """ "audio":true """)]
    [InlineData("wan2.6-t2v", "", """ "size":"1280x720" """)]
    [InlineData("wan2.6-t2v", "", """ "size":"832*480" """)]
    [InlineData("wan2.6-t2v", "", """ "duration":1 """)]
    [InlineData("wan2.6-t2v", "", """ "duration":16 """)]
    [InlineData("wan2.6-t2v", "", """ "duration":"5" """)]
    [InlineData("wan2.6-t2v", "", """ "seed":-1 """)]
    [InlineData("wan2.6-t2v", "", """ "seed":2147483648 """)]
    [InlineData("wan2.6-t2v", "", """ "shot_type":"many" """)]
    [InlineData("wan2.6-t2v", "", """ "watermark":"no" """)]
    [InlineData("wan2.6-t2v", """, "img_url":"https://example.com/cat.png" """, "")]
    [InlineData("wan2.6-t2v", """, "audio_url":"song.mp3" """, "")]
    [InlineData("wan2.6-i2v", "", "")]
    [InlineData("wan2.6-i2v", """, "img_url":"ftp://example.com/cat.png" """, "")]
    [InlineData("wan2.6-i2v", """, "img_url":"oss://dashscope-instant/cat.png" """, "")]
    [InlineData("wan2.6-i2v", """, "img_url":"data:text/plain;base64,AAAA" """, "")]
    [InlineData("wan2.6-i2v", """, "img_url":"data:image/png;base64,A" """, "")]
    [InlineData("wan2.6-i2v", """, "img_url":"https://example.com/cat.png" """, """ "resolution":"480P" """)]
    [InlineData("wan2.6-i2v", """, "img_url":"https://example.com/cat.png" """, """ "audio":true """)]
    [InlineData("wan2.6-r2v", "", "")]
    [InlineData("wan2.6-r2v", """, "reference_urls":[] """, "")]
    [InlineData("wan2.6-r2v", """, "reference_urls":["http://a/1","http://a/2","http://a/3","http://a/4","http://a/5","http://a/6"] """, "")]
    [InlineData("wan2.6-r2v", """, "reference_urls":["http://a/1.mp4","http://a/2.mp4","http://a/3.MOV","http://a/4.mp4"] """, "")]
    [InlineData("wan2.6-r2v", """, "reference_urls":["http://a/1.mp4"], "audio_url":"https://example.com/song.mp3" """, "")]
    [InlineData("wan2.6-r2v", """, "reference_urls":["http://a/1.mp4"] """, """ "duration":11 """)]
    [InlineData("wan2.6-r2v", """, "reference_urls":["http://a/1.mp4"] """, """ "prompt_extend":true """)]
    public async Task Undocumented_values_are_rejected(string model, string input, string parameters)
    {
        var (status, response) = await PostAsync(CreatePath, $$$"""{"model":"{{{model}}}","input":{"prompt":"x"{{{input}}}},"parameters":{{{{parameters}}}}}""");

        Assert.Equal(HttpStatusCode.BadRequest, status);
        Assert.Equal("InvalidParameter", Text(response, "code"));
        Assert.Matches(@"^(input|parameters)\.", Text(response, "message"));
        Assert.Empty(gateway.Tasks);
    }

    [Theory]
    [InlineData("prompt", 1500)]
    [InlineData("negative_prompt", 500)]
    public async Task The_length_of_a_prompt_is_limited(string field, int longest)
    {
        Assert.Equal(HttpStatusCode.OK, (await PostAsync(CreatePath, Body(longest))).Status);
        Assert.Equal(HttpStatusCode.BadRequest, (await PostAsync(CreatePath, Body(longest + 1))).Status);

        string Body(int length)
        {
            var input = new JsonObject { ["prompt"] = "x" };
            input[field] = string.Concat(Enumerable.Repeat("🎬", length));
            return new JsonObject { ["model"] = "wan2.6-t2v", ["input"] = input }.ToJsonString();
        }
    }

    [Theory]
    [InlineData("not JSON", HttpStatusCode.BadRequest, "InvalidParameter")]
    [InlineData("""{"model":"wan2.6-t2v","input":{"negative_prompt":"x"}}""", HttpStatusCode.BadRequest, "InvalidParameter")]
    [InlineData("""{"model":"wan2.6-t2v","input":{"prompt":"x"},"size":"1280*720"}""", HttpStatusCode.BadRequest, "InvalidParameter")]
    [InlineData("""{"model":"wan2.6-t2v"}""", HttpStatusCode.BadRequest, "BadRequest.EmptyInput")]
    [InlineData("""{"input":{"prompt":"x"}}""", HttpStatusCode.BadRequest, "BadRequest.EmptyModel")]
    [InlineData("""{"model":"wan9","input":{"prompt":"x"}}""", HttpStatusCode.NotFound, "ModelNotFound")]
    public async Task A_body_without_required_members_is_rejected(string body, HttpStatusCode expected, string code)
    {
        var (status, response) = await PostAsync(CreatePath, body);

        Assert.Equal(expected, status);
        Assert.Equal(code, Text(response, "code"));
        Assert.Equal(["code", "message", "request_id"], GetMembers(response));
    }

    [Fact]
    public async Task An_inline_image_is_accepted() =>
        await CreateAsync(FromImage.Replace("https://example.com/cat.png", "data:image/png;base64,iVBORw0KGgo=", StringComparison.Ordinal));

    [Theory]
    [InlineData("""{"model":"wan2.6-i2v","input":{"prompt":"x","img_url":"oss://dashscope-instant/a cat.png","audio_url":"oss://dashscope-instant/song.mp3"}}""")]
    [InlineData("""{"model":"wan2.6-r2v","input":{"prompt":"x","reference_urls":["oss://dashscope-instant/cat.mp4","https://example.com/cat.png"]}}""")]
    public async Task An_uploaded_file_requires_the_header_that_resolves_it(string body)
    {
        var (status, _) = await SendAsync(HttpMethod.Post, CreatePath, body, (Async, "enable"), (OssResolve, "enable"));

        Assert.Equal(HttpStatusCode.OK, status);
        Assert.Equal("InvalidParameter", Text((await PostAsync(CreatePath, body)).Body, "code"));
    }

    private SandboxServer CreateSandbox(string? key) => new(new SandboxOptions { ApiKey = key, TaskDuration = TaskDuration }, time);

    private Task AssertAcceptedAsync(int seconds) => time.RunAsync(Task.Delay(TimeSpan.FromSeconds(seconds), time, Cancellation));

    private async Task<string> CreateAsync(string body)
    {
        var (status, response) = await PostAsync(CreatePath, body);
        Assert.Equal(HttpStatusCode.OK, status);
        return Text(response, "output", "task_id");
    }

    private async Task<JsonNode> QueryAsync(string id)
    {
        var (status, response) = await SendAsync(HttpMethod.Get, TasksPath + id, null);
        Assert.Equal(HttpStatusCode.OK, status);
        return response;
    }

    private async Task<JsonNode> ListAsync(string query)
    {
        var (status, response) = await SendAsync(HttpMethod.Get, TasksPath + query, null);
        Assert.Equal(HttpStatusCode.OK, status);
        return response;
    }

    private Task<(HttpStatusCode Status, JsonNode Body)> PostAsync(string path, string? body) => SendAsync(HttpMethod.Post, path, body, (Async, "enable"));

    private Task<(HttpStatusCode Status, JsonNode Body)> SendAsync(HttpMethod method, string path, string? body, params (string Name, string Value)[] headers) =>
        SendAsync(gateway, method, path, body, headers);

    private static async Task<(HttpStatusCode Status, JsonNode Body)> SendAsync(
        SandboxServer gateway,
        HttpMethod method,
        string path,
        string? body,
        params (string Name, string Value)[] headers)
    {
        using var request = new HttpRequestMessage(method, "https://sandbox.wanvideo.invalid" + path);
        request.Content = body is null ? null : new StringContent(body, Encoding.UTF8, "application/json");
        foreach (var (name, value) in headers)
        {
            request.Headers.Add(name, value);
        }

        using var response = await gateway.HandleAsync(request, Cancellation);
        return (response.StatusCode, JsonNode.Parse(await response.Content.ReadAsStringAsync(Cancellation))!);
    }

    private static void AssertRejected(string code, string message, JsonNode response)
    {
        Assert.Equal(["code", "message", "request_id"], GetMembers(response));
        Assert.Equal((code, message), (Text(response, "code"), Text(response, "message")));
    }

    private static void AssertSame(string expected, JsonNode? actual) =>
        Assert.True(JsonNode.DeepEquals(JsonNode.Parse(expected), actual), $"Expected {expected}, but it is {actual?.ToJsonString()}");

    private static IEnumerable<string> GetMembers(JsonNode? node) => node!.AsObject().Select(member => member.Key);

    private static IEnumerable<string> GetIds(JsonNode list) => list["data"]!.AsArray().Select(row => (string)row!["task_id"]!);

    private static string Text(JsonNode node, params string[] path) => (string)path.Aggregate(node, (inner, name) => inner[name]!)!;
}
