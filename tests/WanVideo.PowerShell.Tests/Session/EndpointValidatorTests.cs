using WanVideo.Session;

namespace WanVideo.Tests.Session;

public sealed class EndpointValidatorTests
{
    [Theory]
    [InlineData("https://gateway.example", "https://gateway.example/")]
    [InlineData("https://gateway.example/api", "https://gateway.example/api/")]
    [InlineData("https://gateway.example/api/", "https://gateway.example/api/")]
    [InlineData("http://localhost:8080", "http://localhost:8080/")]
    [InlineData("http://127.0.0.1:8080/v1", "http://127.0.0.1:8080/v1/")]
    [InlineData("http://[::1]:8080", "http://[::1]:8080/")]
    public void Https_and_local_http_are_accepted_and_end_in_a_slash(string address, string expected) =>
        Assert.Equal(expected, EndpointValidator.ValidateBaseUri(new Uri(address)).AbsoluteUri);

    [Theory]
    [InlineData("http://gateway.example")]
    [InlineData("ftp://gateway.example")]
    [InlineData("gateway.example")]
    [InlineData("https://user@gateway.example")]
    [InlineData("https://gateway.example/?key=1")]
    [InlineData("https://gateway.example/#top")]
    public void Other_base_addresses_are_rejected(string address) => AssertRejected(() => EndpointValidator.ValidateBaseUri(new Uri(address, UriKind.RelativeOrAbsolute)));

    [Fact]
    public void A_proxy_can_use_http() =>
        Assert.Equal("http://proxy.example:8080/", EndpointValidator.ValidateProxy(new Uri("http://proxy.example:8080")).AbsoluteUri);

    [Theory]
    [InlineData("proxy")]
    [InlineData("proxy.corp.example:8080")]
    [InlineData("ftp://proxy.example")]
    [InlineData("file:///proxy")]
    [InlineData("http://user:password@proxy.example:8080")]
    public void A_relative_proxy_and_one_with_a_user_are_rejected(string address) => AssertRejected(() => EndpointValidator.ValidateProxy(new Uri(address, UriKind.RelativeOrAbsolute)));

    [Fact]
    public void A_rejected_address_does_not_show_its_password()
    {
        var exception = Assert.Throws<VideoException>(() => EndpointValidator.ValidateProxy(new Uri("http://user:secret@proxy.example")));
        Assert.DoesNotContain("secret", exception.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("https://proxy.example")]
    [InlineData("socks5://proxy.example:1080")]
    public void A_proxy_can_have_any_scheme_that_HTTP_requests_support(string address) => Assert.Equal(new Uri(address), EndpointValidator.ValidateProxy(new Uri(address)));

    private static void AssertRejected(Action action) => Assert.Equal(VideoErrorKind.InvalidParameter, Assert.Throws<VideoException>(action).Error.Kind);
}
