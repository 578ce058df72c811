using System.Net;
using System.Text;
using WanVideo.Callbacks;
using WanVideo.Providers.Http;

namespace WanVideo.Tests.Http;

/// <summary>Of a task only the id, the status and the URL of the video are essential. Any other member can be missing, of another type or out of range, in any encoding.</summary>
public sealed class LenientReadingTests : IClassFixture<ProviderFixture>
{
    private const string Query = "/v1/tasks/|/api/v1/tasks/|/v1/video/generations/|/wan/tasks";
    private const string Create = "generations|video-synthesis|wan/videos";

    private readonly ProviderFixture gateway;
    private readonly RecordedMessages messages = new();

    public LenientReadingTests(ProviderFixture gateway)
    {
        this.gateway = gateway;
        gateway.Reset();
    }

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("EvoLink", """{"id":"t","status":"completed","results":["https://a.example/v.mp4"],"usage":[],"progress":"45%","error":"text","created":"2026-11-20T12:00:00Z","task_info":7,"model":{}}""")]
    [InlineData("EvoLink", """{"id":"t","status":"completed","results":["https://a.example/v.mp4"],"task_info":{"estimated_time":1e300,"video_duration":1e300},"created":1e300,"usage":{"credits_used":1e300,"cost":[]}}""")]
    [InlineData("EvoLink", """{"id":"t","status":"completed","results":"https://a.example/v.mp4","result_data":7}""")]
    [InlineData("EvoLink", """{"id":"t","status":"completed","result_data":{"video_url":"https://a.example/v.mp4"},"results":null}""")]
    [InlineData("EvoLink", """{"id":"t","status":"completed","results":["https://a.example/v.mp4"],"model":"\ud800","error":{"message":"\udc00"},"\ud800":1}""")]
    [InlineData("EvoLink", """{"id":"t","status":"completed","results":["https://a.example/v.mp4"],"created":253402300799,"id":"t"}""")]
    [InlineData("AceData", """{"id":"t","created_at":"2026-11-20","finished_at":{},"request":"odd","response":{"success":"true","video_url":"https://a.example/v.mp4","error":[]},"trace_id":7}""")]
    [InlineData("AceData", """{"id":"t","created_at":1e300,"finished_at":1,"request":{"duration":1e300,"prompt":7},"response":{"state":"completed","video_url":"https://a.example/v.mp4"}}""")]
    [InlineData("ModelStream", """{"code":"success","data":{"task_id":"t","status":"SUCCESS","progress":{},"result_url":"https://a.example/v.mp4","submit_time":"now","data":"odd","error":7,"metadata":[]}}""")]
    [InlineData("ModelStream", """{"id":"t","status":"completed","metadata":{"url":"https://a.example/v.mp4"},"created_at":"2026-11-20T12:00:00Z","error":"","progress":1e300,"model":[]}""")]
    [InlineData("DashScope", """{"output":{"task_id":"t","task_status":"SUCCEEDED","video_url":"https://a.example/v.mp4","submit_time":7,"orig_prompt":["x"],"code":{}},"usage":[],"request_id":7}""")]
    [InlineData("DashScope", """{"output":{"task_id":"t","task_status":"SUCCEEDED","video_url":"https://a.example/v.mp4","submit_time":"9999-12-31 23:59:59.999","end_time":"0001-01-01 00:00:00"},"usage":{"duration":"5.5 s","output_video_duration":1e300}}""")]
    [InlineData("DashScope", """{"output":{"task_id":"t","task_status":"SUCCEEDED","results":{"video_url":"https://a.example/v.mp4"}},"usage":"none"}""")]
    public async Task A_finished_task_is_read_whatever_its_other_members_are(string provider, string body)
    {
        gateway.Server.Faults.Add(ProviderFixture.RespondWith(HttpStatusCode.OK, Query, body));
        using var connection = gateway.Connect(name: provider, retries: 0);
        var task = await connection.GetAsync("t", messages, Cancellation);

        Assert.Equal(("t", VideoStatus.Succeeded, "https://a.example/v.mp4"), (task.Id, task.Status, task.VideoUrl?.AbsoluteUri));
        Assert.Null(task.EstimatedSec);
        Assert.Empty(messages.Warnings);
    }

    [Theory]
    [InlineData("EvoLink", """{"id":"other","status":"completed","results":["https://a.example/v.mp4"]}""")]
    [InlineData("AceData", """{"id":"other","response":{"state":"completed","video_url":"https://a.example/v.mp4"}}""")]
    [InlineData("ModelStream", """{"code":"success","data":{"task_id":"other","status":"SUCCESS","result_url":"https://a.example/v.mp4"}}""")]
    [InlineData("ModelStream", """{"id":"other","status":"completed","metadata":{"url":"https://a.example/v.mp4"}}""")]
    [InlineData("DashScope", """{"output":{"task_id":"other","task_status":"SUCCEEDED","video_url":"https://a.example/v.mp4"}}""")]
    public async Task The_status_of_another_task_is_an_error(string provider, string body)
    {
        gateway.Server.Faults.Add(ProviderFixture.RespondWith(HttpStatusCode.OK, Query, body));
        using var connection = gateway.Connect(name: provider, retries: 0);
        var exception = await Assert.ThrowsAsync<VideoException>(() => connection.GetAsync("t", messages, Cancellation));
        Assert.Equal((VideoErrorKind.ProviderFault, "t", $"{provider} returned the status of another task, other, for t."), (exception.Error.Kind, exception.TaskId, exception.Message));

        // The id in capital letters is that of the same task.
        Assert.Equal("OTHER", (await connection.GetAsync("OTHER", messages, Cancellation)).Id);
    }

    [Theory]
    [InlineData("EvoLink", """{"id":"t","status":"failed","error":"The gateway's words"}""")]
    [InlineData("AceData", """{"id":"t","response":{"success":false,"error":"The gateway's words"}}""")]
    [InlineData("ModelStream", """{"id":"t","status":"failed","error":"The gateway's words"}""")]
    public async Task An_error_can_be_text(string provider, string body)
    {
        gateway.Server.Faults.Add(ProviderFixture.RespondWith(HttpStatusCode.OK, Query, body));
        using var connection = gateway.Connect(name: provider, retries: 0);
        Assert.Equal("The gateway's words", (await connection.GetAsync("t", messages, Cancellation)).Error?.Message);
    }

    [Theory]
    [InlineData("EvoLink", "45%", 45)]
    [InlineData("EvoLink", "45.7", 45)]
    [InlineData("EvoLink", "-1", 0)]
    [InlineData("EvoLink", "200", 100)]
    [InlineData("EvoLink", "half", null)]
    public async Task The_progress_is_a_percentage_or_unknown(string provider, string progress, int? expected)
    {
        gateway.Server.Faults.Add(ProviderFixture.RespondWith(HttpStatusCode.OK, Query, $$"""{"id":"t","status":"processing","progress":"{{progress}}"}"""));
        using var connection = gateway.Connect(name: provider, retries: 0);
        Assert.Equal(expected, (await connection.GetAsync("t", messages, Cancellation)).Progress);
    }

    [Theory]
    [InlineData("EvoLink", """{"data":[{"id":"t","status":"processing","usage":[]},{"id":"u","status":"processing"},7,null,{"id":{}}]}""")]
    [InlineData("AceData", """{"items":[{"id":"t","response":[]},{"id":"u"},"odd",null,{"id":[]}]}""")]
    public async Task An_unreadable_task_does_not_hide_the_others_of_its_batch(string provider, string body)
    {
        gateway.Server.Faults.Add(ProviderFixture.RespondWith(HttpStatusCode.OK, "batch|/wan/tasks", body));
        using var connection = gateway.Connect(name: provider, retries: 0);
        Assert.Equal(["t", "u"], (await connection.GetManyAsync(["t", "u"], messages, Cancellation)).Select(task => task.Id));
    }

    [Theory]
    [InlineData("EvoLink", """{"data":[{"id":"t","status":"completed","created_at":"now","duration":"odd"},{}],"total":"many"}""")]
    [InlineData("DashScope", """{"data":[{"task_id":"t","status":"SUCCEEDED","gmt_create":"now","end_time":[]},7],"total_page":{}}""")]
    public async Task A_list_that_ignores_the_page_number_ends(string provider, string body)
    {
        gateway.Server.Faults.Add(ProviderFixture.RespondWith(HttpStatusCode.OK, "/tasks", body));
        using var connection = gateway.Connect(name: provider, retries: 0);
        var ids = new List<string>();
        await foreach (var task in connection.ListAsync(new TaskFilter(), messages, Cancellation))
        {
            ids.Add(task.Id);
            Assert.True(ids.Count < 10);
        }

        Assert.Equal(["t"], ids);
        Assert.Equal(2, gateway.Server.Record.Requests.Count);
    }

    [Theory]
    [InlineData("utf-8", true)]
    [InlineData("utf-16", true)]
    [InlineData("utf-16", false)]
    [InlineData("utf-16BE", true)]
    [InlineData("utf-16BE", false)]
    [InlineData("utf-32", true)]
    public void Text_is_decoded_by_its_byte_order_mark_or_its_zero_bytes(string encoding, bool hasMark)
    {
        const string Text = """{"id":"t","message":"猫"}""";
        var encoder = Encoding.GetEncoding(encoding);
        byte[] bytes = [.. hasMark ? encoder.GetPreamble() : [], .. encoder.GetBytes(Text)];
        Assert.Equal(Text, Encoding.UTF8.GetString(TextDecoder.ToUtf8(bytes)));
    }

    [Fact]
    public void Text_is_decoded_by_its_charset_if_it_is_not_UTF_8()
    {
        Assert.Equal("é", Encoding.UTF8.GetString(TextDecoder.ToUtf8([0xE9], new("text/plain", "iso-8859-1"))));
        Assert.Equal("é", Encoding.UTF8.GetString(TextDecoder.ToUtf8([0xC3, 0xA9], new("text/plain", "iso-8859-1"))));
        Assert.Equal("\uFFFD", Encoding.UTF8.GetString(TextDecoder.ToUtf8([0xE9], new("text/plain", "unknown"))));
    }

    [Theory]
    [InlineData("EvoLink", """{"id":"t","status":"pending"}""")]
    [InlineData("AceData", """{"task_id":"t"}""")]
    [InlineData("ModelStream", """{"task_id":"t","status":"queued"}""")]
    [InlineData("DashScope", """{"output":{"task_id":"t","task_status":"PENDING"}}""")]
    public async Task The_id_of_a_created_task_is_read_in_any_encoding(string provider, string body)
    {
        // The mock server sends text in UTF-8, so U+FEFF becomes a byte order mark.
        gateway.Server.Faults.Add(ProviderFixture.RespondWith(HttpStatusCode.OK, Create, "\uFEFF" + body));
        using var connection = gateway.Connect(name: provider, retries: 0);
        var request = connection.Catalog.Prepare(new VideoRequest { Prompt = "A cat", Image = ["https://example.com/cat.png"] });
        Assert.Equal("t", (await connection.CreateAsync(request, ProviderFixture.Permit(), messages, Cancellation)).Id);
    }

    [Theory]
    [InlineData("EvoLink", """{"id":"t","status":"completed","results":["https://a.example/v.mp4"],"usage":"odd"}""")]
    [InlineData("AceData", """{"success":true,"task_id":"t","state":"completed","video_url":"https://a.example/v.mp4","trace_id":{}}""")]
    public async Task A_callback_is_read_in_any_encoding(string provider, string body)
    {
        using var connection = gateway.Connect(name: provider);
        foreach (var encoding in (Encoding[])[Encoding.UTF8, Encoding.Unicode, Encoding.BigEndianUnicode])
        {
            Assert.Equal(VideoStatus.Succeeded, (await connection.ReadCallbackAsync(new CallbackRequest([.. encoding.GetPreamble(), .. encoding.GetBytes(body)]), messages, TestContext.Current.CancellationToken)).Status);
        }
    }
}
