using System.Net;
using WanVideo.Catalog;
using WanVideo.Providers.ModelStream;

namespace WanVideo.Tests.ModelStream;

/// <summary>How responses of New API are read. They are those of its manual, of its code and of hosts that changed either.</summary>
public sealed class ModelStreamProviderTests : IClassFixture<ProviderFixture>, IDisposable
{
    private const string Path = "/v1/video/generations";
    private const string Id = "t-1";

    private readonly ProviderFixture gateway;
    private readonly RecordedMessages messages = new();
    private readonly IVideoProvider modelStream;

    public ModelStreamProviderTests(ProviderFixture gateway)
    {
        this.gateway = gateway;
        gateway.Reset();
        modelStream = gateway.Connect(name: "ModelStream", retries: 0);
    }

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public void Dispose() => modelStream.Dispose();

    [Theory]
    [InlineData("""{ "task_id": "t-1", "status": "queued" }""")]
    [InlineData("""{ "id": "t-1", "object": "video", "model": "wan2.6-i2v-flash", "status": "queued", "created_at": 1757169743 }""")]
    [InlineData("""{ "id": "other", "task_id": "t-1", "status": "SUBMITTED" }""")]
    public async Task The_id_in_a_create_response_is_read_from_each_of_its_places(string response)
    {
        RespondWith(response);
        var task = await CreateAsync();
        Assert.Equal(("t-1", VideoStatus.Pending), (task.Id, task.Status));
    }

    public static TheoryData<string> FinishedTasks =>
    [
        // The manual.
        """
        {"task_id":"t-1","status":"completed","url":"https://example.com/v.mp4","format":"mp4",
         "metadata":{"duration":5,"fps":24,"width":1280,"height":720,"seed":1},"error":{"code":0,"message":""}}
        """,

        // The code.
        """
        {"code":"success","message":"","data":{"id":1,"task_id":"t-1","platform":"17","action":"generate","status":"SUCCESS",
         "fail_reason":"","result_url":"https://example.com/v.mp4","submit_time":1757169743,"start_time":1757169750,"finish_time":1757169800,"progress":"100%",
         "quota":0,"data":{"output":{"task_id":"x","task_status":"SUCCEEDED","video_url":"https://example.com/other.mp4"}}}}
        """,

        // Older servers: the URL is in fail_reason.
        """{"code":"success","message":"","data":{"id":1,"task_id":"t-1","status":"SUCCESS","fail_reason":"https://example.com/v.mp4","progress":"100%","data":null}}""",

        // Only in Alibaba's response, which New API passes on.
        """{"code":"success","message":"","data":{"id":1,"task_id":"t-1","status":"SUCCESS","fail_reason":"","result_url":"","data":{"output":{"video_url":"https://example.com/v.mp4"}}}}""",

        // The OpenAI-compatible response.
        """{"id":"t-1","object":"video","status":"completed","progress":100,"created_at":1757169743,"completed_at":1757169800,"metadata":{"url":"https://example.com/v.mp4"}}""",
    ];

    [Theory]
    [MemberData(nameof(FinishedTasks))]
    public async Task The_video_of_a_finished_task_is_read_from_each_of_its_places(string response)
    {
        RespondWith(response);
        var task = await GetAsync();
        Assert.Equal(("t-1", VideoStatus.Succeeded, 100), (task.Id, task.Status, task.Progress));
        Assert.Equal("https://example.com/v.mp4", task.VideoUrl!.AbsoluteUri);
    }

    [Theory]
    [InlineData("""{"code":"success","data":{"task_id":"t-1","status":"IN_PROGRESS","progress":"30%","data":"odd"}}""", VideoStatus.Running, 30)]
    [InlineData("""{"code":"success","data":{"task_id":"t-1","status":"NOT_START","progress":"0%","data":[1]}}""", VideoStatus.Pending, 0)]
    [InlineData("""{"code":"success","data":{"task_id":"t-1","status":"UNKNOWN","progress":""}}""", VideoStatus.Running, null)]
    [InlineData("""{"id":"t-1","status":"in_progress","progress":50}""", VideoStatus.Running, 50)]
    [InlineData("""{"task_id":"t-1","status":"processing","error":{"code":0,"message":""}}""", VideoStatus.Running, null)]
    public async Task Every_status_before_the_terminal_one_is_converted(string response, string status, int? progress)
    {
        RespondWith(response);
        var task = await GetAsync();
        Assert.Equal((status, progress), (task.Status, task.Progress));
        Assert.Null(task.Error);
        Assert.Empty(messages.Warnings);
    }

    [Theory]
    [InlineData("""{"code":"success","data":{"task_id":"t-1","status":"FAILURE","fail_reason":"DataInspectionFailed: not this"}}""", VideoErrorKind.ContentRejected, "DataInspectionFailed: not this")]
    [InlineData("""{"code":"success","data":{"task_id":"t-1","status":"FAILURE","fail_reason":"upstream broke"}}""", VideoErrorKind.ProviderFault, "upstream broke")]
    [InlineData("""{"task_id":"t-1","status":"failed","error":{"code":"ali_api_error","message":"broke"}}""", VideoErrorKind.ProviderFault, "broke")]
    [InlineData("""{"code":"success","data":{"task_id":"t-1","status":"FAILURE","fail_reason":"task failed, code: DataInspectionFailed , message: The words"}}""", VideoErrorKind.ContentRejected, "The words")]
    [InlineData("""{"code":"success","data":{"task_id":"t-1","status":"FAILURE","fail_reason":"task failed, code: InvalidParameter , message: Failed to download https://a.example/"}}""", VideoErrorKind.MediaUnreachable, "Failed to download https://a.example/")]
    [InlineData("""{"code":"success","data":{"task_id":"t-1","status":"FAILURE","fail_reason":"The words","data":{"output":{"code":"DataInspectionFailed"}}}}""", VideoErrorKind.ContentRejected, "The words")]
    [InlineData("""{"id":"t-1","status":"failed","error":{"code":"fail_to_fetch_task","message":"{\"code\":\"Arrearage\",\"message\":\"The words\"}"}}""", VideoErrorKind.Balance, "The words")]
    [InlineData("""{"id":"t-1","status":"failed","error":{"code":"DataInspectionFailed","message":"The words"}}""", VideoErrorKind.ContentRejected, "The words")]
    [InlineData("""{"id":"t-1","status":"failed"}""", VideoErrorKind.ProviderFault, "The gateway returned no message.")]
    public async Task The_error_of_a_failed_task_has_a_kind(string response, VideoErrorKind kind, string message)
    {
        RespondWith(response);
        var task = await GetAsync();
        Assert.Equal((VideoStatus.Failed, kind, message), (task.Status, task.Error!.Kind, task.Error.Message));
    }

    [Theory]
    [InlineData("""{"error":{"message":"Refused.","type":"new_api_error","param":"","code":"insufficient_user_quota"}}""", 403, VideoErrorKind.Balance)]
    [InlineData("""{"error":{"message":"Refused.","type":"new_api_error","param":"","code":""}}""", 401, VideoErrorKind.Authentication)]
    [InlineData("""{"error":{"message":"Refused.","type":"new_api_error","param":"duration","code":"invalid_request"}}""", 400, VideoErrorKind.InvalidRequest)]
    [InlineData("""{"error":{"message":"Refused.","type":"new_api_error","code":null}}""", 402, VideoErrorKind.Balance)]
    [InlineData("""{"error":{"message":"Refused.","type":"new_api_error","code":17}}""", 403, VideoErrorKind.Permission)]
    [InlineData("""{"code":"invalid_request","message":"Refused.","data":null}""", 400, VideoErrorKind.InvalidRequest)]
    public async Task The_error_of_a_refused_create_request_has_a_kind(string response, int status, VideoErrorKind kind)
    {
        gateway.Server.Faults.Add(ProviderFixture.RespondWith((HttpStatusCode)status, Path, response));
        var error = await GetErrorAsync(CreateAsync);
        Assert.Equal((kind, "Refused."), (error.Kind, error.Message));
    }

    [Fact]
    public async Task The_error_code_of_an_unknown_task_decides_the_kind()
    {
        gateway.Server.Faults.Add(ProviderFixture.RespondWith(HttpStatusCode.BadRequest, Path, """{"code":"task_not_exist","message":"task_not_exist","data":null}"""));
        Assert.Equal(VideoErrorKind.NotFound, (await GetErrorAsync(GetAsync)).Kind);
    }

    [Theory]
    [InlineData("""{"code":"success","message":"","data":null}""")]
    [InlineData("""{"code":"success","data":{"status":7}}""")]
    [InlineData("""{"status":{"odd":true}}""")]
    [InlineData("""{"metadata":5,"error":"odd"}""")]
    [InlineData("<html></html>")]
    public async Task An_unexpected_create_response_leaves_the_outcome_unknown(string response)
    {
        RespondWith(response);
        Assert.Equal(VideoErrorKind.OutcomeUnknown, (await GetErrorAsync(CreateAsync)).Kind);
        Assert.Single(gateway.Server.Record.Requests);
    }

    [Theory]
    [InlineData("wan9", "seed", "parameters.seed")]
    [InlineData("wan9", "img_url", "input.img_url")]
    public void A_schema_whose_fields_New_API_would_drop_is_rejected(string model, string field, string name)
    {
        var exception = Assert.Throws<VideoException>(() => ReadSchema("", model, field));
        Assert.Contains($"must be named {name}", exception.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("", "wan9", "parameters.seed")]
    [InlineData("\uFEFF", "wan9", "parameters.seed")]
    [InlineData("", "another", "seed")]
    public void A_schema_can_have_a_byte_order_mark_and_any_field_of_another_model(string mark, string model, string field)
    {
        var catalog = ReadSchema(mark, model, field);
        var body = catalog.Prepare(new VideoRequest { Model = model, Prompt = "A cat", Seed = 7 }).Body;
        Assert.Equal(7, (int)field.Split('.').Aggregate(body["metadata"], (node, name) => node![name])!);
    }

    [Fact]
    public void A_schema_in_which_a_name_occurs_twice_is_rejected() =>
        Assert.Equal(VideoErrorKind.InvalidParameter, Assert.Throws<VideoException>(() => ReadSchema("", "another", "prompt")).Error.Kind);

    private static ModelCatalog ReadSchema(string mark, string model, string field)
    {
        var file = System.IO.Path.GetTempFileName();
        try
        {
            File.WriteAllText(file, mark + $$"""
                { "metadata": true, "models": { "{{model}}": { "kind": "TextToVideo", "fields": { "prompt": { "parameter": "Prompt" }, "{{field}}": { "parameter": "Seed", "type": "integer" } } } } }
                """);
            return SchemaFile.Read(file).CreateCatalog("ModelStream");
        }
        finally
        {
            File.Delete(file);
        }
    }

    private void RespondWith(string body) => gateway.Server.Faults.Add(ProviderFixture.RespondWith(HttpStatusCode.OK, Path, body));

    private Task<VideoTask> CreateAsync() => modelStream.CreateAsync(
        modelStream.Catalog.Prepare(new VideoRequest { Prompt = "A cat", Image = ["https://example.com/cat.png"] }),
        ProviderFixture.Permit(),
        messages,
        Cancellation);

    private Task<VideoTask> GetAsync() => modelStream.GetAsync(Id, messages, Cancellation);

    private static async Task<VideoError> GetErrorAsync<T>(Func<Task<T>> call) => (await Assert.ThrowsAsync<VideoException>(call)).Error;
}
