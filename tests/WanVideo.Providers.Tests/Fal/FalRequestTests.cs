using System.Text.Json.Nodes;

namespace WanVideo.Tests.Fal;

/// <summary>The body of a create request as it is sent, compared with bodies written by hand from the pages of fal's models. The sandbox accepts each.</summary>
public sealed class FalRequestTests : IClassFixture<ProviderFixture>, IDisposable
{
    private const string Png = "https://example.com/a.png";
    private const string Mp4 = "https://example.com/a.mp4";
    private const string Mp3 = "https://example.com/a.mp3";

    private readonly ProviderFixture gateway;
    private readonly IVideoProvider fal;

    public FalRequestTests(ProviderFixture gateway)
    {
        this.gateway = gateway;
        gateway.Reset();
        fal = gateway.Connect(name: "fal", retries: 0);
    }

    public void Dispose() => fal.Dispose();

    [Fact]
    public Task Text_3_0_with_required_parameters_only() => AssertBodyAsync(
        new VideoRequest { Prompt = "A cat" },
        "alibaba/wan-3.0/text-to-video",
        """{ "prompt": "A cat", "resolution": "720p", "duration": 5, "audio": true, "enable_prompt_expansion": true }""");

    [Theory]
    [InlineData("wan3.0", "alibaba/wan-3.0/text-to-video")]
    [InlineData("wan3.0-prime", "alibaba/wan-3.0-prime/text-to-video")]
    public Task Text_3_0_with_all_parameters(string family, string path) => AssertBodyAsync(
        new VideoRequest
        {
            Model = family, Prompt = "A cat", Resolution = "480p", AspectRatio = "adaptive", Duration = 30, NoSound = true, NoPromptExtend = true, Seed = 0,
            AdditionalProperty = new() { ["enable_thinking"] = true, ["enable_safety_checker"] = false },
        },
        path,
        """
        {
          "prompt": "A cat", "resolution": "480p", "aspect_ratio": "adaptive", "duration": 30, "audio": false, "enable_prompt_expansion": false, "seed": 0, "enable_thinking": true,
          "enable_safety_checker": false
        }
        """);

    [Theory]
    [InlineData("wan3.0", "alibaba/wan-3.0/image-to-video")]
    [InlineData("wan3.0-prime", "alibaba/wan-3.0-prime/image-to-video")]
    public Task Image_3_0(string family, string path) => AssertBodyAsync(
        new VideoRequest { Model = family, Image = [Png], LastFrame = "data:image/png;base64,AAAA", Resolution = "1080p" },
        path,
        """
        {
          "start_image_url": "https://example.com/a.png", "end_image_url": "data:image/png;base64,AAAA", "resolution": "1080p", "duration": 5, "audio": true,
          "enable_prompt_expansion": true
        }
        """);

    [Theory]
    [InlineData("wan3.0", "alibaba/wan-3.0/reference-to-video")]
    [InlineData("wan3.0-prime", "alibaba/wan-3.0-prime/reference-to-video")]
    public Task Reference_3_0(string family, string path) => AssertBodyAsync(
        new VideoRequest
        {
            Model = family, Prompt = "A cat", Video = "https://example.com/clip.mp4", ReferenceVideo = [Mp4], ReferenceImage = [Png], ReferenceAudio = [Mp3], ReferenceFile = "https://example.com/a.pdf",
            ReferenceLink = "https://example.com/page", AdditionalProperty = new() { ["enable_thinking"] = true },
        },
        path,
        """
        {
          "prompt": "A cat", "reference_video_urls": ["https://example.com/clip.mp4", "https://example.com/a.mp4"], "reference_image_urls": ["https://example.com/a.png"],
          "reference_audio_urls": ["https://example.com/a.mp3"], "file_url": "https://example.com/a.pdf", "web_url": "https://example.com/page", "resolution": "720p", "duration": 5,
          "audio": true, "enable_prompt_expansion": true, "enable_thinking": true
        }
        """);

    [Fact]
    public Task Text_2_7() => AssertBodyAsync(
        new VideoRequest { Model = "wan2.7", Prompt = "A cat", NegativePrompt = "blur", Audio = Mp3, Resolution = "1080p", AspectRatio = "3:4", Duration = 15, Seed = 2147483647, NoPromptExtend = true },
        "fal-ai/wan/v2.7/text-to-video",
        """
        {
          "prompt": "A cat", "negative_prompt": "blur", "audio_url": "https://example.com/a.mp3", "resolution": "1080p", "aspect_ratio": "3:4", "duration": 15,
          "enable_prompt_expansion": false, "seed": 2147483647
        }
        """);

    [Fact]
    public Task Image_2_7_with_two_frames() => AssertBodyAsync(
        new VideoRequest { Model = "wan2.7", Image = [Png], LastFrame = "https://example.com/b.png", Audio = Mp3 },
        "fal-ai/wan/v2.7/image-to-video",
        """
        {
          "image_url": "https://example.com/a.png", "end_image_url": "https://example.com/b.png", "audio_url": "https://example.com/a.mp3", "resolution": "720p", "duration": 5,
          "enable_prompt_expansion": true
        }
        """);

    [Fact]
    public Task Image_2_7_with_a_clip_to_continue() => AssertBodyAsync(
        new VideoRequest { Model = "fal-ai/wan/v2.7/image-to-video", Prompt = "A cat", NegativePrompt = "blur", Video = Mp4, Duration = 10 },
        "fal-ai/wan/v2.7/image-to-video",
        """{ "prompt": "A cat", "negative_prompt": "blur", "video_url": "https://example.com/a.mp4", "resolution": "720p", "duration": 10, "enable_prompt_expansion": true }""");

    [Fact]
    public Task Reference_2_7() => AssertBodyAsync(
        new VideoRequest { Model = "wan2.7", Prompt = "A cat", ReferenceVideo = [Mp4], ReferenceImage = [Png], Duration = 10, AspectRatio = "1:1", AdditionalProperty = new() { ["multi_shots"] = true } },
        "fal-ai/wan/v2.7/reference-to-video",
        """
        {
          "prompt": "A cat", "reference_video_urls": ["https://example.com/a.mp4"], "reference_image_urls": ["https://example.com/a.png"], "resolution": "720p", "aspect_ratio": "1:1",
          "duration": 10, "multi_shots": true
        }
        """);

    [Fact]
    public Task Edit_2_7_of_a_whole_video() => AssertBodyAsync(
        new VideoRequest { Model = "wan2.7", Prompt = "A cat", Video = Mp4 },
        "fal-ai/wan/v2.7/edit-video",
        """{ "prompt": "A cat", "video_url": "https://example.com/a.mp4", "audio_setting": "auto", "resolution": "720p", "duration": 0 }""");

    [Fact]
    public Task Edit_2_7_with_all_parameters() => AssertBodyAsync(
        new VideoRequest { Model = "wan2.7", Prompt = "A cat", Video = Mp4, ReferenceImage = [Png], KeepSound = true, Resolution = "1080p", AspectRatio = "9:16", Duration = 2, Seed = 7 },
        "fal-ai/wan/v2.7/edit-video",
        """
        {
          "prompt": "A cat", "video_url": "https://example.com/a.mp4", "reference_image_url": "https://example.com/a.png", "audio_setting": "origin", "resolution": "1080p",
          "aspect_ratio": "9:16", "duration": 2, "seed": 7
        }
        """);

    // Restart-WanVideoTask has the body that the ledger recorded.
    [Fact]
    public async Task A_recorded_body_is_sent_again_to_the_same_model()
    {
        var prepared = fal.Catalog.Prepare(new VideoRequest { Model = "wan3.0-prime", Prompt = "A cat", Duration = -1, CallbackUrl = "https://hooks.example/wan" });
        var recorded = (JsonObject)JsonNode.Parse(prepared.Body.ToJsonString())!;
        await fal.CreateAsync(prepared with { Request = new VideoRequest { Prompt = "A cat" }, Body = recorded }, ProviderFixture.Permit(), new RecordedMessages(), TestContext.Current.CancellationToken);

        var sent = Assert.Single(gateway.Server.Record.Requests);
        Assert.Equal("/alibaba/wan-3.0-prime/text-to-video?fal_webhook=https%3A%2F%2Fhooks.example%2Fwan", sent.Path);
        Assert.True(JsonNode.DeepEquals(
            JsonNode.Parse("""{ "prompt": "A cat", "resolution": "720p", "duration": null, "audio": true, "enable_prompt_expansion": true }"""), JsonNode.Parse(sent.Body)), sent.Body);
    }

    /// <summary>Request, the beginning of the error.</summary>
    public static TheoryData<VideoRequest, string> Rejected => new()
    {
        { new VideoRequest(), "-Prompt is missing" },
        { new VideoRequest { Prompt = "A cat", Duration = 31 }, "-Duration is 31" },
        { new VideoRequest { Prompt = "A cat", Duration = 1 }, "-Duration is 1" },
        { new VideoRequest { Prompt = "A cat", Resolution = "4k" }, "-Resolution is '4k'" },
        { new VideoRequest { Prompt = "A cat", AspectRatio = "21:9" }, "-AspectRatio is '21:9'" },
        { new VideoRequest { Prompt = "A cat", Seed = -1 }, "-Seed is -1" },
        { new VideoRequest { Prompt = "A cat", NegativePrompt = "blur" }, "-NegativePrompt is not supported by alibaba/wan-3.0/text-to-video at fal" },
        { new VideoRequest { Prompt = "A cat", CallbackUrl = "http://hooks.example/" }, "-CallbackUrl is 'http://hooks.example/'" },
        { new VideoRequest { Prompt = "A cat", AdditionalProperty = new() { ["enable_thinking"] = "yes" } }, "-AdditionalProperty.enable_thinking is" },
        { new VideoRequest { Prompt = "A cat", AdditionalProperty = new() { ["prompt"] = "A dog" } }, "-AdditionalProperty has 'prompt'" },
        { new VideoRequest { Prompt = "A cat", AdditionalProperty = new() { ["model"] = "fal-ai/other" } }, "-AdditionalProperty has 'model'" },
        { new VideoRequest { Prompt = "A cat", ReferenceImage = [.. Enumerable.Repeat(Png, 11)] }, "-ReferenceImage has 11 URLs" },
        { new VideoRequest { Prompt = "A cat", ReferenceAudio = [.. Enumerable.Repeat(Mp3, 6)] }, "-ReferenceAudio has 6 URLs" },
        { new VideoRequest { Model = "wan2.7", Prompt = new string('x', 5001) }, "-Prompt has 5001 characters" },
        { new VideoRequest { Model = "wan2.7", Prompt = "A cat", NegativePrompt = new string('x', 501) }, "-NegativePrompt has 501 characters" },
        { new VideoRequest { Model = "wan2.7", Prompt = "A cat", Resolution = "480p" }, "-Resolution is '480p'" },
        { new VideoRequest { Model = "wan2.7", Prompt = "A cat", Image = [Png], AspectRatio = "16:9" }, "-AspectRatio is not supported by fal-ai/wan/v2.7/image-to-video at fal" },
        { new VideoRequest { Model = "wan2.7", Prompt = "A cat", Image = ["https://example.com/a.gif"] }, "-Image is 'https://example.com/a.gif', a .gif file" },
        { new VideoRequest { Model = "wan2.7", Prompt = "A cat", Audio = "https://example.com/a.ogg" }, "-Audio is 'https://example.com/a.ogg', a .ogg file" },
        { new VideoRequest { Model = "wan2.7", Prompt = "A cat", ReferenceVideo = [Mp4], Duration = 11 }, "-Duration is 11" },
        { new VideoRequest { Model = "wan2.7", Prompt = "A cat", Video = Mp4, ReferenceVideoDuration = [11] }, "-ReferenceVideoDuration is 11" },
        { new VideoRequest { Model = "wan9", Prompt = "A cat" }, "-Model is 'wan9'; fal offers wan3.0, wan3.0-prime, wan2.7, alibaba/wan-3.0/text-to-video" },
    };

    // fal itself accepts any of them without an error.
    [Theory]
    [MemberData(nameof(Rejected), DisableDiscoveryEnumeration = true)]
    public void An_invalid_request_is_rejected_before_it_is_sent(VideoRequest request, string error) =>
        Assert.Contains(error, Assert.Throws<VideoException>(() => fal.Catalog.Prepare(request)).Message, StringComparison.Ordinal);

    private async Task AssertBodyAsync(VideoRequest request, string path, string body)
    {
        var task = await fal.CreateAsync(fal.Catalog.Prepare(request), ProviderFixture.Permit(), new RecordedMessages(), TestContext.Current.CancellationToken);
        var sent = Assert.Single(gateway.Server.Record.Requests);
        Assert.Equal($"/{path}", sent.Path);
        Assert.True(JsonNode.DeepEquals(JsonNode.Parse(body), JsonNode.Parse(sent.Body)), sent.Body);
        Assert.EndsWith($"~{string.Join('~', path.Split('/')[..2])}", task.Id, StringComparison.Ordinal);
    }
}
