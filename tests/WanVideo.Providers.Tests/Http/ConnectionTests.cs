using System.Net;
using WanVideo.MockServer;
using WanVideo.Providers.Http;

namespace WanVideo.Tests.Http;

/// <summary>Where requests are sent to, and with what: base URLs, proxies, the API key and the length of the body.</summary>
public sealed class ConnectionTests : IClassFixture<ProviderFixture>
{
    private readonly ProviderFixture gateway;
    private readonly RecordedMessages messages = new();

    public ConnectionTests(ProviderFixture gateway)
    {
        this.gateway = gateway;
        gateway.Reset();
    }

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("EvoLink", "v1/")]
    [InlineData("EvoLink", "v1/videos/generations")]
    [InlineData("AceData", "wan/videos/")]
    [InlineData("ModelStream", "v1")]
    [InlineData("ModelStream", "v1/video/generations")]
    [InlineData("DashScope", "api/v1/")]
    [InlineData("DashScope", "compatible-mode/v1")]
    [InlineData("DashScope", "api/v1/services/aigc/video-generation/video-synthesis")]
    public async Task A_known_path_at_the_end_of_the_base_URL_is_removed(string provider, string path)
    {
        using var connection = gateway.Connect(name: provider, baseUri: new Uri(gateway.Server.BaseUri, path));
        Assert.Equal(gateway.Server.BaseUri, connection.BaseUri);
        await CreateAsync(connection);
    }

    [Theory]
    [InlineData("EvoLink", "gateway/")]
    [InlineData("DashScope", "wan/")]
    [InlineData("fal", "gateway/")]
    [InlineData("DashScope", "alibailian/")]
    public void Another_path_of_the_base_URL_is_kept(string provider, string path)
    {
        using var connection = gateway.Connect(name: provider, baseUri: new Uri(gateway.Server.BaseUri, path));
        Assert.Equal(new Uri(gateway.Server.BaseUri, path), connection.BaseUri);
    }

    [Theory]
    [InlineData("EvoLink", 200)]
    [InlineData("EvoLink", 404)]
    [InlineData("AceData", 200)]
    [InlineData("ModelStream", 200)]
    [InlineData("DashScope", 405)]
    [InlineData("fal", 404)]
    public async Task A_web_page_in_response_to_a_create_request_is_a_wrong_base_URL(string provider, int status)
    {
        RespondWithPage(status);
        using var connection = gateway.Connect(name: provider);
        var exception = await Assert.ThrowsAsync<VideoException>(() => CreateAsync(connection));
        Assert.Equal((VideoErrorKind.InvalidRequest, false), (exception.Error.Kind, exception.IsCreateRepeatable));
        Assert.Contains("Check -BaseUri", exception.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(500)]
    [InlineData(502)]
    [InlineData(200)]
    public async Task A_web_page_of_a_failed_server_or_a_proxy_leaves_the_outcome_unknown(int status)
    {
        RespondWithPage(status, "<html>A page</html>");
        using var connection = gateway.Connect();
        Assert.Equal(VideoErrorKind.OutcomeUnknown, (await Assert.ThrowsAsync<VideoException>(() => CreateAsync(connection))).Error.Kind);
    }

    [Theory]
    [InlineData(200)]
    [InlineData(404)]
    public async Task A_web_page_in_response_to_a_query_does_not_mean_that_the_task_is_unknown(int status)
    {
        RespondWithPage(status);
        using var connection = gateway.Connect(retries: 0);
        var exception = await Assert.ThrowsAsync<VideoException>(() => connection.GetAsync("task-1", messages, Cancellation));
        Assert.Equal(VideoErrorKind.ProviderFault, exception.Error.Kind);
        Assert.Contains("check -BaseUri", exception.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("https://evil.example/create")]
    [InlineData("https:evil.example/create")]
    [InlineData("http:evil.example/create")]
    [InlineData("//evil.example/create")]
    [InlineData("/\\evil.example/create")]
    [InlineData("\\\\evil.example/create")]
    [InlineData("file:///etc/passwd")]
    public async Task A_path_never_leads_to_another_host(string path)
    {
        foreach (var (setting, value) in ((string, string)[])[("CreatePath", path), ("StatusPath", path + "/{id}")])
        {
            try
            {
                using var connection = gateway.Connect(name: "ModelStream", settings: (setting, value));

                // A path that is accepted is one of the gateway.
                var exception = await Assert.ThrowsAsync<VideoException>(() => setting is "CreatePath" ? CreateAsync(connection) : connection.GetAsync("task-1", messages, Cancellation));
                Assert.Equal(HttpStatusCode.NotFound, exception.StatusCode);
            }
            catch (VideoException exception)
            {
                Assert.Equal(VideoErrorKind.InvalidParameter, exception.Error.Kind);
            }
        }
    }

    [Fact]
    public async Task Requests_have_a_Content_Length()
    {
        using var aceData = gateway.Connect(name: "AceData");
        var task = await CreateAsync(aceData);
        await aceData.GetAsync(task.Id, messages, Cancellation);
        await aceData.GetManyAsync([task.Id], messages, Cancellation);
        using var evoLink = gateway.Connect();
        await evoLink.GetManyAsync(["task-unified-1"], messages, Cancellation);
        using var dashScope = gateway.Connect(name: "DashScope");
        await Assert.ThrowsAsync<VideoException>(() => dashScope.CancelAsync("task-1", messages, Cancellation));

        Assert.Equal(5, gateway.Server.Record.Requests.Count);
        Assert.All(gateway.Server.Record.Requests, request =>
        {
            Assert.True(request.Headers.ContainsKey("content-length"), request.Path);
            Assert.False(request.Headers.ContainsKey("transfer-encoding"), request.Path);
        });
    }

    [Theory]
    [InlineData("http://127.0.0.1:1/", true)]
    [InlineData("http://localhost:1/", true)]
    [InlineData("http://[::1]:1/", true)]
    [InlineData("https://api.evolink.ai/", false)]
    public void The_systems_proxy_is_not_used_for_this_machine(string url, bool isBypassed)
    {
        var proxy = new LoopbackBypassProxy(new WebProxy("http://proxy.example:8080", BypassOnLocal: false));
        Assert.Equal(isBypassed, proxy.IsBypassed(new Uri(url)));
        Assert.Equal(isBypassed ? null : new Uri("http://proxy.example:8080"), proxy.GetProxy(new Uri(url)));

        var options = new ProviderOptions { Provider = Providers.EvoLink.EvoLinkProvider.Info };
        using var handler = ProviderClient.CreateNetworkHandler(options);
        using var mediaHandler = ProviderClient.CreateMediaHandler(options);
        Assert.IsType<LoopbackBypassProxy>(handler.Proxy);
        Assert.IsType<LoopbackBypassProxy>(mediaHandler.Proxy);
    }

    [Fact]
    public void Host_names_are_resolved_again()
    {
        var options = new ProviderOptions { Provider = Providers.EvoLink.EvoLinkProvider.Info };
        using var handler = ProviderClient.CreateNetworkHandler(options);
        using var mediaHandler = ProviderClient.CreateMediaHandler(options);
        Assert.Equal(TimeSpan.FromMinutes(5), handler.PooledConnectionLifetime);
        Assert.Equal(TimeSpan.FromMinutes(5), mediaHandler.PooledConnectionLifetime);
    }

    [Theory]
    [InlineData("v1/videos/task_1/content", true)]
    [InlineData("api/v1/videos/task_1/content", true)]
    [InlineData("v1/videos/task_1", false)]
    [InlineData("results/video.mp4", false)]
    public async Task A_video_of_a_New_API_host_itself_is_requested_with_the_key(string path, bool isSent)
    {
        gateway.Server.Faults.Add(ProviderFixture.RespondWith(HttpStatusCode.OK, "/"));
        using var connection = gateway.Connect(name: "ModelStream");
        await SendAsync(connection, new Uri(gateway.Server.BaseUri, path));
        Assert.Equal(isSent, Assert.Single(gateway.Server.Record.Requests).Headers.ContainsKey("authorization"));
    }

    [Fact]
    public async Task The_key_is_not_sent_to_another_host_or_after_a_redirect()
    {
        await using var other = await MockServer.MockServer.StartAsync(new MockServerOptions());
        using var connection = gateway.Connect(name: "ModelStream");
        await SendAsync(connection, new Uri(other.BaseUri, "v1/videos/task_1/content"));

        gateway.Server.Faults.Add(ProviderFixture.RespondWith(HttpStatusCode.Redirect, "/", headers: ("Location", new Uri(other.BaseUri, "v1/videos/task_1/content").AbsoluteUri)));
        await SendAsync(connection, new Uri(gateway.Server.BaseUri, "v1/videos/task_1/content"));

        Assert.Contains("authorization", Assert.Single(gateway.Server.Record.Requests).Headers.Keys);
        Assert.Equal(2, other.Record.Requests.Count);
        Assert.All(other.Record.Requests, request => Assert.DoesNotContain("authorization", request.Headers.Keys));
    }

    [Theory]
    [InlineData("EvoLink")]
    [InlineData("AceData")]
    [InlineData("DashScope")]
    [InlineData("fal")]
    public async Task No_other_gateway_has_results_that_require_the_key(string provider)
    {
        gateway.Server.Faults.Add(ProviderFixture.RespondWith(HttpStatusCode.OK, "/"));
        using var connection = gateway.Connect(name: provider);
        await SendAsync(connection, new Uri(gateway.Server.BaseUri, "v1/videos/task_1/content"));
        Assert.DoesNotContain("authorization", Assert.Single(gateway.Server.Record.Requests).Headers.Keys);
    }

    [Theory]
    [InlineData("EvoLink")]
    [InlineData("AceData")]
    [InlineData("ModelStream")]
    [InlineData("DashScope")]
    public async Task A_response_to_a_query_that_cannot_be_decompressed_is_an_error_of_that_query(string provider)
    {
        gateway.Server.Faults.Add(ProviderFixture.RespondWith(HttpStatusCode.OK, "/", "not gzip", headers: ("Content-Encoding", "gzip")));
        using var connection = gateway.Connect(name: provider, retries: 0);
        var exception = await Assert.ThrowsAsync<VideoException>(() => connection.GetAsync("task-1", messages, Cancellation));
        Assert.Equal(VideoErrorKind.ProviderFault, exception.Error.Kind);
        Assert.Contains("cannot be decompressed", exception.Message, StringComparison.Ordinal);
    }

    private void RespondWithPage(int status, string body = "<!doctype html><html><body><div id=\"root\"></div></body></html>") => gateway.Server.Faults.Add(new Fault
    {
        Path = "/",
        Action = new FaultAction { Kind = FaultKind.Status, Status = status, Body = body, ContentType = "text/html; charset=utf-8" },
    });

    private Task<VideoTask> CreateAsync(IVideoProvider connection) => connection.CreateAsync(
        connection.Catalog.Prepare(new VideoRequest { Prompt = "A cat", Image = ["https://example.com/cat.png"] }), ProviderFixture.Permit(), messages, Cancellation);

    private static async Task SendAsync(IVideoProvider connection, Uri url)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, url);
        using var response = await connection.MediaClient.SendAsync(request, Cancellation);
    }
}
