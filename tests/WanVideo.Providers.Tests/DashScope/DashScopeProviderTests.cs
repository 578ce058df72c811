using System.Net;

namespace WanVideo.Tests.DashScope;

/// <summary>How responses of DashScope are read. They are those of Alibaba's pages.</summary>
public sealed class DashScopeProviderTests : IClassFixture<ProviderFixture>, IDisposable
{
    private const string Create = "video-synthesis";
    private const string Query = "/api/v1/tasks/";
    private const string Id = "0385dc79-5ff8-4d82-bcb6-000000000001";

    private readonly ProviderFixture gateway;
    private readonly RecordedMessages messages = new();
    private readonly IVideoProvider dashScope;

    public DashScopeProviderTests(ProviderFixture gateway)
    {
        this.gateway = gateway;
        gateway.Reset();
        dashScope = gateway.Connect(name: "DashScope", retries: 0);
    }

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public void Dispose() => dashScope.Dispose();

    [Fact]
    public async Task The_documented_create_response_is_read()
    {
        RespondWith(Create, """{"output":{"task_status":"PENDING","task_id":"0385dc79-5ff8"},"request_id":"4909100c-7b5a"}""");
        var task = await CreateAsync();
        Assert.Equal(("0385dc79-5ff8", VideoStatus.Pending, "4909100c-7b5a"), (task.Id, task.Status, task.RequestId));
        Assert.Equal("enable", Assert.Single(gateway.Server.Record.Requests).Headers["x-dashscope-async"]);
    }

    [Fact]
    public async Task The_documented_finished_task_is_read_with_times_of_China()
    {
        RespondWith(Query, $$"""
            {"request_id":"r","output":{"task_id":"{{Id}}","task_status":"SUCCEEDED",
              "submit_time":"2025-09-29 14:18:52.331","scheduled_time":"2025-09-29 14:18:59.290","end_time":"2025-09-29 14:23:39.407",
              "orig_prompt":"A cat","actual_prompt":"A cat, at length",
              "video_url":"https://dashscope-result-sh.oss-accelerate.aliyuncs.com/v.mp4?Expires=1"},
             "usage":{"duration":5.0,"output_video_duration":5,"input_video_duration":0,"video_count":1,"SR":1080,"size":"1920*1080","ratio":"16:9","audio":true} }
            """);
        var task = await GetAsync();

        Assert.Equal((VideoStatus.Succeeded, "SUCCEEDED", "A cat", 5, 100), (task.Status, task.RawStatus, task.Prompt, task.Duration, task.Progress));
        Assert.Equal(new DateTimeOffset(2025, 9, 29, 14, 18, 52, 331, TimeSpan.FromHours(8)), task.CreatedAt);
        Assert.Equal(new DateTimeOffset(2025, 9, 29, 6, 23, 39, 407, TimeSpan.Zero), task.FinishedAt);
        Assert.Equal(task.CreatedAt + TimeSpan.FromHours(24), task.ExpiresAt);
        Assert.Equal(new Usage { BilledSeconds = 5 }, task.Usage);
    }

    [Theory]
    [InlineData("https://dashscope-us.aliyuncs.com/", null, "wan2.6-t2v-us")]
    [InlineData("https://ws-1.us-east-1.maas.aliyuncs.com/", null, "wan2.6-t2v-us")]
    [InlineData("https://ws-1.ap-southeast-1.maas.aliyuncs.com/", null, "wan2.6-t2v")]
    [InlineData("https://proxy.example/", "Virginia", "wan2.6-t2v-us")]
    [InlineData("https://proxy.example/", null, "wan2.6-t2v")]
    public void The_models_are_those_of_the_host_or_the_region(string baseUri, string? region, string model)
    {
        using var connection = gateway.Connect(name: "DashScope", baseUri: new Uri(baseUri), settings: region is null ? [] : [("Region", region)]);
        Assert.Equal((model, new Uri(baseUri)), (connection.Catalog.Models[0].Name, connection.BaseUri));
    }

    [Theory]
    [InlineData("Singapore")]
    [InlineData("Virginia")]
    public async Task Times_are_those_of_China_in_every_region(string region)
    {
        RespondWith(Query, $$"""{"output":{"task_id":"{{Id}}","task_status":"RUNNING","submit_time":"2025-09-29 14:18:52"} }""");
        using var connection = gateway.Connect(name: "DashScope", settings: ("Region", region));
        Assert.Equal(new DateTimeOffset(2025, 9, 29, 6, 18, 52, TimeSpan.Zero), (await connection.GetAsync(Id, messages, Cancellation)).CreatedAt);
    }

    [Fact]
    public async Task The_video_and_the_duration_of_older_models_are_read()
    {
        RespondWith(Query, $$"""{"output":{"task_id":"{{Id}}","task_status":"SUCCEEDED","results":{"video_url":"https://a.example/v.mp4"} },"usage":{"video_count":1,"video_duration":5.2,"SR":"720"} }""");
        var task = await GetAsync();
        Assert.Equal(("https://a.example/v.mp4", 5), (task.VideoUrl?.AbsoluteUri, task.Duration));
    }

    [Theory]
    [InlineData("PENDING", VideoStatus.Pending)]
    [InlineData("running", VideoStatus.Running)]
    [InlineData("FAILED", VideoStatus.Failed)]
    [InlineData("CANCELED", VideoStatus.Canceled)]
    [InlineData("CANCELLED", VideoStatus.Canceled)]
    [InlineData("UNKNOWN", VideoStatus.Unknown)]
    [InlineData("SUSPENDED", VideoStatus.Pending)]
    public async Task Every_status_is_converted(string rawStatus, string status)
    {
        RespondWith(Query, $$"""{"request_id":"r","output":{"task_id":"{{Id}}","task_status":"{{rawStatus}}"} }""");
        Assert.Equal((status, rawStatus), await GetAsync() is var task ? (task.Status, task.RawStatus) : default);
        Assert.Empty(messages.Warnings);
    }

    [Theory]
    [InlineData("\"code\":\"InvalidParameter\",\"message\":\"The size is not match xxxxxx\"", VideoErrorKind.InvalidRequest)]
    [InlineData("\"code\":\"InvalidParameter\",\"message\":\"Failed to download https://example.com/cat.png\"", VideoErrorKind.MediaUnreachable)]
    [InlineData("\"code\":\"DataInspectionFailed\",\"message\":\"Output data may contain inappropriate content.\"", VideoErrorKind.ContentRejected)]
    [InlineData("\"code\":\"data_inspection_failed\",\"message\":\"Output data may contain inappropriate content.\"", VideoErrorKind.ContentRejected)]
    [InlineData("\"code\":\"InternalError.Timeout\",\"message\":\"Too late\"", VideoErrorKind.Timeout)]
    [InlineData("\"code\":\"InternalError.Algo\",\"message\":\"Broken\"", VideoErrorKind.ProviderFault)]
    [InlineData("\"video_url\":null", VideoErrorKind.ProviderFault)]
    public async Task The_error_of_a_failed_task_has_a_kind(string members, VideoErrorKind kind)
    {
        RespondWith(Query, $$"""{"request_id":"r","output":{"task_id":"{{Id}}","task_status":"FAILED",{{members}}} }""");
        Assert.Equal(kind, (await GetAsync()).Error!.Kind);
    }

    [Theory]
    [InlineData("InvalidApiKey", 401, VideoErrorKind.Authentication)]
    [InlineData("Arrearage", 400, VideoErrorKind.Balance)]
    [InlineData("AccessDenied", 403, VideoErrorKind.Permission)]
    [InlineData("AccessDenied.Unpurchased", 403, VideoErrorKind.Permission)]
    [InlineData("Model.AccessDenied", 403, VideoErrorKind.Permission)]
    [InlineData("BadRequest.EmptyInput", 400, VideoErrorKind.InvalidRequest)]
    [InlineData("InvalidURL", 400, VideoErrorKind.MediaUnreachable)]
    [InlineData("ModelNotFound", 404, VideoErrorKind.InvalidRequest)]
    [InlineData("Throttling.AllocationQuota", 429, VideoErrorKind.RateLimited)]
    [InlineData("insufficient_quota", 429, VideoErrorKind.RateLimited)]
    [InlineData("DataInspectionFailed", 400, VideoErrorKind.ContentRejected)]
    public async Task The_error_of_a_refused_create_request_has_a_kind(string code, int status, VideoErrorKind kind)
    {
        gateway.Server.Faults.Add(ProviderFixture.RespondWith((HttpStatusCode)status, Create, $$"""{"code":"{{code}}","message":"Refused.","request_id":"r"}"""));
        var error = await GetErrorAsync(CreateAsync);
        Assert.Equal((kind, code, "Refused."), (error.Kind, error.Code, error.Message));
    }

    [Theory]
    [InlineData("<!doctype html><title>Sign in</title>")]
    [InlineData("")]
    [InlineData("null")]
    [InlineData("{}")]
    [InlineData("[]")]
    [InlineData("{\"request_id\":null}")]
    [InlineData("{\"request_id\":\"r\",\"code\":\"UnsupportedOperation\",\"message\":\"The task is not pending.\"}", VideoErrorKind.InvalidRequest)]
    public async Task Only_the_documented_response_confirms_a_cancellation(string body, VideoErrorKind kind = VideoErrorKind.ProviderFault)
    {
        RespondWith("/cancel", body);
        var exception = await Assert.ThrowsAsync<VideoException>(() => dashScope.CancelAsync(Id, messages, Cancellation));
        Assert.Equal((kind, Id), (exception.Error.Kind, exception.TaskId));

        gateway.Reset();
        RespondWith("/cancel", """{"request_id":"r"}""");
        await dashScope.CancelAsync(Id, messages, Cancellation);
    }

    [Fact]
    public async Task A_list_is_read_to_its_last_page_newest_first()
    {
        for (var n = 0; n < 23; n++)
        {
            await CreateAsync();
        }

        gateway.Server.Record.Clear();
        var listed = new List<VideoTask>();
        await foreach (var task in dashScope.ListAsync(new TaskFilter { Model = "wan2.6-t2v" }, messages, Cancellation))
        {
            listed.Add(task);
        }

        Assert.True(listed.Count >= 23, $"{listed.Count} tasks");
        Assert.Equal(listed.Count, listed.Select(task => task.Id).Distinct().Count());
        Assert.Equal(listed.OrderByDescending(task => task.CreatedAt).Select(task => task.Id), listed.Select(task => task.Id));
        Assert.All(listed, task => Assert.Equal(("wan2.6-t2v", VideoStatus.Succeeded), (task.Model, task.Status)));
        Assert.Equal((listed.Count + 9) / 10, gateway.Server.Record.Requests.Count);
    }

    [Fact]
    public async Task A_list_is_not_read_further_than_needed()
    {
        for (var n = 0; n < 23; n++)
        {
            await CreateAsync();
        }

        gateway.Server.Record.Clear();
        await foreach (var unused in dashScope.ListAsync(new TaskFilter(), messages, Cancellation))
        {
            break;
        }

        Assert.Single(gateway.Server.Record.Requests);
    }

    [Fact]
    public async Task Oss_URLs_are_sent_with_a_header()
    {
        var request = dashScope.Catalog.Prepare(new VideoRequest { Prompt = "A cat", Image = ["oss://dashscope-instant/cat.png"] });
        await dashScope.CreateAsync(request, ProviderFixture.Permit(), messages, Cancellation);
        Assert.Equal("enable", Assert.Single(gateway.Server.Record.Requests).Headers["x-dashscope-ossresourceresolve"]);
    }

    [Theory]
    [InlineData("wan2.6-t2v")]
    [InlineData("wan2.6-i2v")]
    [InlineData("wan2.6-i2v-flash")]
    [InlineData("wan2.6-r2v")]
    [InlineData("wan2.6-r2v-flash")]
    public async Task The_sandbox_accepts_what_the_catalog_sends_for_every_model(string model)
    {
        var request = new VideoRequest
        {
            Model = model,
            Prompt = "A cat playing piano",
            NegativePrompt = "Dogs",
            Image = model.Contains("i2v", StringComparison.Ordinal) ? ["data:image/png;base64,AAAA"] : [],
            ReferenceVideo = model.Contains("r2v", StringComparison.Ordinal) ? ["https://example.com/cat.mp4"] : [],
            ReferenceImage = model.Contains("r2v", StringComparison.Ordinal) ? ["https://example.com/cat.png"] : [],
            Resolution = "1080p",
            Watermark = true,
            Seed = 7,
        };
        Assert.Equal(VideoStatus.Pending, (await dashScope.CreateAsync(dashScope.Catalog.Prepare(request), ProviderFixture.Permit(), messages, Cancellation)).Status);
    }

    private void RespondWith(string path, string body) => gateway.Server.Faults.Add(ProviderFixture.RespondWith(HttpStatusCode.OK, path, body));

    private Task<VideoTask> CreateAsync() =>
        dashScope.CreateAsync(dashScope.Catalog.Prepare(new VideoRequest { Prompt = "A cat" }), ProviderFixture.Permit(), messages, Cancellation);

    private Task<VideoTask> GetAsync() => dashScope.GetAsync(Id, messages, Cancellation);

    private static async Task<VideoError> GetErrorAsync<T>(Func<Task<T>> call) => (await Assert.ThrowsAsync<VideoException>(call)).Error;
}
