using System.Text.Json.Nodes;
using WanVideo.Catalog;
using WanVideo.Providers.AceData;

namespace WanVideo.Tests.AceData;

/// <summary>What AceData's page does not allow is refused before anything is sent, in words that say what is.</summary>
public sealed class AceDataValidationTests
{
    private const string Text = "wan2.6-t2v at AceData";
    private const string Flash = "wan2.6-i2v-flash at AceData";

    private static readonly ModelCatalog Catalog = AceDataCatalog.Create("AceData");

    private static VideoRequest FromPrompt => new() { Prompt = "A cat playing piano" };

    private static VideoRequest FromImage => new() { Prompt = "A cat playing piano", ImageUrl = ["https://example.com/image1.png"] };

    private static VideoRequest FromVideo => new() { Prompt = "A person dancing", ReferenceVideoUrl = ["https://example.com/dance.mp4"] };

    [Fact]
    public void The_inputs_decide_the_model()
    {
        Assert.Equal("wan2.6-t2v", Catalog.Prepare(FromPrompt).Model.Name);
        Assert.Equal("wan2.6-i2v-flash", Catalog.Prepare(FromImage).Model.Name);
        Assert.Equal("wan2.6-r2v", Catalog.Prepare(FromVideo).Model.Name);
    }

    [Theory]
    [InlineData(2)]
    [InlineData(6)]
    [InlineData(14)]
    [InlineData(20)]
    public void Only_three_lengths_are_made(int seconds) =>
        AssertRefused(FromPrompt with { Duration = seconds }, $"-Duration is {seconds}; {Text} takes 5, 10 or 15 seconds.");

    [Theory]
    [InlineData(5)]
    [InlineData(10)]
    [InlineData(15)]
    public void And_those_by_every_model(int seconds)
    {
        foreach (var request in (VideoRequest[])[FromPrompt, FromImage, FromImage with { Model = "wan2.6-i2v" }, FromVideo])
        {
            Assert.Equal(seconds, (int?)Catalog.Prepare(request with { Duration = seconds }).Body["duration"]);
        }
    }

    [Fact]
    public void A_negative_prompt_that_would_be_cut_is_refused()
    {
        Catalog.Prepare(FromPrompt with { NegativePrompt = new string('x', 500) });
        AssertRefused(FromPrompt with { NegativePrompt = new string('x', 501) }, $"-NegativePrompt has 501 characters; {Text} takes 1 to 500 characters.");
    }

    [Fact]
    public void Another_tier_is_refused() =>
        AssertRefused(FromImage with { Resolution = "4k" }, $"-Resolution is '4k'; {Flash} takes 480p, 720p or 1080p.");

    [Fact]
    public void The_lowest_tier_has_no_shapes() =>
        AssertRefused(FromPrompt with { Resolution = "480p", AspectRatio = "9:16" }, "-AspectRatio 9:16 has no known size at 480p. Use -Size instead.");

    // The page offers 480P and takes any size; it is the way out that the message above names.
    [Fact]
    public void But_a_size_beside_it_is_taken()
    {
        var body = Catalog.Prepare(FromPrompt with { Resolution = "480p", Size = "480x832" }).Body;

        Assert.Equal(("480P", "480*832"), ((string?)body["resolution"], (string?)body["size"]));
    }

    [Theory]
    [InlineData("1280x720", "1080p", "-Size 1280x720 is 720p, but -Resolution is 1080p. Omit one of them.")]
    [InlineData("1920x1080", "720p", "-Size 1920x1080 is 1080p, but -Resolution is 720p. Omit one of them.")]
    public void A_size_and_a_tier_may_not_contradict_each_other(string size, string tier, string words) =>
        AssertRefused(FromPrompt with { Size = size, Resolution = tier }, words);

    [Fact]
    public void A_size_and_a_shape_may_not_either() => AssertRefused(
        FromPrompt with { Size = "1280x720", AspectRatio = "9:16" },
        "-Size 1280x720 is 16:9, but -AspectRatio is 9:16. Omit one of them.");

    [Theory]
    [InlineData("large")]
    [InlineData("1280")]
    [InlineData("0x720")]
    public void A_size_is_a_width_and_a_height(string size) =>
        AssertRefused(FromPrompt with { Size = size }, $"-Size is '{size}', which is not a size; {Text} takes a width and a height in pixels, such as 1280x720.");

    [Fact]
    public void There_is_no_watermark_and_no_seed()
    {
        const string Known = "which takes -Prompt, -NegativePrompt, -Duration, -Resolution, -AspectRatio, -Size, -ShotType, -NoPromptExtend, -AudioUrl, -NoAudio or -CallbackUrl.";
        AssertRefused(FromPrompt with { Watermark = true }, $"-Watermark is not supported by {Text}, {Known}");
        AssertRefused(FromPrompt with { Seed = 7 }, $"-Seed is not supported by {Text}, {Known}");
    }

    [Fact]
    public void An_image_gives_the_shape_itself()
    {
        const string Known = "which takes -Prompt, -NegativePrompt, -ImageUrl, -Duration, -Resolution, -ShotType, -NoPromptExtend, -AudioUrl, -NoAudio or -CallbackUrl.";
        AssertRefused(FromImage with { AspectRatio = "9:16" }, $"-AspectRatio is not supported by {Flash}, {Known}");
        AssertRefused(FromImage with { Size = "1280x720" }, $"-Size is not supported by {Flash}, {Known}");
    }

    [Theory]
    [InlineData("wan2.6-i2v", "-ImageUrl is missing; wan2.6-i2v at AceData takes 1 http or https address of an image.")]
    [InlineData("wan2.6-i2v-flash", "-ImageUrl is missing; wan2.6-i2v-flash at AceData takes 1 http or https address of an image.")]
    [InlineData("wan2.6-r2v", "-ReferenceVideoUrl is missing; wan2.6-r2v at AceData takes http or https addresses, each of a video.")]
    public void A_model_needs_what_it_works_from(string model, string words) => AssertRefused(FromPrompt with { Model = model }, words);

    [Fact]
    public void References_are_videos_only()
    {
        var failure = Assert.Throws<VideoException>(() => Catalog.Prepare(FromVideo with { ReferenceImageUrl = ["https://example.com/cat.png"] }));
        Assert.Contains("-ReferenceImageUrl is not supported by wan2.6-r2v at AceData, which takes -Prompt,", failure.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("action")]
    [InlineData("duration")]
    [InlineData("audio")]
    public void An_additional_property_may_not_say_what_the_module_says(string field) => AssertRefused(
        FromPrompt with { AdditionalProperty = new JsonObject { [field] = "x" } },
        $"-AdditionalProperty has '{field}', which the module sets. Use the corresponding parameter.");

    private static void AssertRefused(VideoRequest request, string words)
    {
        var failure = Assert.Throws<VideoException>(() => Catalog.Prepare(request));
        Assert.Equal(VideoErrorKind.InvalidParameter, failure.Error.Kind);
        Assert.Equal(words, failure.Message);
    }
}
