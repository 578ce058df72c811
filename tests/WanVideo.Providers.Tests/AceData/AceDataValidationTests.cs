using System.Text.Json.Nodes;
using WanVideo.Catalog;
using WanVideo.Providers.AceData;

namespace WanVideo.Tests.AceData;

/// <summary>Requests outside the limits of AceData's page are refused before anything is sent.</summary>
public sealed class AceDataValidationTests
{
    private const string Text = "wan2.6-t2v at AceData";
    private const string Flash = "wan2.6-i2v-flash at AceData";

    private static readonly ModelCatalog Catalog = AceDataCatalog.Create("AceData");

    private static VideoRequest FromPrompt => new() { Prompt = "A cat playing piano" };

    private static VideoRequest FromImage => new() { Prompt = "A cat playing piano", Image = ["https://example.com/image1.png"] };

    private static VideoRequest FromVideo => new() { Prompt = "A person dancing", ReferenceVideo = ["https://example.com/dance.mp4"] };

    [Fact]
    public void The_model_is_selected_from_the_inputs()
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
    public void Only_durations_of_5_10_and_15_seconds_are_allowed(int seconds) =>
        AssertRejected(FromPrompt with { Duration = seconds }, $"-Duration is {seconds}; {Text} takes 5, 10 or 15 seconds.");

    [Theory]
    [InlineData(5)]
    [InlineData(10)]
    [InlineData(15)]
    public void Every_model_allows_5_10_and_15_seconds(int seconds)
    {
        foreach (var request in (VideoRequest[])[FromPrompt, FromImage, FromImage with { Model = "wan2.6-i2v" }, FromVideo])
        {
            Assert.Equal(seconds, (int?)Catalog.Prepare(request with { Duration = seconds }).Body["duration"]);
        }
    }

    [Fact]
    public void A_negative_prompt_that_AceData_would_truncate_is_rejected()
    {
        Catalog.Prepare(FromPrompt with { NegativePrompt = new string('x', 500) });
        AssertRejected(FromPrompt with { NegativePrompt = new string('x', 501) }, $"-NegativePrompt has 501 characters; {Text} takes 1 to 500 characters.");
    }

    [Fact]
    public void An_unsupported_resolution_is_rejected() =>
        AssertRejected(FromImage with { Resolution = "4k" }, $"-Resolution is '4k'; {Flash} takes 480p, 720p or 1080p.");

    [Fact]
    public void An_aspect_ratio_at_480p_is_rejected() =>
        AssertRejected(FromPrompt with { Resolution = "480p", AspectRatio = "9:16" }, "-AspectRatio 9:16 has no known size at 480p. Use -Size instead.");

    // The page lists 480P and accepts any size.
    [Fact]
    public void A_size_at_480p_is_allowed()
    {
        var body = Catalog.Prepare(FromPrompt with { Resolution = "480p", Size = "480x832" }).Body;

        Assert.Equal(("480P", "480*832"), ((string?)body["resolution"], (string?)body["size"]));
    }

    [Theory]
    [InlineData("1280x720", "1080p", "-Size 1280x720 is 720p, but -Resolution is 1080p. Omit one of them.")]
    [InlineData("1920x1080", "720p", "-Size 1920x1080 is 1080p, but -Resolution is 720p. Omit one of them.")]
    public void A_size_that_contradicts_the_resolution_is_rejected(string size, string resolution, string message) =>
        AssertRejected(FromPrompt with { Size = size, Resolution = resolution }, message);

    [Fact]
    public void A_size_that_contradicts_the_aspect_ratio_is_rejected() => AssertRejected(
        FromPrompt with { Size = "1280x720", AspectRatio = "9:16" },
        "-Size 1280x720 is 16:9, but -AspectRatio is 9:16. Omit one of them.");

    [Theory]
    [InlineData("large")]
    [InlineData("1280")]
    [InlineData("0x720")]
    public void A_size_without_width_and_height_is_rejected(string size) =>
        AssertRejected(FromPrompt with { Size = size }, $"-Size is '{size}', which is not a size; {Text} takes a width and a height in pixels, such as 1280x720.");

    [Fact]
    public void Watermark_and_seed_are_not_supported()
    {
        const string Supported = "which takes -Prompt, -NegativePrompt, -Duration, -Resolution, -AspectRatio, -Size, -ShotType, -NoPromptExtend, -Audio, -NoSound or -CallbackUrl.";
        AssertRejected(FromPrompt with { Watermark = true }, $"-Watermark is not supported by {Text}, {Supported}");
        AssertRejected(FromPrompt with { Seed = 7 }, $"-Seed is not supported by {Text}, {Supported}");
    }

    [Fact]
    public void Image_models_support_neither_aspect_ratio_nor_size()
    {
        const string Supported = "which takes -Prompt, -NegativePrompt, -Image, -Duration, -Resolution, -ShotType, -NoPromptExtend, -Audio, -NoSound or -CallbackUrl.";
        AssertRejected(FromImage with { AspectRatio = "9:16" }, $"-AspectRatio is not supported by {Flash}, {Supported}");
        AssertRejected(FromImage with { Size = "1280x720" }, $"-Size is not supported by {Flash}, {Supported}");
    }

    [Theory]
    [InlineData("wan2.6-i2v", "-Image is missing; wan2.6-i2v at AceData takes 1 http or https URL of an image.")]
    [InlineData("wan2.6-i2v-flash", "-Image is missing; wan2.6-i2v-flash at AceData takes 1 http or https URL of an image.")]
    [InlineData("wan2.6-r2v", "-ReferenceVideo is missing; wan2.6-r2v at AceData takes http or https URLs, each of a video.")]
    public void A_request_without_the_models_input_is_rejected(string model, string message) => AssertRejected(FromPrompt with { Model = model }, message);

    [Fact]
    public void Reference_images_are_not_supported()
    {
        var exception = Assert.Throws<VideoException>(() => Catalog.Prepare(FromVideo with { ReferenceImage = ["https://example.com/cat.png"] }));
        Assert.Contains("-ReferenceImage is not supported by wan2.6-r2v at AceData, which takes -Prompt,", exception.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("action")]
    [InlineData("duration")]
    [InlineData("audio")]
    public void An_additional_property_that_overwrites_a_field_is_rejected(string field) => AssertRejected(
        FromPrompt with { AdditionalProperty = new JsonObject { [field] = "x" } },
        $"-AdditionalProperty has '{field}', which the module sets. Use the corresponding parameter.");

    private static void AssertRejected(VideoRequest request, string message)
    {
        var exception = Assert.Throws<VideoException>(() => Catalog.Prepare(request));
        Assert.Equal(VideoErrorKind.InvalidParameter, exception.Error.Kind);
        Assert.Equal(message, exception.Message);
    }
}
