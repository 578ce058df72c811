using System.Text.Json.Nodes;
using WanVideo.Catalog;
using WanVideo.Providers.EvoLink;

namespace WanVideo.Tests.EvoLink;

/// <summary>The body of a create request for Wan 2.7 and 3.0, compared with bodies written by hand from EvoLink's pages and the parameters of its own client.</summary>
public sealed class EvoLinkNewerRequestTests
{
    private const string Png = "https://example.com/a.png";
    private const string Mp4 = "https://example.com/a.mp4";
    private const string Mp3 = "https://example.com/a.mp3";
    private const string Callback = "https://your-domain.com/done";

    private static readonly ModelCatalog Catalog = EvoLinkCatalog.Create("EvoLink");

    [Fact]
    public void Text_2_7_with_required_parameters_only() => AssertBody(
        new VideoRequest { Model = "wan2.7", Prompt = "A cat" },
        """{ "model": "wan2.7-text-to-video", "prompt": "A cat", "quality": "720p", "duration": 5, "prompt_extend": true }""");

    [Fact]
    public void Text_2_7_with_all_parameters() => AssertBody(
        new VideoRequest
        {
            Model = "wan2.7-text-to-video",
            Prompt = "A cat",
            NegativePrompt = "blur",
            Audio = Mp3,
            Resolution = "1080p",
            AspectRatio = "4:3",
            Duration = 15,
            Seed = 1,
            NoPromptExtend = true,
            CallbackUrl = Callback,
        },
        """
        {
          "model": "wan2.7-text-to-video", "prompt": "A cat", "negative_prompt": "blur", "audio_urls": ["https://example.com/a.mp3"], "quality": "1080p",
          "aspect_ratio": "4:3", "duration": 15, "seed": 1, "prompt_extend": false, "callback_url": "https://your-domain.com/done"
        }
        """);

    [Fact]
    public void Image_2_7_with_a_first_frame() => AssertBody(
        new VideoRequest { Model = "wan2.7", Image = [Png], Audio = Mp3 },
        """
        {
          "model": "wan2.7-image-to-video", "generation_mode": "first_frame", "image_start": "https://example.com/a.png", "audio_urls": ["https://example.com/a.mp3"],
          "quality": "720p", "duration": 5, "prompt_extend": true
        }
        """);

    [Fact]
    public void Image_2_7_with_first_and_last_frame() => AssertBody(
        new VideoRequest
        {
            Model = "wan2.7", Prompt = "A cat", NegativePrompt = "blur", Image = [Png], LastFrame = "https://example.com/b.png", Audio = Mp3, Resolution = "1080p",
            Duration = 15, Seed = 2147483647, NoPromptExtend = true, CallbackUrl = Callback,
        },
        """
        {
          "model": "wan2.7-image-to-video", "generation_mode": "first_last_frame", "image_start": "https://example.com/a.png", "image_end": "https://example.com/b.png",
          "prompt": "A cat", "negative_prompt": "blur", "audio_urls": ["https://example.com/a.mp3"], "quality": "1080p", "duration": 15, "seed": 2147483647,
          "prompt_extend": false, "callback_url": "https://your-domain.com/done"
        }
        """);

    [Theory]
    [InlineData("wan2.7-image-to-video", null)]
    [InlineData("wan2.7", "https://example.com/b.png")]
    public void Image_2_7_that_continues_a_clip(string model, string? lastFrame)
    {
        var body = JsonNode.Parse("""
        {
          "model": "wan2.7-image-to-video", "generation_mode": "video_continuation", "video_urls": ["https://example.com/a.mp4"],
          "quality": "720p", "duration": 10, "prompt_extend": true
        }
        """)!;
        if (lastFrame is not null)
        {
            body["image_end"] = lastFrame;
        }

        AssertBody(new VideoRequest { Model = model, Video = Mp4, LastFrame = lastFrame, Duration = 10 }, body.ToJsonString());
    }

    [Fact]
    public void Reference_2_7_with_required_parameters_only() => AssertBody(
        new VideoRequest { Model = "wan2.7", Prompt = "Image 1 dances", ReferenceImage = [Png] },
        """{ "model": "wan2.7-reference-video", "prompt": "Image 1 dances", "image_urls": ["https://example.com/a.png"], "quality": "720p", "duration": 5 }""");

    [Fact]
    public void Reference_2_7_with_all_parameters() => AssertBody(
        new VideoRequest
        {
            Model = "wan2.7", Prompt = "Video 1 meets Image 1", Image = ["https://example.com/first.png"], ReferenceVideo = [Mp4], ReferenceImage = [Png, "https://example.com/b.png"],
            ReferenceAudio = [Mp3, "https://example.com/b.wav"], Resolution = "1080p", AspectRatio = "1:1", Duration = 10, Seed = 3, CallbackUrl = Callback,
        },
        """
        {
          "model": "wan2.7-reference-video", "prompt": "Video 1 meets Image 1", "image_start": "https://example.com/first.png",
          "image_urls": ["https://example.com/a.png", "https://example.com/b.png"], "video_urls": ["https://example.com/a.mp4"],
          "model_params": { "voice_bindings": { "video1": "https://example.com/a.mp3", "image1": "https://example.com/b.wav" } },
          "quality": "1080p", "aspect_ratio": "1:1", "duration": 10, "seed": 3, "callback_url": "https://your-domain.com/done"
        }
        """);

    [Fact]
    public void Edit_2_7_with_required_parameters_only() => AssertBody(
        new VideoRequest { Model = "wan2.7", Video = Mp4 },
        """
        {
          "model": "wan2.7-video-edit", "video_urls": ["https://example.com/a.mp4"], "keep_original_sound": false, "quality": "720p", "duration": 0, "prompt_extend": true
        }
        """);

    [Fact]
    public void Edit_2_7_with_all_parameters() => AssertBody(
        new VideoRequest
        {
            Model = "wan2.7", Prompt = "Snow", NegativePrompt = "blur", Video = Mp4, ReferenceImage = [Png], KeepSound = true, Resolution = "1080p", AspectRatio = "9:16",
            Duration = 2, Seed = 4, NoPromptExtend = true, CallbackUrl = Callback,
        },
        """
        {
          "model": "wan2.7-video-edit", "prompt": "Snow", "negative_prompt": "blur", "video_urls": ["https://example.com/a.mp4"], "image_urls": ["https://example.com/a.png"],
          "keep_original_sound": true, "quality": "1080p", "aspect_ratio": "9:16", "duration": 2, "seed": 4, "prompt_extend": false, "callback_url": "https://your-domain.com/done"
        }
        """);

    [Theory]
    [InlineData("wan3.0", "wan3.0-")]
    [InlineData("wan3.0-prime", "wan3.0-prime-")]
    public void Wan_3_0_from_text_frames_and_references(string family, string prefix)
    {
        AssertBody(
            new VideoRequest { Model = family, Prompt = "A cat" },
            $$"""{ "model": "{{prefix}}text-to-video", "prompt": "A cat", "quality": "720p", "duration": 5, "generate_audio": true }""");
        AssertBody(
            new VideoRequest { Model = family, Image = [Png], LastFrame = "https://example.com/b.png", Resolution = "480p", AspectRatio = "adaptive", Duration = -1, NoSound = true, Seed = 0 },
            $$"""
            {
              "model": "{{prefix}}image-to-video", "image_start": "https://example.com/a.png", "image_end": "https://example.com/b.png", "quality": "480p",
              "aspect_ratio": "adaptive", "duration": -1, "generate_audio": false, "seed": 0
            }
            """);
        AssertBody(
            new VideoRequest
            {
                Model = family, Prompt = "Video 1", ReferenceVideo = [Mp4], ReferenceImage = [Png], ReferenceAudio = [Mp3], ReferenceFile = "https://example.com/a.pdf",
                Duration = 20, Resolution = "1080p", AspectRatio = "3:4", CallbackUrl = Callback,
            },
            $$"""
            {
              "model": "{{prefix}}reference-video", "prompt": "Video 1", "video_urls": ["https://example.com/a.mp4"], "image_urls": ["https://example.com/a.png"],
              "audio_urls": ["https://example.com/a.mp3"], "model_params": { "file_url": "https://example.com/a.pdf" }, "quality": "1080p", "aspect_ratio": "3:4",
              "duration": 20, "generate_audio": true, "callback_url": "https://your-domain.com/done"
            }
            """);
        AssertBody(
            new VideoRequest { Model = family, Prompt = "Continue video 1", Video = Mp4, ReferenceLink = "https://example.com/story" },
            $$"""
            {
              "model": "{{prefix}}reference-video", "prompt": "Continue video 1", "video_urls": ["https://example.com/a.mp4"],
              "model_params": { "link_url": "https://example.com/story" }, "quality": "720p", "duration": 5, "generate_audio": true
            }
            """);
    }

    private static void AssertBody(VideoRequest request, string body)
    {
        ComposedBody.AssertEqual(Catalog, request, body);

        using var message = new HttpRequestMessage(HttpMethod.Post, "https://sandbox.invalid/v1/videos/generations") { Content = new StringContent(body) };
        ComposedBody.AssertAccepted(message);
    }
}
