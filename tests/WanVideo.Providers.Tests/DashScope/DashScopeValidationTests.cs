using WanVideo.Catalog;
using WanVideo.Providers.DashScope;

namespace WanVideo.Tests.DashScope;

/// <summary>Requests outside the limits of Model Studio's pages are refused before anything is sent.</summary>
public sealed class DashScopeValidationTests
{
    private const string Text = "wan2.6-t2v at DashScope";
    private const string Flash = "wan2.6-i2v-flash at DashScope";
    private const string Reference = "wan2.6-r2v-flash at DashScope";

    private static readonly ModelCatalog Catalog = DashScopeCatalog.Create("DashScope");
    private static readonly ModelCatalog Virginia = DashScopeCatalog.Create("DashScope", DashScopeRegion.All.Single(region => region.Name == "Virginia"));

    private static VideoRequest FromPrompt => new() { Prompt = "A cat playing piano" };

    private static VideoRequest FromImage => new() { Prompt = "A cat playing piano", Image = ["https://example.com/image1.png"] };

    private static VideoRequest FromVideo => new() { Prompt = "character1 dances", ReferenceVideo = ["https://example.com/dance.mp4"] };

    [Fact]
    public void The_model_is_selected_from_the_inputs()
    {
        Assert.Equal("wan2.6-t2v", Catalog.Prepare(FromPrompt).Model.Name);
        Assert.Equal("wan2.6-i2v-flash", Catalog.Prepare(FromImage).Model.Name);
        Assert.Equal("wan2.6-r2v-flash", Catalog.Prepare(FromVideo).Model.Name);
    }

    [Fact]
    public void Virginia_has_its_own_models()
    {
        Assert.Equal("wan2.6-t2v-us", Virginia.Prepare(FromPrompt).Model.Name);
        Assert.Equal("wan2.6-i2v-us", Virginia.Prepare(FromImage).Model.Name);
        Assert.Equal(
            "No wan2.6 model of DashScope takes -ReferenceVideo. Specify -Model wan3.0 or -Model wan3.0-prime.",
            Assert.Throws<VideoException>(() => Virginia.Prepare(FromVideo)).Message);
        AssertRejected(
            FromPrompt with { Model = "wan2.6-t2v-us" },
            "-Model is 'wan2.6-t2v-us'; DashScope offers wan2.6, wan2.7, wan3.0, wan3.0-prime, wan2.5, wan2.2, wan2.6-t2v, wan2.6-i2v-flash, wan2.6-i2v, wan2.6-r2v-flash, wan2.6-r2v, "
            + "wan2.7-t2v, wan2.7-videoedit, wan2.7-i2v, wan2.7-r2v, wan2.7-t2v-2026-06-12, wan2.7-t2v-2026-04-25, wan2.7-i2v-2026-04-25, wan2.7-r2v-2026-06-12, "
            + "wan3.0-video, wan3.0-video-prime, wan2.5-t2v-preview, wan2.5-i2v-preview, wan2.2-t2v-plus, wan2.2-i2v-flash or wan2.2-i2v-plus. Use -SkipValidation to send another name.");
    }

    [Fact]
    public void Prompts_that_are_too_long_are_rejected()
    {
        Catalog.Prepare(FromPrompt with { Prompt = new string('x', 1500), NegativePrompt = new string('x', 500) });
        AssertRejected(FromPrompt with { Prompt = new string('x', 1501) }, $"-Prompt has 1501 characters; {Text} takes 1 to 1500 characters.");
        AssertRejected(FromPrompt with { NegativePrompt = new string('x', 501) }, $"-NegativePrompt has 501 characters; {Text} takes 1 to 500 characters.");
    }

    [Theory]
    [InlineData(1)]
    [InlineData(16)]
    public void Text_and_image_models_allow_2_to_15_seconds(int seconds)
    {
        AssertRejected(FromPrompt with { Duration = seconds }, $"-Duration is {seconds}; {Text} takes 2 to 15 seconds.");
        AssertRejected(FromImage with { Duration = seconds }, $"-Duration is {seconds}; {Flash} takes 2 to 15 seconds.");
    }

    [Theory]
    [InlineData(1)]
    [InlineData(11)]
    public void Reference_models_allow_2_to_10_seconds(int seconds) =>
        AssertRejected(FromVideo with { Duration = seconds }, $"-Duration is {seconds}; {Reference} takes 2 to 10 seconds.");

    [Theory]
    [InlineData("wan2.6-t2v")]
    [InlineData("wan2.6-i2v")]
    public void A_duration_that_older_pages_forbid_causes_a_warning(string model)
    {
        var request = (model == "wan2.6-t2v" ? FromPrompt : FromImage) with { Model = model };
        Assert.Empty(Catalog.Prepare(request with { Duration = 15 }).Warnings);
        Assert.Equal(
            $"-Duration is 7; another page of the gateway's documentation allows only 5, 10 or 15 for {model} at DashScope. The value is sent unchanged.",
            Assert.Single(Catalog.Prepare(request with { Duration = 7 }).Warnings));
    }

    [Fact]
    public void A_resolution_of_480p_is_not_supported()
    {
        AssertRejected(FromPrompt with { Resolution = "480p" }, $"-Resolution is '480p'; {Text} takes 720p or 1080p.");
        AssertRejected(FromImage with { Resolution = "480p" }, $"-Resolution is '480p'; {Flash} takes 720p or 1080p.");
    }

    [Theory]
    [InlineData("640x480")]
    [InlineData("720x720")]
    public void An_unsupported_size_is_rejected_and_the_message_lists_the_supported_ones(string size) => AssertRejected(
        FromPrompt with { Size = size },
        $"-Size is {size}; {Text} takes 1280x720, 720x1280, 960x960, 1088x832, 832x1088, 1920x1080, 1080x1920, 1440x1440, 1632x1248 or 1248x1632.");

    [Fact]
    public void A_size_that_contradicts_the_resolution_is_rejected() => AssertRejected(
        FromPrompt with { Size = "1280x720", Resolution = "1080p" },
        "-Size 1280x720 is 720p, but -Resolution is 1080p. Omit one of them.");

    [Theory]
    [InlineData("wan2.6-i2v", "")]
    [InlineData("wan2.6-i2v-flash", ", -NoSound")]
    public void Image_models_support_a_resolution_and_no_size(string model, string audioParameter)
    {
        var supported = $"which takes -Prompt, -NegativePrompt, -Image, -Duration, -Resolution, -ShotType, -NoPromptExtend, -Audio{audioParameter}, -Watermark or -Seed.";
        AssertRejected(FromImage with { Model = model, Size = "1280x720" }, $"-Size is not supported by {model} at DashScope, {supported}");
        AssertRejected(FromImage with { Model = model, AspectRatio = "9:16" }, $"-AspectRatio is not supported by {model} at DashScope, {supported}");
    }

    [Fact]
    public void At_most_3_reference_videos_are_allowed()
    {
        string[] references = ["https://example.com/1.mp4", "http://example.com/2.mov", "oss://dashscope-instant/3.mp4"];
        Catalog.Prepare(FromVideo with { ReferenceVideo = references });
        AssertRejected(
            FromVideo with { ReferenceVideo = [.. references, "https://example.com/4.mp4"] },
            $"-ReferenceVideo has 4 URLs; {Reference} takes 1 to 3 http, https or oss URLs, each of a video (.mp4 or .mov).");
    }

    [Fact]
    public void At_most_5_references_in_total_are_allowed()
    {
        string[] videos = ["https://example.com/1.mp4", "https://example.com/2.mp4", "https://example.com/3.mp4"];
        string[] images = ["https://example.com/4.png", "https://example.com/5.png", "https://example.com/6.png"];
        Catalog.Prepare(FromVideo with { ReferenceVideo = videos, ReferenceImage = images[..2] });
        Catalog.Prepare(FromVideo with { ReferenceVideo = [], ReferenceImage = [.. images, "https://example.com/7.png", "https://example.com/8.png"] });
        AssertRejected(
            FromVideo with { ReferenceVideo = videos, ReferenceImage = images },
            $"-ReferenceVideo and -ReferenceImage have 6 URLs; {Reference} takes 5 of both together.");
    }

    [Fact]
    public void At_least_one_reference_is_required()
    {
        var exception = Assert.Throws<VideoException>(() => Catalog.Prepare(FromPrompt with { Model = "wan2.6-r2v" }));
        Assert.StartsWith("-ReferenceVideo and -ReferenceImage are both missing; wan2.6-r2v at DashScope takes", exception.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(-1)]
    [InlineData(int.MinValue)]
    public void A_negative_seed_is_rejected(int seed) => AssertRejected(FromPrompt with { Seed = seed }, $"-Seed is {seed}; {Text} takes 0 to 2147483647.");

    [Fact]
    public void Audio_is_mp3_or_wav() => AssertRejected(
        FromPrompt with { Audio = "https://example.com/song.m4a" },
        $"-Audio is 'https://example.com/song.m4a', a .m4a file; {Text} takes 1 http, https or oss URL of an audio file (.mp3 or .wav).");

    [Fact]
    public void An_image_can_be_a_data_URL()
    {
        var image = "data:image/png;base64," + new string('A', 10_000_000);
        Assert.Equal(image, (string?)Catalog.Prepare(FromImage with { Image = [image] }).Body["input"]!["img_url"]);
    }

    [Fact]
    public void An_inline_image_is_base64_of_up_to_10_MiB_and_is_sent_without_line_breaks()
    {
        Assert.Equal("data:image/png;base64,AAAA+A==", (string?)Catalog.Prepare(FromImage with { Image = ["data:image/png;base64,AAAA\r\n+A=="] }).Body["input"]!["img_url"]);
        foreach (var (content, error) in ((string, string)[])[("A", "not valid base64"), ("", "not valid base64"), (new string('A', (10 * 1024 * 1024) + 4), "at most 10485760 are allowed")])
        {
            var exception = Assert.Throws<VideoException>(() => Catalog.Prepare(FromImage with { Image = ["data:image/png;base64," + content] }));
            Assert.Contains(error, exception.Message, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void A_URL_is_sent_percent_encoded()
    {
        var body = Catalog.Prepare(FromVideo with { ReferenceVideo = ["https://example.com/a cat.mp4"], ReferenceImage = ["https://example.com/猫.png"] }).Body;
        Assert.Equal(["https://example.com/a%20cat.mp4", "https://example.com/%E7%8C%AB.png"], body["input"]!["reference_urls"]!.AsArray().Select(url => (string?)url));
    }

    [Theory]
    [InlineData("wan2.6-t2v")]
    [InlineData("wan2.6-i2v")]
    [InlineData("wan2.6-r2v")]
    public void Only_flash_models_support_NoAudio(string model)
    {
        var request = model switch { "wan2.6-i2v" => FromImage, "wan2.6-r2v" => FromVideo, _ => FromPrompt };
        var exception = Assert.Throws<VideoException>(() => Catalog.Prepare(request with { Model = model, NoSound = true }));
        Assert.StartsWith($"-NoSound is not supported by {model} at DashScope, which takes -Prompt,", exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Reference_models_support_neither_audio_nor_prompt_rewriting()
    {
        const string Supported = "which takes -Prompt, -NegativePrompt, -ReferenceVideo, -ReferenceImage, -Duration, -Resolution, -AspectRatio, -Size, -ShotType, -Watermark, -Seed or -NoSound.";
        AssertRejected(FromVideo with { Audio = "https://example.com/a.mp3" }, $"-Audio is not supported by {Reference}, {Supported}");
        AssertRejected(FromVideo with { NoPromptExtend = true }, $"-NoPromptExtend is not supported by {Reference}, {Supported}");
        AssertRejected(FromVideo with { CallbackUrl = "https://example.com/done" }, $"-CallbackUrl is not supported by {Reference}, {Supported}");
    }

    private static void AssertRejected(VideoRequest request, string message)
    {
        var exception = Assert.Throws<VideoException>(() => Catalog.Prepare(request));
        Assert.Equal(VideoErrorKind.InvalidParameter, exception.Error.Kind);
        Assert.Equal(message, exception.Message);
    }
}
