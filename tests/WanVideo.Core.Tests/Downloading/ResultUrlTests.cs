using WanVideo.Downloading;

namespace WanVideo.Tests.Downloading;

/// <summary>URLs are sent as the gateway wrote them.</summary>
public sealed class ResultUrlTests
{
    private const string Signed = "https://media.example/a%7Eb%c3%a9%2d/../x.mp4?Signature=%7e%c3%2B%20~&e=";

    [Theory]
    [InlineData(Signed, Signed)]
    [InlineData("https://media.example/a b/猫🐱.mp4?x=é%20é#fragment", "https://media.example/a%20b/%E7%8C%AB%F0%9F%90%B1.mp4?x=%C3%A9%20%C3%A9")]
    [InlineData("https://media.example/a\r\nHost: other\r\n", "https://media.example/a%0D%0AHost:%20other")]
    [InlineData("HTTP://Media.Example:80?x=%7e", "http://media.example/?x=%7e")]
    [InlineData("https://media.example", "https://media.example/")]
    [InlineData("https://bücher.example/é", "https://bücher.example/%C3%A9")]
    public void The_path_and_query_are_sent_as_given(string text, string expected) => Assert.Equal(expected, ResultUrl.Parse(text)?.AbsoluteUri);

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("/a.mp4")]
    [InlineData("a.mp4")]
    [InlineData("https://")]
    [InlineData("file:///etc/passwd")]
    [InlineData("javascript:alert(1)")]
    [InlineData("https://user\u001b[31m@a.example/v.mp4")]
    [InlineData("https://a\u202eb.example/v.mp4")]
    public void Other_texts_are_no_URL(string? text) => Assert.Null(ResultUrl.Parse(text));

    [Fact]
    public void The_URL_of_a_task_keeps_its_spelling_also_as_text()
    {
        var task = new VideoTask { Id = "a", Provider = "Fake", Status = VideoStatus.Succeeded, VideoUrl = new Uri(Signed) };

        Assert.Equal((Signed, Signed), (task.VideoUrl.AbsoluteUri, task.VideoUrl.ToString()));
        Assert.Equal(task, task with { VideoUrl = new Uri(Signed) });
    }

    [Theory]
    [InlineData("https://cdn.example/%7Ea?s=%c3", "https://cdn.example/%7Ea?s=%c3")]
    [InlineData("//cdn.example/%7Ea", "https://cdn.example/%7Ea")]
    [InlineData("/%7Ea?s=%c3", "https://media.example:444/%7Ea?s=%c3")]
    [InlineData("?s=%7E", "https://media.example:444/b/c.mp4?s=%7E")]
    [InlineData("../d.mp4", "https://media.example:444/d.mp4")]
    [InlineData("file:///etc/passwd", "file:///etc/passwd")]
    public void A_redirect_is_followed_to_its_target_as_given(string location, string expected) =>
        Assert.Equal(expected, ResultUrl.Resolve(ResultUrl.Parse("https://media.example:444/b/c.mp4?s=1")!, new Uri(location, UriKind.RelativeOrAbsolute))?.AbsoluteUri);
}
