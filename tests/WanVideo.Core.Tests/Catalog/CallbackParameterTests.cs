using WanVideo.Catalog;

namespace WanVideo.Tests.Catalog;

/// <summary>A callback URL is called by the provider, from outside.</summary>
public sealed class CallbackParameterTests
{
    private static readonly CallbackParameter Callback = new("callback", MaximumLength: 40);

    [Theory]
    [InlineData("https://example.com/hook", null)]
    [InlineData("https://example.com/hook?id=123456789012", null)]
    [InlineData("https://example.com/hook?id=1234567890123", "has 41 characters")]
    [InlineData("http://example.com/hook", "is 'http://example.com/hook', which is not an https URL")]
    [InlineData("hook", "is 'hook', which is not an https URL")]
    [InlineData("https://10.0.0.1/hook?key=secret", "is 'https://10.0.0.1/hook?…', which is inside a private network")]
    public void A_callback_is_a_public_https_URL_up_to_the_maximum_length(string url, string? error) =>
        Assert.Equal(error, Callback.Validate(new VideoRequest { CallbackUrl = url }));

    [Fact]
    public void Without_a_documented_length_any_length_is_valid() =>
        Assert.Null(new CallbackParameter("callback").Validate(new VideoRequest { CallbackUrl = "https://example.com/" + new string('a', 5000) }));

    [Fact]
    public void The_description_has_the_maximum_length_if_there_is_one()
    {
        Assert.Equal("an https URL of at most 40 characters that is not in a private network", Callback.AllowedDescription);
        Assert.Equal("an https URL that is not in a private network", new CallbackParameter("callback").AllowedDescription);
    }

    [Fact]
    public void A_callback_is_sent_percent_encoded() =>
        Assert.Equal("https://example.com/a%20hook?q=%C3%A9%7E", (string?)Callback.ToJson(new VideoRequest { CallbackUrl = "https://example.com/a hook?q=é%7E" }));
}
