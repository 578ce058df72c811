using System.Text.Json.Nodes;
using WanVideo.Catalog;
using WanVideo.Providers.EvoLink;

namespace WanVideo.Tests.EvoLink;

/// <summary>The body of a create request, compared with bodies written by hand from EvoLink's pages.</summary>
public sealed class EvoLinkRequestTests
{
    private static readonly ModelCatalog Catalog = EvoLinkCatalog.Create("EvoLink");

    [Fact]
    public void An_image_request_with_required_parameters_only() => AssertBody(
        new VideoRequest { Prompt = "A cat playing piano", Image = ["https://example.com/image1.png"] },
        """
        {
          "model": "wan2.6-image-to-video-flash",
          "prompt": "A cat playing piano",
          "image_urls": ["https://example.com/image1.png"],
          "duration": 5,
          "quality": "720p",
          "prompt_extend": true,
          "model_params": { "shot_type": "single" },
          "generate_audio": true
        }
        """);

    [Fact]
    public void An_image_request_with_all_parameters() => AssertBody(
        new VideoRequest
        {
            Model = "WAN2.6-image-to-video-flash",
            Prompt = "A cat playing piano",
            Image = ["https://example.com/image1.png"],
            Audio = "https://example.com/song.mp3",
            Duration = 15,
            Resolution = "1080P",
            ShotType = ShotType.Multi,
            CallbackUrl = "https://your-domain.com/webhooks/video-task-completed",
            AdditionalProperty = new JsonObject { ["model_params"] = new JsonObject { ["camera"] = "slow" }, ["new_field"] = 1 },
        },
        """
        {
          "model": "wan2.6-image-to-video-flash",
          "prompt": "A cat playing piano",
          "image_urls": ["https://example.com/image1.png"],
          "audio_url": "https://example.com/song.mp3",
          "duration": 15,
          "quality": "1080p",
          "prompt_extend": true,
          "model_params": { "shot_type": "multi", "camera": "slow" },
          "generate_audio": true,
          "callback_url": "https://your-domain.com/webhooks/video-task-completed",
          "new_field": 1
        }
        """);

    [Fact]
    public void Disabled_options_are_sent_as_false() => AssertBody(
        new VideoRequest { Prompt = "A cat playing piano", Image = ["https://example.com/image1.png"], NoSound = true, NoPromptExtend = true },
        """
        {
          "model": "wan2.6-image-to-video-flash",
          "prompt": "A cat playing piano",
          "image_urls": ["https://example.com/image1.png"],
          "duration": 5,
          "quality": "720p",
          "prompt_extend": false,
          "model_params": { "shot_type": "single" },
          "generate_audio": false
        }
        """);

    [Fact]
    public void A_reference_request_with_required_parameters_only() => AssertBody(
        new VideoRequest { Prompt = "A person dancing", ReferenceVideo = ["https://example.com/dance.mp4"] },
        """
        {
          "model": "wan2.6-reference-video-flash",
          "prompt": "A person dancing",
          "video_urls": ["https://example.com/dance.mp4"],
          "quality": "720p",
          "duration": 5,
          "model_params": { "shot_type": "single" },
          "generate_audio": true
        }
        """);

    [Fact]
    public void A_reference_request_with_all_parameters() => AssertBody(
        new VideoRequest
        {
            Prompt = "A person dancing",
            ReferenceVideo = ["https://example.com/1.mp4", "https://example.com/2.mov", "https://example.com/3.mp4"],
            AspectRatio = "3:4",
            Resolution = "1080p",
            Duration = 10,
            ShotType = ShotType.Multi,
            NoSound = true,
            CallbackUrl = "https://your-domain.com/done",
        },
        """
        {
          "model": "wan2.6-reference-video-flash",
          "prompt": "A person dancing",
          "video_urls": ["https://example.com/1.mp4", "https://example.com/2.mov", "https://example.com/3.mp4"],
          "aspect_ratio": "3:4",
          "quality": "1080p",
          "duration": 10,
          "model_params": { "shot_type": "multi" },
          "generate_audio": false,
          "callback_url": "https://your-domain.com/done"
        }
        """);

    [Fact]
    public void A_text_request_with_required_parameters_only() => AssertBody(
        new VideoRequest { Prompt = "A cat playing piano" },
        """
        {
          "model": "wan2.6-text-to-video",
          "prompt": "A cat playing piano",
          "duration": 5,
          "quality": "720p",
          "prompt_extend": true,
          "model_params": { "shot_type": "single" }
        }
        """);

    [Fact]
    public void A_text_request_with_all_parameters() => AssertBody(
        new VideoRequest
        {
            Prompt = "A cat playing piano",
            AspectRatio = "4:3",
            Duration = 15,
            Resolution = "1080p",
            NoPromptExtend = true,
            ShotType = ShotType.Single,
            Audio = "https://example.com/song.mp3",
            CallbackUrl = "https://your-domain.com/done",
        },
        """
        {
          "model": "wan2.6-text-to-video",
          "prompt": "A cat playing piano",
          "aspect_ratio": "4:3",
          "duration": 15,
          "quality": "1080p",
          "prompt_extend": false,
          "model_params": { "shot_type": "single" },
          "audio_url": "https://example.com/song.mp3",
          "callback_url": "https://your-domain.com/done"
        }
        """);

    [Theory]
    [InlineData("1080x1920", "1080p", "9:16")]
    [InlineData("1280x720", "720p", "16:9")]
    [InlineData("960x960", "720p", "1:1")]
    public void A_size_is_sent_as_quality_and_aspect_ratio(string size, string quality, string aspectRatio) => AssertBody(
        new VideoRequest { Prompt = "A cat playing piano", Size = size },
        $$"""
        {
          "model": "wan2.6-text-to-video",
          "prompt": "A cat playing piano",
          "aspect_ratio": "{{aspectRatio}}",
          "duration": 5,
          "quality": "{{quality}}",
          "prompt_extend": true,
          "model_params": { "shot_type": "single" }
        }
        """);

    [Fact]
    public void Only_flash_models_have_the_field_generate_audio()
    {
        AssertBody(
            new VideoRequest { Model = "wan2.6-image-to-video", Prompt = "A cat playing piano", Image = ["https://example.com/image1.png"] },
            """
            {
              "model": "wan2.6-image-to-video",
              "prompt": "A cat playing piano",
              "image_urls": ["https://example.com/image1.png"],
              "duration": 5,
              "quality": "720p",
              "prompt_extend": true,
              "model_params": { "shot_type": "single" }
            }
            """);
        AssertBody(
            new VideoRequest { Model = "wan2.6-reference-video", Prompt = "A person dancing", ReferenceVideo = ["https://example.com/dance.mp4"] },
            """
            {
              "model": "wan2.6-reference-video",
              "prompt": "A person dancing",
              "video_urls": ["https://example.com/dance.mp4"],
              "quality": "720p",
              "duration": 5,
              "model_params": { "shot_type": "single" }
            }
            """);
    }

    [Fact]
    public void A_prepared_request_has_a_description()
    {
        Assert.Equal(
            "5 s of 720p video with wan2.6-image-to-video-flash",
            Catalog.Prepare(new VideoRequest { Prompt = "A cat", Image = ["https://example.com/image1.png"] }).ToString());
        Assert.Equal(
            "9 s of silent 1080p video with wan2.6-reference-video-flash",
            Catalog.Prepare(new VideoRequest { Prompt = "A cat", ReferenceVideo = ["https://example.com/1.mp4"], Duration = 9, Resolution = "1080p", NoSound = true }).ToString());
    }

    private static void AssertBody(VideoRequest request, string body) => ComposedBody.AssertEqual(Catalog, request, body);
}
