using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json.Nodes;
using WanVideo.Sandbox;

namespace WanVideo.Tests.ModelStream;

/// <summary>The sandbox's ModelStream protocol, with bodies written by hand from its page and from New API.</summary>
public sealed class ModelStreamProtocolTests
{
    private const string CreatePath = "/v1/video/generations";
    private const string Key = "sk-CANARY-0123456789abcdef";

    private static readonly DateTimeOffset Noon = new(2026, 11, 20, 12, 0, 0, TimeSpan.Zero);
    private static readonly TimeSpan TaskDuration = TimeSpan.FromSeconds(100);

    private readonly SetTime time = new();
    private readonly SandboxServer gateway;

    public ModelStreamProtocolTests() => gateway = new SandboxServer(new SandboxOptions { ApiKey = Key, TaskDuration = TaskDuration }, time);

    [Fact]
    public async Task The_response_to_a_create_request_has_the_status_queued()
    {
        var (status, body) = await SendAsync(HttpMethod.Post, CreatePath, """
            {
              "model": "wan2.6-i2v-flash",
              "prompt": "A cat playing piano",
              "img_url": "https://example.com/cat.png",
              "audio_url": "https://example.com/song.mp3",
              "negative_prompt": "blurry",
              "resolution": "720P",
              "duration": 15,
              "prompt_extend": true,
              "shot_type": "multi",
              "audio": true,
              "watermark": false,
              "seed": 2147483647
            }
            """);

        Assert.Equal(HttpStatusCode.OK, status);
        var id = (string)body["task_id"]!;
        Assert.Matches("^task_[A-Za-z0-9]{32}$", id);
        AssertJson($$"""{"id":"{{id}}","task_id":"{{id}}","object":"video","model":"wan2.6-i2v-flash","status":"queued","progress":0,"created_at":{{ToUnixSeconds(0)}}}""", body);
        Assert.Equal((15, 1280, 720), await GetRequestAsync(id));
    }

    [Fact]
    public async Task The_fields_of_a_model_can_be_in_the_metadata()
    {
        var id = await CreateAsync("""
            {
              "model": "wan2.6-i2v-flash",
              "prompt": "A cat",
              "input_reference": "https://example.com/cat.png",
              "size": "720P",
              "duration": 10,
              "metadata": {
                "input": { "negative_prompt": "blurry", "audio_url": "https://example.com/song.mp3" },
                "parameters": { "audio": false, "watermark": true, "seed": 0, "prompt_extend": false }
              }
            }
            """);

        Assert.Equal((10, 1280, 720), await GetRequestAsync(id));
    }

    [Theory]
    [InlineData("""{"model":"wan2.6-i2v-flash","prompt":"x","img_url":"https://example.com/cat.png"}""")]
    [InlineData("""{"model":"wan2.6-r2v","prompt":"x"}""")]
    [InlineData("""{"model":"wan2.6-r2v","prompt":"x","metadata":{}}""")]
    public async Task The_defaults_are_five_seconds_in_1080p(string body) =>
        Assert.Equal((5, 1920, 1080), await GetRequestAsync(await CreateAsync(body)));

    [Fact]
    public async Task A_task_in_the_shape_of_the_code()
    {
        var id = await CreateAsync(CreateImageBody());
        await AssertTaskAsync(0, "QUEUED", "0%", "PENDING");
        await AssertTaskAsync(20, "IN_PROGRESS", "20%", "RUNNING", started: 20);
        await AssertTaskAsync(60, "IN_PROGRESS", "60%", "RUNNING", started: 20);

        time.Set(150);
        var url = (string)(await QueryAsync(id))["data"]!["result_url"]!;
        await AssertTaskAsync(150, "SUCCESS", "100%", "SUCCEEDED", started: 20, finished: 100, url: url);
        await AssertVideoAsync(url);

        async Task AssertTaskAsync(int now, string status, string progress, string upstream, int? started = null, int? finished = null, string url = "")
        {
            time.Set(now);
            var output = new JsonObject { ["task_id"] = id, ["task_status"] = upstream };
            if (url.Length > 0)
            {
                output["video_url"] = url;
            }

            AssertJson(
                $$$"""
                {"code":"success","message":"","data":{"task_id":"{{{id}}}","status":"{{{status}}}","fail_reason":"","result_url":"{{{url}}}",
                 "submit_time":{{{ToUnixSeconds(0)}}},"start_time":{{{ToUnixSeconds(started)}}},"finish_time":{{{ToUnixSeconds(finished)}}},"progress":"{{{progress}}}",
                 "data":{ "output":{{{output.ToJsonString()}}} } } }
                """,
                await QueryAsync(id));
        }
    }

    [Fact]
    public async Task A_task_in_the_shape_of_the_manual()
    {
        var id = await CreateAsync(CreateImageBody());
        await AssertTaskAsync(0, "queued");
        await AssertTaskAsync(99, "in_progress");

        time.Set(100);
        var url = (string)(await DocumentedAsync(id))["url"]!;
        await AssertTaskAsync(100, "completed", url);
        await AssertVideoAsync(url);

        async Task AssertTaskAsync(int now, string status, string url = "")
        {
            time.Set(now);
            AssertJson(
                $$"""
                {"task_id":"{{id}}","status":"{{status}}","url":"{{url}}","format":"mp4",
                 "metadata":{"duration":2,"width":1280,"height":720},"error":{"code":0,"message":""} }
                """,
                await DocumentedAsync(id));
        }
    }

    [Fact]
    public async Task A_task_in_the_OpenAI_compatible_shape()
    {
        var id = await CreateAsync(CreateImageBody());
        await AssertTaskAsync(0, "queued", 0);
        await AssertTaskAsync(50, "in_progress", 50);

        time.Set(100);
        var url = (string)(await VideoAsync(id))["metadata"]!["url"]!;
        await AssertTaskAsync(100, "completed", 100, $$""","metadata":{"url":"{{url}}"}""");
        await AssertVideoAsync(url);

        async Task AssertTaskAsync(int now, string status, int progress, string suffix = "")
        {
            time.Set(now);
            AssertJson(
                $$"""
                {"id":"{{id}}","object":"video","model":"wan2.6-i2v-flash","status":"{{status}}","progress":{{progress}},"created_at":{{ToUnixSeconds(0)}}{{suffix}}}
                """,
                await VideoAsync(id));
        }
    }

    [Theory]
    [InlineData("#fail:DataInspectionFailed", "FAILED", "task failed, code: DataInspectionFailed , message: The prompt requested this failure.", "DataInspectionFailed", "The prompt requested this failure.")]
    [InlineData("#cancelled", "CANCELED", "task failed", "cancelled", "cancelled")]
    public async Task A_failed_or_canceled_task_has_an_error_in_each_shape(string prompt, string upstream, string reason, string code, string message)
    {
        var id = await CreateAsync(CreateImageBody(prompt));
        time.Set(100);

        AssertJson(
            $$$"""
            {"code":"success","message":"","data":{"task_id":"{{{id}}}","status":"FAILURE","fail_reason":"{{{reason}}}","result_url":"",
             "submit_time":{{{ToUnixSeconds(0)}}},"start_time":{{{ToUnixSeconds(20)}}},"finish_time":{{{ToUnixSeconds(100)}}},"progress":"0%",
             "data":{"output":{"task_id":"{{{id}}}","task_status":"{{{upstream}}}"{{{(upstream is "FAILED" ? $",\"code\":\"{code}\",\"message\":\"{message}\"" : "")}}}} } } }
            """,
            await QueryAsync(id));
        AssertJson(
            $$"""
            {"task_id":"{{id}}","status":"failed","url":"","format":"mp4",
             "metadata":{"duration":2,"width":1280,"height":720},"error":{"code":"{{code}}","message":"{{message}}"} }
            """,
            await DocumentedAsync(id));
        AssertJson(
            $$"""
            {"id":"{{id}}","object":"video","model":"wan2.6-i2v-flash","status":"failed","progress":0,"created_at":{{ToUnixSeconds(0)}},
             "error":{"code":"{{code}}","message":"{{message}}"} }
            """,
            await VideoAsync(id));
    }

    [Fact]
    public async Task A_status_directive_sets_the_status_in_each_shape_and_the_task_keeps_running()
    {
        var id = await CreateAsync(CreateImageBody("#status:NOT_START"));
        time.Set(1000);

        var data = (await QueryAsync(id))["data"]!;
        Assert.Equal("NOT_START", (string)data["status"]!);
        Assert.Equal(0, (long)data["finish_time"]!);
        Assert.Equal("NOT_START", (string)(await DocumentedAsync(id))["status"]!);
        Assert.Equal("NOT_START", (string)(await VideoAsync(id))["status"]!);
    }

    [Theory]
    [InlineData("/v1/video/generations/task_0")]
    [InlineData("/v1/video/generations/task_0?shape=documented")]
    [InlineData("/v1/videos/task_0")]
    [InlineData("/v1/videos/task_0/content")]
    [InlineData("/v1/video/generations/task-unified-0")]
    public async Task A_task_that_does_not_exist_is_rejected(string path)
    {
        var (status, body) = await SendAsync(HttpMethod.Get, path);

        Assert.Equal(HttpStatusCode.BadRequest, status);
        AssertJson("""{"code":"task_not_exist","message":"task_not_exist","data":null}""", body);
    }

    [Fact]
    public async Task A_task_of_another_gateway_does_not_exist()
    {
        var (_, created) = await SendAsync(HttpMethod.Post, "/v1/videos/generations", """{"model":"wan2.6-text-to-video","prompt":"A cat playing piano"}""");

        var (status, _) = await SendAsync(HttpMethod.Get, $"/v1/videos/{created["id"]}");

        Assert.Equal(HttpStatusCode.BadRequest, status);
    }

    [Theory]
    [InlineData("GET", "/v1/videos/generations")]
    [InlineData("GET", "/v1/videos/")]
    [InlineData("GET", "/v1/video/generations")]
    [InlineData("GET", "/v1/video/generations/")]
    [InlineData("DELETE", "/v1/videos/task_0")]
    public async Task Other_requests_are_not_found(string method, string path)
    {
        var response = await gateway.HandleAsync(Request(new HttpMethod(method), path), TestContext.Current.CancellationToken);

        Assert.Equal(HttpStatusCode.NotFound, response.StatusCode);
    }

    [Fact]
    public async Task The_content_of_a_video_requires_the_key()
    {
        var (_, created) = await SendAsync(HttpMethod.Post, "/v1/videos", CreateImageBody());
        var path = $"/v1/videos/{created["id"]}/content";
        Assert.Equal(HttpStatusCode.BadRequest, (await SendAsync(HttpMethod.Get, path)).Status);

        time.Set(100);
        var request = Request(HttpMethod.Get, path);
        var response = await gateway.HandleAsync(request, TestContext.Current.CancellationToken);
        Assert.Equal("video/mp4", response.Content.Headers.ContentType?.MediaType);

        var anonymous = Request(HttpMethod.Get, path);
        anonymous.Headers.Authorization = null;
        Assert.Equal(HttpStatusCode.Unauthorized, (await SendAsync(anonymous)).Status);
    }

    [Theory]
    [InlineData("", 5, 1280, 720)]
    [InlineData(""","duration":8,"size":"832*480","fps":24,"anything":{"at":["all"]}""", 8, 832, 480)]
    [InlineData(""","size":"480x832" """, 5, 480, 832)]
    [InlineData(""","size":"16:9","width":960,"height":540""", 5, 960, 540)]
    [InlineData(""","metadata":{"duration":3,"width":640,"height":360,"anything":true}""", 3, 640, 360)]
    [InlineData(""","duration":60,"size":"4097*33" """, 15, 1920, 64)]
    [InlineData(""","duration":0,"width":101,"height":-1""", 1, 100, 64)]
    [InlineData(""","size":"1920*1920" """, 5, 1920, 1920)]
    public async Task A_model_of_another_host_is_not_validated(string fields, int seconds, int width, int height)
    {
        var id = await CreateAsync($$"""{"model":"my-own-wan","prompt":"A cat playing piano"{{fields}}}""");

        Assert.Equal((seconds, width, height), await GetRequestAsync(id));
        time.Set(100);
        var video = await VideoAsync(id);
        Assert.Equal("my-own-wan", (string)video["model"]!);
        await AssertVideoAsync((string)video["metadata"]!["url"]!);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("Bearer sk-another")]
    [InlineData("Basic " + Key)]
    public async Task A_missing_or_wrong_key_is_rejected(string? authorization)
    {
        foreach (var request in (HttpRequestMessage[])[Request(HttpMethod.Post, CreatePath, CreateImageBody()), Request(HttpMethod.Get, CreatePath + "/task_0"), Request(HttpMethod.Get, "/v1/videos/task_0")])
        {
            request.Headers.Authorization = authorization is null ? null : AuthenticationHeaderValue.Parse(authorization);
            var (status, body) = await SendAsync(request);

            Assert.Equal(HttpStatusCode.Unauthorized, status);
            AssertJson("""{"error":{"message":"The API key is missing or wrong","type":"new_api_error","param":"","code":"invalid_api_key"}}""", body);
        }

        Assert.Empty(gateway.Tasks);
    }

    [Fact]
    public async Task Without_a_key_in_the_options_any_request_is_accepted()
    {
        var open = new SandboxServer(new SandboxOptions(), time);
        var request = Request(HttpMethod.Post, CreatePath, CreateImageBody());
        request.Headers.Authorization = null;

        var response = await open.HandleAsync(request, TestContext.Current.CancellationToken);

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
    }

    [Theory]
    [InlineData("""[]""", "body", "body must be a JSON object")]
    [InlineData("""{"prompt":"x"}""", "model", "model is required")]
    [InlineData("""{"model":"my-own-wan"}""", "prompt", "prompt is required")]
    [InlineData("""{"model":"my-own-wan","metadata":{"prompt":"x"}}""", "prompt", "prompt is required")]
    [InlineData("""{"model":"my-own-wan","prompt":"x","metadata":[]}""", "metadata", "metadata must be an object")]
    [InlineData("""{"model":"my-own-wan","prompt":"x","duration":"long"}""", "duration", "duration must be an integer")]
    public Task An_invalid_body_is_rejected(string body, string parameter, string message) => AssertRejectedAsync(body, parameter, message);

    [Theory]
    [InlineData(""" "img_url":"" """, "img_url", "is required")]
    [InlineData(""" "img_url":"C:/cat.png" """, "img_url", "must be an http or https URL")]
    [InlineData(""" "image":"https://example.com/cat.png" """, "image", "is not a field of wan2.6-i2v-flash")]
    [InlineData(""" "img_url":"https://example.com/cat.png","size":"1280*720" """, "size", "is not a field of wan2.6-i2v-flash")]
    [InlineData(""" "metadata":{"refs":[]},"input_reference":"https://example.com/cat.png" """, "metadata.refs", "is not a field of wan2.6-i2v-flash")]
    [InlineData(""" "metadata":{"img_url":"https://example.com/cat.png"} """, "metadata.img_url", "is not a field of wan2.6-i2v-flash")]
    [InlineData(""" "metadata":{"parameters":{"prompt":"y"}},"input_reference":"https://example.com/cat.png" """, "metadata.parameters.prompt", "is not a field of wan2.6-i2v-flash")]
    [InlineData(""" "metadata":{"parameters":{"shot_type":"single"}},"input_reference":"https://example.com/cat.png" """, "metadata.parameters.shot_type", "is not a field of wan2.6-i2v-flash")]
    [InlineData(""" "metadata":{},"input_reference":"https://example.com/cat.png","seed":1 """, "seed", "is not a field of wan2.6-i2v-flash")]
    [InlineData(""" "img_url":"https://example.com/cat.png","duration":1 """, "duration", "must be between 2 and 15")]
    [InlineData(""" "input_reference":"https://example.com/cat.png","duration":16,"metadata":{} """, "duration", "must be between 2 and 15")]
    [InlineData(""" "img_url":"https://example.com/cat.png","resolution":"480P" """, "resolution", "must be one of 720P, 1080P")]
    [InlineData(""" "img_url":"https://example.com/cat.png","prompt_extend":"yes" """, "prompt_extend", "must be a boolean")]
    [InlineData(""" "img_url":"https://example.com/cat.png","audio":1 """, "audio", "must be a boolean")]
    [InlineData(""" "img_url":"https://example.com/cat.png","watermark":"no" """, "watermark", "must be a boolean")]
    [InlineData(""" "img_url":"https://example.com/cat.png","audio_url":"song.mp3" """, "audio_url", "must be an http or https URL")]
    [InlineData(""" "img_url":"https://example.com/cat.png","shot_type":"double" """, "shot_type", "must be single or multi")]
    [InlineData(""" "img_url":"https://example.com/cat.png","seed":-1 """, "seed", "must be between 0 and 2147483647")]
    [InlineData(""" "img_url":"https://example.com/cat.png","seed":2147483648 """, "seed", "must be an integer")]
    public Task Invalid_values_of_the_image_model_are_rejected(string fields, string parameter, string fault) =>
        AssertRejectedAsync($$"""{"model":"wan2.6-i2v-flash","prompt":"x",{{fields}}}""", parameter, $"{parameter} {fault}");

    [Theory]
    [InlineData(""" "img_url":"https://example.com/cat.png" """, "img_url", "is not a field of wan2.6-r2v")]
    [InlineData(""" "prompt_extend":true """, "prompt_extend", "is not a field of wan2.6-r2v")]
    [InlineData(""" "duration":11 """, "duration", "must be between 2 and 10")]
    [InlineData(""" "refs":"https://example.com/1.mp4" """, "refs", "must be an array of strings")]
    [InlineData(""" "refs":["https://e.com/1","https://e.com/2","https://e.com/3","https://e.com/4","https://e.com/5","https://e.com/6"] """, "refs", "must have at most 5")]
    [InlineData(""" "refs":["https://e.com/1.mp4","https://e.com/2.mp4","https://e.com/3.mov","https://e.com/4.mp4"] """, "refs", "must have at most 3 videos")]
    public Task Invalid_values_of_the_reference_model_are_rejected(string fields, string parameter, string fault) =>
        AssertRejectedAsync($$"""{"model":"wan2.6-r2v","prompt":"x",{{fields}}}""", parameter, $"{parameter} {fault}");

    [Fact]
    public async Task A_negative_prompt_has_500_characters_whatever_their_encoded_length()
    {
        var longestPrompt = string.Concat(Enumerable.Repeat("😀", 500));
        await CreateAsync($$"""{"model":"wan2.6-r2v","prompt":"x","negative_prompt":"{{longestPrompt}}"}""");

        await AssertRejectedAsync($$"""{"model":"wan2.6-r2v","prompt":"x","negative_prompt":"{{longestPrompt}}!"}""", "negative_prompt", "negative_prompt must have at most 500 characters");
    }

    private static string CreateImageBody(string prompt = "A cat playing piano") => $$"""
        {"model":"wan2.6-i2v-flash","prompt":"{{prompt}}","img_url":"https://example.com/cat.png","resolution":"720P","duration":2}
        """;

    private static long ToUnixSeconds(int? second) => second is { } since ? Noon.AddSeconds(since).ToUnixTimeSeconds() : 0;

    private static void AssertJson(string expected, JsonNode actual) =>
        Assert.True(JsonNode.DeepEquals(JsonNode.Parse(expected), actual), $"Expected {expected}\nbut was {actual.ToJsonString()}");

    private async Task AssertRejectedAsync(string body, string parameter, string message)
    {
        var before = gateway.Tasks.Count;
        var (status, response) = await SendAsync(HttpMethod.Post, CreatePath, body);

        Assert.Equal(HttpStatusCode.BadRequest, status);
        AssertJson($$"""{"code":"invalid_request","message":"{{message}}","data":null}""", response);
        Assert.StartsWith(parameter, message, StringComparison.Ordinal);
        Assert.Equal(before, gateway.Tasks.Count);
    }

    private async Task AssertVideoAsync(string url)
    {
        var response = await gateway.HandleAsync(new HttpRequestMessage(HttpMethod.Get, url), TestContext.Current.CancellationToken);
        Assert.Equal("video/mp4", response.Content.Headers.ContentType?.MediaType);
    }

    private async Task<string> CreateAsync(string body)
    {
        var (status, response) = await SendAsync(HttpMethod.Post, CreatePath, body);
        Assert.True(status is HttpStatusCode.OK, response.ToJsonString());
        return (string)response["task_id"]!;
    }

    private async Task<(int Seconds, int Width, int Height)> GetRequestAsync(string id)
    {
        var metadata = (await DocumentedAsync(id))["metadata"]!;
        return ((int)metadata["duration"]!, (int)metadata["width"]!, (int)metadata["height"]!);
    }

    private Task<JsonNode> QueryAsync(string id) => TaskAsync($"{CreatePath}/{id}");

    private Task<JsonNode> DocumentedAsync(string id) => TaskAsync($"{CreatePath}/{id}?shape=documented");

    private Task<JsonNode> VideoAsync(string id) => TaskAsync($"/v1/videos/{id}");

    private async Task<JsonNode> TaskAsync(string path)
    {
        var (status, body) = await SendAsync(HttpMethod.Get, path);
        Assert.Equal(HttpStatusCode.OK, status);
        return body;
    }

    private Task<(HttpStatusCode Status, JsonNode Body)> SendAsync(HttpMethod method, string path, string? body = null) => SendAsync(Request(method, path, body));

    private async Task<(HttpStatusCode Status, JsonNode Body)> SendAsync(HttpRequestMessage request)
    {
        var response = await gateway.HandleAsync(request, TestContext.Current.CancellationToken);
        return (response.StatusCode, JsonNode.Parse(await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken))!);
    }

    private static HttpRequestMessage Request(HttpMethod method, string path, string? body = null) => new(method, new Uri("https://api.modelstream.ai" + path))
    {
        Headers = { Authorization = new AuthenticationHeaderValue("Bearer", Key) },
        Content = body is null ? null : new StringContent(body, Encoding.UTF8, "application/json"),
    };

    /// <summary>A clock that a test sets.</summary>
    private sealed class SetTime : TimeProvider
    {
        private DateTimeOffset now = Noon;

        public override DateTimeOffset GetUtcNow() => now;

        public void Set(int second) => now = Noon.AddSeconds(second);
    }
}
