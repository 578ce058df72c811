using System.Net;

namespace WanVideo.Tests.AceData;

/// <summary>How responses of AceData are read. They are those of its guides and of its clients' fixtures.</summary>
public sealed class AceDataProviderTests : IClassFixture<ProviderFixture>, IDisposable
{
    private const string Create = "/wan/videos";
    private const string Query = "/wan/tasks";
    private const string Id = "5d1e2f50-30b1-4f0d-9c3c-2b6b6f8f0c11";

    private readonly ProviderFixture gateway;
    private readonly RecordedMessages messages = new();
    private readonly IVideoProvider aceData;

    public AceDataProviderTests(ProviderFixture gateway)
    {
        this.gateway = gateway;
        gateway.Reset();
        aceData = gateway.Connect(name: "AceData", retries: 0);
    }

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public void Dispose() => aceData.Dispose();

    [Theory]
    [InlineData("""{ "task_id": "a" }""")]
    [InlineData("""{ "success": true, "task_id": "a", "trace_id": "t" }""")]
    [InlineData("""{ "data": { "task_id": "a" } }""")]
    [InlineData("""{ "id": "a" }""")]
    public async Task The_id_in_a_create_response_is_read_from_each_of_its_places(string response)
    {
        RespondWith(Create, response);
        var task = await CreateAsync();
        Assert.Equal(("a", VideoStatus.Pending), (task.Id, task.Status));
    }

    [Fact]
    public async Task The_finished_task_of_the_guide_is_read()
    {
        RespondWith(Query, $$$"""
            {"_id":"1","id":"{{{Id}}}","api_id":"2","application_id":"3","credential_id":"4","user_id":"5","type":"videos","trace_id":"trace-1","job_id":"6",
             "created_at":1705788000.123,"finished_at":1705788787.5,"duration":787.4,
             "request":{"action":"text2video","model":"wan2.6-t2v","prompt":"A cat","duration":5},
             "response":{"success":true,"task_id":"{{{Id}}}","state":"completed","video_url":"https://example.com/v.mp4?Signature=x"}}
            """);
        var task = await GetAsync();

        Assert.Equal((Id, "AceData", "wan2.6-t2v", "A cat"), (task.Id, task.Provider, task.Model, task.Prompt));
        Assert.Equal((VideoStatus.Succeeded, "completed", 100), (task.Status, task.RawStatus, task.Progress));
        Assert.Equal(new DateTimeOffset(2024, 1, 20, 22, 0, 0, 123, TimeSpan.Zero), task.CreatedAt);
        Assert.Equal(new DateTimeOffset(2024, 1, 20, 22, 13, 7, 500, TimeSpan.Zero), task.FinishedAt);
        Assert.Equal(task.CreatedAt + TimeSpan.FromHours(24), task.ExpiresAt);
        Assert.Equal("https://example.com/v.mp4?Signature=x", task.VideoUrl!.AbsoluteUri);
        Assert.Equal(5, task.Duration);
        Assert.Equal("trace-1", task.RequestId);
    }

    [Theory]
    [InlineData("", VideoStatus.Running)]
    [InlineData(""" "response": null """, VideoStatus.Running)]
    [InlineData(""" "response": { } """, VideoStatus.Running)]
    [InlineData(""" "response": { "state": "" } """, VideoStatus.Running)]
    [InlineData(""" "response": { "state": "pending" } """, VideoStatus.Pending)]
    [InlineData(""" "response": { "success": false } """, VideoStatus.Running)]
    [InlineData(""" "response": { "success": true } """, VideoStatus.Running)]
    [InlineData(""" "response": { "success": true, "video_url": "https://example.com/v.mp4" } """, VideoStatus.Succeeded)]
    [InlineData(""" "response": { "state": "succeed", "video_url": "https://example.com/v.mp4" } """, VideoStatus.Succeeded)]
    [InlineData(""" "finished_at": 1705788787, "response": { "video_url": "https://example.com/v.mp4" } """, VideoStatus.Succeeded)]
    [InlineData(""" "response": { "state": "finished" } """, VideoStatus.Failed)]
    [InlineData(""" "finished_at": 1705788787, "response": { "success": true } """, VideoStatus.Failed)]
    [InlineData(""" "finished_at": 1705788787, "response": { "success": false } """, VideoStatus.Failed)]
    [InlineData(""" "finished_at": 1705788787 """, VideoStatus.Failed)]
    [InlineData(""" "response": { "success": false, "error": { "code": "api_error" } } """, VideoStatus.Failed)]
    [InlineData(""" "response": { "success": false, "state": "failed" } """, VideoStatus.Failed)]
    [InlineData(""" "response": { "state": "rejected" } """, VideoStatus.Failed)]
    [InlineData(""" "response": { "state": "cancelled" } """, VideoStatus.Canceled)]
    [InlineData(""" "finished_at": 1705788787, "response": { "success": false, "state": "cancelled", "error": "stopped" } """, VideoStatus.Canceled)]
    public async Task The_status_follows_from_the_response(string members, string status)
    {
        RespondWith(Query, $$"""{ "id": "{{Id}}"{{(members.Length > 0 ? ", " + members : "")}} }""");
        Assert.Equal(status, (await GetAsync()).Status);
        Assert.Empty(messages.Warnings);
    }

    [Theory]
    [InlineData("{}")]
    [InlineData("null")]
    public async Task An_empty_object_means_an_unknown_task(string response)
    {
        RespondWith(Query, response);
        var task = await GetAsync();
        Assert.Equal((Id, VideoStatus.Unknown), (task.Id, task.Status));
    }

    [Fact]
    public async Task An_empty_body_means_nothing()
    {
        RespondWith(Query, "");
        Assert.Equal(VideoErrorKind.ProviderFault, (await Assert.ThrowsAsync<VideoException>(GetAsync)).Error.Kind);
    }

    [Theory]
    [InlineData("invalid_token", 401, VideoErrorKind.Authentication)]
    [InlineData("no_token", 400, VideoErrorKind.Authentication)]
    [InlineData("token_mismatched", 400, VideoErrorKind.Authentication)]
    [InlineData("bad_request", 400, VideoErrorKind.InvalidRequest)]
    [InlineData("used_up", 403, VideoErrorKind.Balance)]
    [InlineData("forbidden", 403, VideoErrorKind.ContentRejected)]
    [InlineData("disabled", 403, VideoErrorKind.Permission)]
    [InlineData("something_new", 403, VideoErrorKind.Permission)]
    [InlineData("too_many_requests", 429, VideoErrorKind.RateLimited)]
    [InlineData("no_api", 404, VideoErrorKind.InvalidRequest)]
    public async Task The_error_code_decides_the_kind_before_the_HTTP_status(string code, int status, VideoErrorKind kind)
    {
        gateway.Server.Faults.Add(ProviderFixture.RespondWith((HttpStatusCode)status, Create, $$"""{"success":false,"error":{"code":"{{code}}","message":"Refused."},"trace_id":"t"}"""));
        var error = await GetErrorAsync(CreateAsync);
        Assert.Equal((kind, code, "Refused."), (error.Kind, error.Code, error.Message));
    }

    [Theory]
    [InlineData("""{ "success": false, "error": { "code": "used_up", "message": "No balance" } }""", VideoErrorKind.Balance, "No balance")]
    [InlineData("""{ "success": false, "error": { "code": "forbidden" }, "detail": "Not this" }""", VideoErrorKind.ContentRejected, "Not this")]
    public async Task A_2xx_response_with_an_error_is_a_refusal(string response, VideoErrorKind kind, string message)
    {
        RespondWith(Create, response);
        var error = await GetErrorAsync(CreateAsync);
        Assert.Equal((kind, message), (error.Kind, error.Message));
        Assert.Single(gateway.Server.Record.Requests);
    }

    [Theory]
    [InlineData("""{ "success": false, "error": { "code": "api_error", "message": "Broken" } }""")]
    [InlineData("""{ "success": false, "error": { "code": "timeout" } }""")]
    [InlineData("""{ "success": false }""")]
    [InlineData("""{ "error": "something" }""")]
    [InlineData("""{ "detail": "Internal" }""")]
    [InlineData("{}")]
    [InlineData("[]")]
    [InlineData("<html></html>")]
    [InlineData("")]
    public async Task A_2xx_response_without_an_outcome_is_not_retried(string response)
    {
        RespondWith(Create, response);
        Assert.Equal(VideoErrorKind.OutcomeUnknown, (await GetErrorAsync(CreateAsync)).Kind);
        Assert.Single(gateway.Server.Record.Requests);
    }

    [Theory]
    [InlineData("""{ "error": "bare text" }""", "bare text")]
    [InlineData("""{ "detail": "a detail" }""", "a detail")]
    [InlineData("""{ "error": { "code": 7 }, "detail": [ { "loc": ["body"], "msg": "field required" } ] }""", "field required")]
    [InlineData("""{ "error": { "code": { "odd": true }, "message": "odd" } }""", "odd")]
    [InlineData("<html>Bad request</html>", "<html>Bad request</html>")]
    [InlineData("", "HTTP 400")]
    public async Task A_refusal_is_reported_whatever_its_body(string response, string message)
    {
        gateway.Server.Faults.Add(ProviderFixture.RespondWith(HttpStatusCode.BadRequest, Create, response));
        var error = await GetErrorAsync(CreateAsync);
        Assert.Equal(VideoErrorKind.InvalidRequest, error.Kind);
        Assert.Contains(message, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Fifty_tasks_are_queried_by_one_request()
    {
        var ids = new List<string>();
        for (var n = 0; n < 50; n++)
        {
            ids.Add((await CreateAsync()).Id);
        }

        gateway.Server.Record.Clear();
        var tasks = await aceData.GetManyAsync([.. ids[1..], "unknown"], messages, Cancellation);

        Assert.Equal(ids[1..].Order(), tasks.Select(task => task.Id).Order());
        Assert.All(tasks, task => Assert.Equal(VideoStatus.Succeeded, task.Status));
        Assert.Single(gateway.Server.Record.Requests);
    }

    [Fact]
    public async Task A_batch_rejected_in_a_2xx_response_is_an_error()
    {
        RespondWith(Query, """{ "success": false, "error": { "code": "invalid_token", "message": "No" } }""");
        Assert.Equal(VideoErrorKind.Authentication, (await GetErrorAsync(() => aceData.GetManyAsync(["a", "b"], messages, Cancellation))).Kind);
    }

    private void RespondWith(string path, string body) => gateway.Server.Faults.Add(ProviderFixture.RespondWith(HttpStatusCode.OK, path, body));

    private Task<VideoTask> CreateAsync() =>
        aceData.CreateAsync(aceData.Catalog.Prepare(new VideoRequest { Prompt = "A cat" }), ProviderFixture.Permit(), messages, Cancellation);

    private Task<VideoTask> GetAsync() => aceData.GetAsync(Id, messages, Cancellation);

    private static async Task<VideoError> GetErrorAsync<T>(Func<Task<T>> call) => (await Assert.ThrowsAsync<VideoException>(call)).Error;
}
