using WanVideo.Catalog;
using WanVideo.Providers.ModelStream;

namespace WanVideo.Tests.ModelStream;

/// <summary>Requests outside the limits of ModelStream's pages are refused before anything is sent.</summary>
public sealed class ModelStreamValidationTests
{
    private const string Flash = "wan2.6-i2v-flash at ModelStream";
    private const string Reference = "wan2.6-r2v at ModelStream";

    private static readonly ModelCatalog Catalog = ModelStreamCatalog.Create("ModelStream");

    private static VideoRequest FromImage => new() { Prompt = "A cat playing piano", Image = ["https://example.com/image1.png"] };

    private static VideoRequest FromVideo => new() { Prompt = "character1 dances", ReferenceVideo = ["https://example.com/dance.mp4"] };

    [Fact]
    public void The_model_is_selected_from_the_inputs()
    {
        Assert.Equal("wan2.6-i2v-flash", Catalog.Prepare(FromImage).Model.Name);
        Assert.Equal("wan2.6-r2v", Catalog.Prepare(FromVideo).Model.Name);
        AssertRejected(new() { Prompt = "A cat" }, "No model of ModelStream works from -Prompt alone. Specify -Image or -ReferenceVideo.");
    }

    [Theory]
    [InlineData(1)]
    [InlineData(16)]
    public void Image_models_allow_2_to_15_seconds(int seconds) => AssertRejected(FromImage with { Duration = seconds }, $"-Duration is {seconds}; {Flash} takes 2 to 15 seconds.");

    [Theory]
    [InlineData(1)]
    [InlineData(11)]
    public void Reference_models_allow_2_to_10_seconds(int seconds) => AssertRejected(FromVideo with { Duration = seconds }, $"-Duration is {seconds}; {Reference} takes 2 to 10 seconds.");

    [Fact]
    public void A_negative_prompt_has_at_most_500_characters()
    {
        Catalog.Prepare(FromImage with { NegativePrompt = new string('x', 500) });
        AssertRejected(FromImage with { NegativePrompt = new string('x', 501) }, $"-NegativePrompt has 501 characters; {Flash} takes 1 to 500 characters.");
    }

    [Fact]
    public void A_resolution_of_480p_is_not_supported() => AssertRejected(FromImage with { Resolution = "480p" }, $"-Resolution is '480p'; {Flash} takes 720p or 1080p.");

    [Fact]
    public void A_negative_seed_is_rejected()
    {
        AssertRejected(FromImage with { Seed = -1 }, $"-Seed is -1; {Flash} takes 0 to 2147483647.");
        AssertRejected(FromVideo with { Seed = -1 }, $"-Seed is -1; {Reference} takes 0 to 2147483647.");
    }

    [Theory]
    [InlineData("https://example.com/cat.gif", "-Image is 'https://example.com/cat.gif', a .gif file")]
    [InlineData("oss://dashscope-instant/cat.png", "-Image is 'oss://dashscope-instant/cat.png', which is not an http or https URL")]
    public void An_unsupported_image_URL_is_rejected(string address, string message) =>
        AssertRejected(FromImage with { Image = [address] }, $"{message}; {Flash} takes 1 http or https URL of an image (.jpeg, .jpg, .png, .bmp or .webp).");

    [Fact]
    public void Audio_is_wav_or_mp3()
    {
        Catalog.Prepare(FromImage with { Audio = "https://example.com/a.mp3" });
        AssertRejected(FromImage with { Audio = "https://example.com/a.ogg" }, $"-Audio is 'https://example.com/a.ogg', a .ogg file; {Flash} takes 1 http or https URL of an audio file (.wav or .mp3).");
    }

    [Fact]
    public void At_most_3_reference_videos_and_5_references_are_allowed()
    {
        string[] videos = ["https://example.com/1.mp4", "https://example.com/2.mov", "https://example.com/3.mp4"];
        string[] images = ["https://example.com/4.png", "https://example.com/5.png", "https://example.com/6.png"];
        Catalog.Prepare(FromVideo with { ReferenceVideo = videos, ReferenceImage = images[..2] });
        AssertRejected(
            FromVideo with { ReferenceVideo = [.. videos, "https://example.com/4.mp4"] },
            $"-ReferenceVideo has 4 URLs; {Reference} takes 1 to 3 http or https URLs, each of a video (.mp4 or .mov).");
        AssertRejected(
            FromVideo with { ReferenceVideo = videos, ReferenceImage = images },
            $"-ReferenceVideo and -ReferenceImage have 6 URLs; {Reference} takes 5 of both together.");
    }

    [Theory]
    [InlineData("0.5")]
    [InlineData("31")]
    public void A_reference_video_of_less_than_1_or_more_than_30_seconds_is_rejected(string seconds) => AssertRejected(
        FromVideo with { ReferenceVideoDuration = [decimal.Parse(seconds, System.Globalization.CultureInfo.InvariantCulture)] },
        $"-ReferenceVideoDuration is {seconds}; {Reference} takes videos of 1 to 30 seconds.");

    [Fact]
    public void A_size_that_contradicts_the_resolution_is_rejected() => AssertRejected(
        FromVideo with { Size = "1280x720", Resolution = "1080p" },
        "-Size 1280x720 is 720p, but -Resolution is 1080p. Omit one of them.");

    [Fact]
    public void Each_model_supports_the_fields_of_its_own_page()
    {
        const string OfImage = "which takes -Prompt, -NegativePrompt, -Image, -Duration, -Resolution, -ShotType, -NoPromptExtend, -Audio, -NoSound, -Watermark or -Seed.";
        const string OfReferences = "which takes -Prompt, -NegativePrompt, -ReferenceVideo, -ReferenceImage, -Duration, -Resolution, -AspectRatio, -Size, -ShotType, -NoSound, -Watermark or -Seed.";
        AssertRejected(FromImage with { Size = "1280x720" }, $"-Size is not supported by {Flash}, {OfImage}");
        AssertRejected(FromImage with { CallbackUrl = "https://example.com/done" }, $"-CallbackUrl is not supported by {Flash}, {OfImage}");
        AssertRejected(FromVideo with { NoPromptExtend = true }, $"-NoPromptExtend is not supported by {Reference}, {OfReferences}");
        AssertRejected(FromVideo with { Audio = "https://example.com/a.mp3" }, $"-Audio is not supported by {Reference}, {OfReferences}");
    }

    private static void AssertRejected(VideoRequest request, string message)
    {
        var exception = Assert.Throws<VideoException>(() => Catalog.Prepare(request));
        Assert.Equal(VideoErrorKind.InvalidParameter, exception.Error.Kind);
        Assert.Equal(message, exception.Message);
    }
}
