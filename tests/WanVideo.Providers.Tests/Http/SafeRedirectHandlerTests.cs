using System.Net;
using WanVideo.Providers.Http;

namespace WanVideo.Tests.Http;

/// <summary>Which redirects of result URLs are followed.</summary>
public sealed class SafeRedirectHandlerTests
{
    private readonly List<Uri> requested = [];

    [Theory]
    [InlineData("https://oss.example/a.mp4", "https://cdn.example/b.mp4")]
    [InlineData("https://oss.example/a.mp4", "/b.mp4")]
    [InlineData("http://oss.example/a.mp4", "https://oss.example/a.mp4")]
    [InlineData("http://127.0.0.1:8080/a.mp4", "http://localhost:8080/b.mp4")]
    public async Task A_redirect_to_a_public_URL_is_followed(string from, string to)
    {
        using var response = await GetAsync(from, to);

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.Equal([from, new Uri(new Uri(from), to).AbsoluteUri], requested.Select(url => url.AbsoluteUri));
    }

    [Theory]
    [InlineData("https://cdn.example/%7Eb%c3%a9.mp4?Signature=%2d%7e", "https://cdn.example/%7Eb%c3%a9.mp4?Signature=%2d%7e")]
    [InlineData("/%7Eb.mp4?Signature=%2d%7e", "https://oss.example/%7Eb.mp4?Signature=%2d%7e")]
    public async Task A_redirect_is_followed_as_it_is_spelled(string to, string expected)
    {
        using var response = await GetAsync("https://oss.example/a.mp4", to);

        Assert.Equal(expected, requested[1].AbsoluteUri);
    }

    [Fact]
    public async Task The_user_information_of_a_URL_is_not_shown()
    {
        var exception = await Assert.ThrowsAsync<VideoException>(() => GetAsync("https://user:word@oss.example/a.mp4", "https://user:word@10.0.0.1/"));

        Assert.Equal("https://oss.example/a.mp4 redirects to https://10.0.0.1, which is a private address. The redirect was not followed.", exception.Message);
    }

    [Theory]
    [InlineData("https://oss.example/a.mp4", "http://cdn.example/b.mp4", "http://cdn.example, which is not https")]
    [InlineData("https://oss.example/a.mp4", "http://127.0.0.1:9200/_search", "http://127.0.0.1:9200, which is not https")]
    [InlineData("https://oss.example/a.mp4", "https://localhost/admin", "https://localhost, which is a private address")]
    [InlineData("https://oss.example/a.mp4", "https://10.0.0.1/admin", "https://10.0.0.1, which is a private address")]
    [InlineData("https://oss.example/a.mp4", "https://[fd00::1]/admin", "https://[fd00::1], which is a private address")]
    [InlineData("https://oss.example/a.mp4", "http://169.254.169.254/latest/meta-data/", "http://169.254.169.254, which is not https")]
    [InlineData("https://oss.example/a.mp4", "file:///etc/passwd", "file://, which is not https")]
    [InlineData("http://127.0.0.1/a.mp4", "http://192.168.0.1/b.mp4", "http://192.168.0.1, which is not https")]
    public async Task A_redirect_to_a_private_address_or_to_http_is_blocked(string from, string to, string reason)
    {
        var exception = await Assert.ThrowsAsync<VideoException>(() => GetAsync(from + "?Signature=secret", to));

        Assert.Equal(VideoErrorKind.DownloadFailed, exception.Error.Kind);
        Assert.Equal($"{from} redirects to {reason}. The redirect was not followed.", exception.Message);
        Assert.Single(requested);
    }

    [Fact]
    public async Task A_redirect_loop_is_an_error()
    {
        using var invoker = new HttpMessageInvoker(new SafeRedirectHandler(new RedirectingHandler(requested, _ => "/a.mp4")));
        using var request = new HttpRequestMessage(HttpMethod.Get, "https://oss.example/a.mp4");
        var exception = await Assert.ThrowsAsync<VideoException>(() => invoker.SendAsync(request, TestContext.Current.CancellationToken));

        Assert.StartsWith("https://oss.example/a.mp4 redirects more than 10 times", exception.Message, StringComparison.Ordinal);
        Assert.Equal(11, requested.Count);
    }

    private async Task<HttpResponseMessage> GetAsync(string from, string to)
    {
        using var invoker = new HttpMessageInvoker(new SafeRedirectHandler(new RedirectingHandler(requested, count => count == 1 ? to : null)));
        using var request = new HttpRequestMessage(HttpMethod.Get, from);
        return await invoker.SendAsync(request, TestContext.Current.CancellationToken);
    }

    private sealed class RedirectingHandler(List<Uri> requested, Func<int, string?> location) : HttpMessageHandler
    {
        protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            requested.Add(request.RequestUri!);
            var response = new HttpResponseMessage(HttpStatusCode.OK);
            if (location(requested.Count) is { } to)
            {
                response.StatusCode = HttpStatusCode.Found;
                response.Headers.Location = new Uri(to, UriKind.RelativeOrAbsolute);
            }

            return Task.FromResult(response);
        }
    }
}
