using System.Net;
using WanVideo.Providers.Http;

namespace WanVideo.Tests.Http;

/// <summary>Where a result address may lead, and where it may not.</summary>
public sealed class SafeRedirectHandlerTests
{
    private readonly List<Uri> asked = [];

    [Theory]
    [InlineData("https://oss.example/a.mp4", "https://cdn.example/b.mp4")]
    [InlineData("https://oss.example/a.mp4", "/b.mp4")]
    [InlineData("http://oss.example/a.mp4", "https://oss.example/a.mp4")]
    [InlineData("http://127.0.0.1:8080/a.mp4", "http://localhost:8080/b.mp4")]
    public async Task Another_public_address_is_followed(string from, string to)
    {
        using var response = await GetAsync(from, to);

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.Equal([new Uri(from), new Uri(new Uri(from), to)], asked);
    }

    [Theory]
    [InlineData("https://oss.example/a.mp4", "http://cdn.example/b.mp4", "http://cdn.example, which is not https")]
    [InlineData("https://oss.example/a.mp4", "http://127.0.0.1:9200/_search", "http://127.0.0.1:9200, which is not https")]
    [InlineData("https://oss.example/a.mp4", "https://localhost/admin", "https://localhost, which only this machine or its network can reach")]
    [InlineData("https://oss.example/a.mp4", "https://10.0.0.1/admin", "https://10.0.0.1, which only this machine or its network can reach")]
    [InlineData("https://oss.example/a.mp4", "https://[fd00::1]/admin", "https://[fd00::1], which only this machine or its network can reach")]
    [InlineData("https://oss.example/a.mp4", "http://169.254.169.254/latest/meta-data/", "http://169.254.169.254, which is not https")]
    [InlineData("https://oss.example/a.mp4", "file:///etc/passwd", "file://, which is not https")]
    [InlineData("http://127.0.0.1/a.mp4", "http://192.168.0.1/b.mp4", "http://192.168.0.1, which is not https")]
    public async Task An_address_inside_or_in_the_clear_is_not(string from, string to, string words)
    {
        var failure = await Assert.ThrowsAsync<VideoException>(() => GetAsync(from + "?Signature=secret", to));

        Assert.Equal(VideoErrorKind.DownloadFailed, failure.Error.Kind);
        Assert.Equal($"The video's address {from} leads to {words}. It was not followed.", failure.Message);
        Assert.Single(asked);
    }

    [Fact]
    public async Task An_address_that_leads_in_circles_is_given_up()
    {
        using var invoker = new HttpMessageInvoker(new SafeRedirectHandler(new Redirecting(asked, _ => "/a.mp4")));
        using var request = new HttpRequestMessage(HttpMethod.Get, "https://oss.example/a.mp4");
        var failure = await Assert.ThrowsAsync<VideoException>(() => invoker.SendAsync(request, TestContext.Current.CancellationToken));

        Assert.StartsWith("The video's address https://oss.example/a.mp4 leads on and on: 10 times to another address", failure.Message, StringComparison.Ordinal);
        Assert.Equal(11, asked.Count);
    }

    private async Task<HttpResponseMessage> GetAsync(string from, string to)
    {
        using var invoker = new HttpMessageInvoker(new SafeRedirectHandler(new Redirecting(asked, turn => turn == 1 ? to : null)));
        using var request = new HttpRequestMessage(HttpMethod.Get, from);
        return await invoker.SendAsync(request, TestContext.Current.CancellationToken);
    }

    private sealed class Redirecting(List<Uri> asked, Func<int, string?> location) : HttpMessageHandler
    {
        protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            asked.Add(request.RequestUri!);
            var response = new HttpResponseMessage(HttpStatusCode.OK);
            if (location(asked.Count) is { } to)
            {
                response.StatusCode = HttpStatusCode.Found;
                response.Headers.Location = new Uri(to, UriKind.RelativeOrAbsolute);
            }

            return Task.FromResult(response);
        }
    }
}
