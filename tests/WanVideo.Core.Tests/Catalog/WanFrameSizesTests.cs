using WanVideo.Catalog;

namespace WanVideo.Tests.Catalog;

public sealed class WanFrameSizesTests
{
    [Fact]
    public void Each_resolution_and_aspect_ratio_has_one_size()
    {
        foreach (var resolution in WanFrameSizes.Resolutions)
        {
            foreach (var aspectRatio in WanFrameSizes.AspectRatios)
            {
                Assert.Equal((resolution, aspectRatio), WanFrameSizes.Find(WanFrameSizes.Find(resolution, aspectRatio)!.Value));
            }
        }

        Assert.Equal(10, WanFrameSizes.Sizes.Distinct().Count());
    }

    [Fact]
    public void Other_sizes_are_not_found()
    {
        Assert.Null(WanFrameSizes.Find("480p", "16:9"));
        Assert.Null(WanFrameSizes.Find(new FrameSize(640, 480)));
    }

    [Theory]
    [InlineData("1280x720")]
    [InlineData("1280X720")]
    [InlineData("1280*720")]
    [InlineData("1280×720")]
    public void A_size_is_parsed_with_any_separator(string text) => Assert.Equal(new FrameSize(1280, 720), FrameSize.Parse(text));

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("1280")]
    [InlineData("0x720")]
    [InlineData("-1280x720")]
    [InlineData("1280x720x3")]
    public void Other_text_is_not_a_size(string? text) => Assert.Null(FrameSize.Parse(text));
}
