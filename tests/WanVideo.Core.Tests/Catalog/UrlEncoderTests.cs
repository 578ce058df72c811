using WanVideo.Catalog;

namespace WanVideo.Tests.Catalog;

/// <summary>URLs of a create request are percent-encoded once.</summary>
public sealed class UrlEncoderTests
{
    [Theory]
    [InlineData("https://example.com/a cat.png", "https://example.com/a%20cat.png")]
    [InlineData("https://example.com/a%20cat.png?x=%7E%c3", "https://example.com/a%20cat.png?x=%7E%c3")]
    [InlineData(" https://example.com/a.png ", "https://example.com/a.png")]
    [InlineData("https://example.com/猫.png?q=é&r=1+2#😀", "https://example.com/%E7%8C%AB.png?q=%C3%A9&r=1+2#%F0%9F%98%80")]
    [InlineData("https://example.com/100%.png", "https://example.com/100%25.png")]
    [InlineData("https://example.com/100%2", "https://example.com/100%252")]
    [InlineData("https://example.com/{a}|b\\c", "https://example.com/%7Ba%7D%7Cb%5Cc")]
    [InlineData("https://bücher.example:8443/ü", "https://xn--bcher-kva.example:8443/%C3%BC")]
    [InlineData("https://example.com", "https://example.com")]
    [InlineData("https://example.com/~user/a-b_c.(d)!$&'*,;=:@", "https://example.com/~user/a-b_c.(d)!$&'*,;=:@")]
    [InlineData("oss://dashscope-instant/a cat.png", "oss://dashscope-instant/a cat.png")]
    [InlineData("data:image/png;base64,AAAA\r\nBBBB \nCC==", "data:image/png;base64,AAAABBBBCC==")]
    public void A_URL_is_encoded_once(string url, string expected)
    {
        Assert.Equal(expected, UrlEncoder.Encode(url));
        Assert.Equal(expected, UrlEncoder.Encode(UrlEncoder.Encode(url)));
    }
}
