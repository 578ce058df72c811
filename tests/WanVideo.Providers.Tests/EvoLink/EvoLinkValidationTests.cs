using System.Text.Json.Nodes;
using WanVideo.Catalog;
using WanVideo.Providers.EvoLink;

namespace WanVideo.Tests.EvoLink;

/// <summary>Requests outside the limits of EvoLink's pages are refused before anything is sent.</summary>
public sealed class EvoLinkValidationTests
{
    private const string Flash = "wan2.6-image-to-video-flash at EvoLink";
    private const string Reference = "wan2.6-reference-video-flash at EvoLink";

    private static readonly ModelCatalog Catalog = EvoLinkCatalog.Create("EvoLink");

    private static VideoRequest FromImage => new() { Prompt = "A cat playing piano", Image = ["https://example.com/image1.png"] };

    private static VideoRequest FromVideo => new() { Prompt = "A person dancing", ReferenceVideo = ["https://example.com/dance.mp4"] };

    [Fact]
    public void The_model_is_selected_from_the_inputs()
    {
        Assert.Equal("wan2.6-text-to-video", Catalog.Prepare(new VideoRequest { Prompt = "A cat playing piano" }).Model.Name);
        Assert.Equal("wan2.6-image-to-video-flash", Catalog.Prepare(FromImage).Model.Name);
        Assert.Equal("wan2.6-reference-video-flash", Catalog.Prepare(FromVideo).Model.Name);
    }

    [Fact]
    public void An_image_cannot_be_combined_with_references() => AssertRejected(
        FromImage with { ReferenceVideo = ["https://example.com/dance.mp4"] },
        "-Image and -ReferenceVideo cannot be combined. Omit one of them, or specify -Model wan2.7.");

    [Fact]
    public void An_unknown_model_is_rejected_and_the_message_lists_the_known_ones() => AssertRejected(
        FromImage with { Model = "wan9" },
        "-Model is 'wan9'; EvoLink offers wan2.6, wan2.7, wan3.0, wan3.0-prime, "
        + "wan2.6-text-to-video, wan2.6-image-to-video-flash, wan2.6-image-to-video, wan2.6-reference-video-flash, wan2.6-reference-video, "
        + "wan2.7-text-to-video, wan2.7-video-edit, wan2.7-image-to-video, wan2.7-reference-video, wan3.0-text-to-video, wan3.0-image-to-video, wan3.0-reference-video, "
        + "wan3.0-prime-text-to-video, wan3.0-prime-image-to-video or wan3.0-prime-reference-video. Use -SkipValidation to send another name.");

    [Theory]
    [InlineData(1)]
    [InlineData(1500)]
    public void A_prompt_of_1500_characters_is_allowed(int length) => Catalog.Prepare(FromImage with { Prompt = new string('x', length) });

    [Fact]
    public void A_character_outside_the_basic_multilingual_plane_counts_once() => Catalog.Prepare(FromImage with { Prompt = string.Concat(Enumerable.Repeat("🎬", 1500)) });

    [Fact]
    public void A_longer_prompt_is_rejected() => AssertRejected(
        FromImage with { Prompt = new string('x', 1501) },
        $"-Prompt has 1501 characters; {Flash} takes 1 to 1500 characters.");

    [Theory]
    [InlineData("")]
    [InlineData("  ")]
    public void An_empty_prompt_is_rejected(string prompt) => AssertRejected(FromImage with { Prompt = prompt }, $"-Prompt is empty; {Flash} takes 1 to 1500 characters.");

    [Fact]
    public void A_missing_prompt_is_rejected() => AssertRejected(FromImage with { Prompt = null }, $"-Prompt is missing; {Flash} takes 1 to 1500 characters.");

    [Fact]
    public void Two_images_are_rejected() => AssertRejected(
        FromImage with { Image = ["https://example.com/1.png", "https://example.com/2.png"] },
        $"-Image has 2 URLs; {Flash} takes 1 http or https URL of an image (.jpeg, .jpg, .png, .bmp or .webp).");

    [Theory]
    [InlineData("C:\\stills\\cat.png", "-Image is 'C:\\stills\\cat.png', which is not an http or https URL;")]
    [InlineData("ftp://example.com/cat.png", "-Image is 'ftp://example.com/cat.png', which is not an http or https URL;")]
    [InlineData("https://example.com/cat.gif?Signature=secret", "-Image is 'https://example.com/cat.gif?…', a .gif file;")]
    public void An_unsupported_image_URL_is_rejected(string address, string message) => AssertRejectedBecause(FromImage with { Image = [address] }, message);

    [Theory]
    [InlineData("https://example.com/cat.JPG")]
    [InlineData("https://example.com/image?id=7")]
    [InlineData("http://example.com/v1.2/cat")]
    public void An_image_URL_without_an_extension_is_allowed(string address) => Catalog.Prepare(FromImage with { Image = [address] });

    [Fact]
    public void At_most_three_reference_videos_are_allowed()
    {
        string[] three = ["https://example.com/1.mp4", "http://example.com/2.mov", "https://example.com/3.mp4"];
        Catalog.Prepare(FromVideo with { ReferenceVideo = three });
        AssertRejected(
            FromVideo with { ReferenceVideo = [.. three, "https://example.com/4.mp4"] },
            $"-ReferenceVideo has 4 URLs; {Reference} takes 1 to 3 http or https URLs, each of a video (.mp4 or .mov).");
    }

    [Fact]
    public void Audio_is_mp3() => AssertRejectedBecause(FromImage with { Audio = "https://example.com/a.wav" }, "-Audio is 'https://example.com/a.wav', a .wav file;");

    [Theory]
    [InlineData(2)]
    [InlineData(15)]
    public void Image_models_allow_2_to_15_seconds(int seconds) => Catalog.Prepare(FromImage with { Duration = seconds });

    [Theory]
    [InlineData(1)]
    [InlineData(16)]
    [InlineData(-5)]
    public void Image_models_reject_other_durations(int seconds) => AssertRejected(FromImage with { Duration = seconds }, $"-Duration is {seconds}; {Flash} takes 2 to 15 seconds.");

    [Theory]
    [InlineData(2)]
    [InlineData(10)]
    public void Reference_models_allow_2_to_10_seconds(int seconds) => Catalog.Prepare(FromVideo with { Duration = seconds });

    [Fact]
    public void Reference_models_reject_11_seconds() => AssertRejected(FromVideo with { Duration = 11 }, $"-Duration is 11; {Reference} takes 2 to 10 seconds.");

    [Fact]
    public void An_unsupported_resolution_is_rejected() => AssertRejected(FromImage with { Resolution = "480p" }, $"-Resolution is '480p'; {Flash} takes 720p or 1080p.");

    [Fact]
    public void An_unsupported_aspect_ratio_is_rejected() => AssertRejected(FromVideo with { AspectRatio = "21:9" }, $"-AspectRatio is '21:9'; {Reference} takes 16:9, 9:16, 1:1, 4:3 or 3:4.");

    [Theory]
    [InlineData("http://example.com/done")]
    [InlineData("example.com/done")]
    public void A_callback_without_https_is_rejected(string address) => AssertRejectedBecause(FromImage with { CallbackUrl = address }, $"-CallbackUrl is '{address}', which is not an https URL;");

    [Theory]
    [InlineData("https://192.168.1.5/x")]
    [InlineData("https://127.0.0.1/x")]
    [InlineData("https://10.1.2.3/x")]
    [InlineData("https://172.16.0.1/x")]
    [InlineData("https://172.31.255.255/x")]
    [InlineData("https://169.254.169.254/x")]
    [InlineData("https://[::1]/x")]
    [InlineData("https://[fd00::1]/x")]
    [InlineData("https://[::ffff:10.0.0.1]/x")]
    [InlineData("https://localhost/x")]
    [InlineData("https://2130706433/x")]
    public void A_callback_into_a_private_network_is_rejected(string address) => AssertRejectedBecause(FromImage with { CallbackUrl = address }, "which is inside a private network;");

    [Theory]
    [InlineData("https://your-domain.com/webhooks/video-task-completed")]
    [InlineData("https://172.32.0.1/x")]
    [InlineData("https://8.8.8.8/x")]
    public void A_callback_to_a_public_URL_is_allowed(string address) => Catalog.Prepare(FromImage with { CallbackUrl = address });

    [Fact]
    public void A_callback_has_at_most_2048_characters()
    {
        var address = "https://example.com/".PadRight(2048, 'x');
        Catalog.Prepare(FromImage with { CallbackUrl = address });
        AssertRejectedBecause(FromImage with { CallbackUrl = address + "x" }, "-CallbackUrl has 2049 characters;");
    }

    [Fact]
    public void An_unsupported_parameter_is_rejected_and_the_message_lists_the_supported_ones() => AssertRejected(
        FromImage with { NegativePrompt = "blur" },
        $"-NegativePrompt is not supported by {Flash}, which takes -Prompt, -Image, -Duration, -Resolution, -NoPromptExtend, -ShotType, -Audio, -NoSound or -CallbackUrl.");

    [Fact]
    public void Watermark_and_seed_are_not_supported()
    {
        const string Supported = "which takes -Prompt, -Image, -Duration, -Resolution, -NoPromptExtend, -ShotType, -Audio, -NoSound or -CallbackUrl.";
        AssertRejected(FromImage with { Watermark = true }, $"-Watermark is not supported by {Flash}, {Supported}");
        AssertRejected(FromImage with { Seed = 7 }, $"-Seed is not supported by {Flash}, {Supported}");
    }

    [Fact]
    public void Reference_models_do_not_support_NoPromptExtend() =>
        AssertRejectedBecause(FromVideo with { NoPromptExtend = true }, $"-NoPromptExtend is not supported by {Reference}, which takes -Prompt,");

    [Theory]
    [InlineData("wan2.6-text-to-video")]
    [InlineData("wan2.6-image-to-video")]
    [InlineData("wan2.6-reference-video")]
    public void Only_flash_models_support_NoAudio(string model) => AssertRejectedBecause(
        (model switch { "wan2.6-image-to-video" => FromImage, "wan2.6-reference-video" => FromVideo, _ => new VideoRequest { Prompt = "A cat" } }) with { Model = model, NoSound = true },
        $"-NoSound is not supported by {model} at EvoLink, which takes -Prompt,");

    [Fact]
    public void A_duration_that_one_of_two_pages_forbids_causes_a_warning()
    {
        var request = FromImage with { Model = "wan2.6-image-to-video" };
        Assert.Empty(Catalog.Prepare(request with { Duration = 10 }).Warnings);
        Assert.Equal(
            "-Duration is 7; another page of the gateway's documentation allows only 5, 10 or 15 for wan2.6-image-to-video at EvoLink. The value is sent unchanged.",
            Assert.Single(Catalog.Prepare(request with { Duration = 7 }).Warnings));
    }

    [Fact]
    public void Audio_and_NoAudio_cannot_be_combined() =>
        AssertRejectedBecause(FromImage with { Audio = "https://example.com/a.mp3", NoSound = true }, "-Audio and -NoSound cannot be combined.");

    [Fact]
    public void All_validation_errors_are_in_one_message() => AssertRejected(
        FromImage with { Duration = 99, Resolution = "8k" },
        $"-Duration is 99; {Flash} takes 2 to 15 seconds. -Resolution is '8k'; {Flash} takes 720p or 1080p.");

    [Fact]
    public void Several_shots_without_prompt_rewriting_cause_a_warning() =>
        Assert.StartsWith("-ShotType Multi has no effect", Assert.Single(Catalog.Prepare(FromImage with { ShotType = ShotType.Multi, NoPromptExtend = true }).Warnings), StringComparison.Ordinal);

    [Fact]
    public void An_additional_property_that_overwrites_a_parameter_is_rejected() => AssertRejected(
        FromImage with { AdditionalProperty = new JsonObject { ["duration"] = 9 } },
        "-AdditionalProperty has 'duration', which the module sets. Use the corresponding parameter.");

    [Fact]
    public void Validation_can_be_skipped()
    {
        Assert.Equal(99, (int?)Catalog.Prepare(FromImage with { Duration = 99 }, skipValidation: true).Body["duration"]);
        var body = Catalog.Prepare(FromImage with { Model = "wan9.9-video" }, skipValidation: true).Body;
        Assert.Equal("""{"model":"wan9.9-video","prompt":"A cat playing piano","image_urls":["https://example.com/image1.png"]}""", body.ToJsonString());
    }

    private static void AssertRejected(VideoRequest request, string message)
    {
        var exception = Assert.Throws<VideoException>(() => Catalog.Prepare(request));
        Assert.Equal(VideoErrorKind.InvalidParameter, exception.Error.Kind);
        Assert.Equal(message, exception.Message);
    }

    private static void AssertRejectedBecause(VideoRequest request, string message)
    {
        var exception = Assert.Throws<VideoException>(() => Catalog.Prepare(request));
        Assert.Equal(VideoErrorKind.InvalidParameter, exception.Error.Kind);
        Assert.Contains(message, exception.Message, StringComparison.Ordinal);
    }
}
