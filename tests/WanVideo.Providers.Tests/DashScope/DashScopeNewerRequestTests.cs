using WanVideo.Catalog;
using WanVideo.Providers.DashScope;

namespace WanVideo.Tests.DashScope;

/// <summary>The body of a create request for Wan 2.7, 3.0, 2.5 and 2.2, compared with bodies written by hand from Model Studio's OpenAPI documents and pages.</summary>
public sealed class DashScopeNewerRequestTests
{
    private const string Png = "https://example.com/a.png";
    private const string Mp4 = "https://example.com/a.mp4";
    private const string Mp3 = "https://example.com/a.mp3";

    private static readonly ModelCatalog Catalog = DashScopeCatalog.Create("DashScope");

    [Theory]
    [InlineData("wan2.7-t2v")]
    [InlineData("wan2.7-t2v-2026-06-12")]
    [InlineData("wan2.7-t2v-2026-04-25")]
    public void Text_2_7_with_required_parameters_only(string model) => AssertBody(
        new VideoRequest { Model = model, Prompt = "A cat" },
        $$"""
        {
          "model": "{{model}}",
          "input": { "prompt": "A cat" },
          "parameters": { "resolution": "720P", "duration": 5, "prompt_extend": true, "watermark": false }
        }
        """);

    [Fact]
    public void Text_2_7_with_all_parameters() => AssertBody(
        new VideoRequest
        {
            Model = "wan2.7",
            Prompt = "Shot 1 [0-3 seconds] a cat",
            NegativePrompt = "blur",
            Audio = Mp3,
            Resolution = "1080p",
            AspectRatio = "3:4",
            Duration = 15,
            NoPromptExtend = true,
            Watermark = true,
            Seed = 12345,
        },
        """
        {
          "model": "wan2.7-t2v",
          "input": { "prompt": "Shot 1 [0-3 seconds] a cat", "negative_prompt": "blur", "audio_url": "https://example.com/a.mp3" },
          "parameters": { "resolution": "1080P", "ratio": "3:4", "duration": 15, "prompt_extend": false, "watermark": true, "seed": 12345 }
        }
        """);

    [Theory]
    [InlineData("wan2.7-i2v")]
    [InlineData("wan2.7-i2v-2026-04-25")]
    public void Image_2_7_with_required_parameters_only(string model) => AssertBody(
        new VideoRequest { Model = model, Image = [Png] },
        $$"""
        {
          "model": "{{model}}",
          "input": { "media": [{ "type": "first_frame", "url": "https://example.com/a.png" }] },
          "parameters": { "resolution": "720P", "duration": 5, "prompt_extend": true, "watermark": false }
        }
        """);

    [Fact]
    public void Image_2_7_with_all_parameters() => AssertBody(
        new VideoRequest
        {
            Model = "wan2.7",
            Prompt = "A cat",
            NegativePrompt = "blur",
            Image = [Png],
            LastFrame = "data:image/png;base64,iVBORw0KGgo=",
            Audio = "oss://dashscope-instant/x/a.wav",
            Resolution = "1080p",
            Duration = 10,
            NoPromptExtend = true,
            Watermark = true,
            Seed = 1,
        },
        """
        {
          "model": "wan2.7-i2v",
          "input": {
            "prompt": "A cat",
            "negative_prompt": "blur",
            "media": [
              { "type": "first_frame", "url": "https://example.com/a.png" },
              { "type": "last_frame", "url": "data:image/png;base64,iVBORw0KGgo=" },
              { "type": "driving_audio", "url": "oss://dashscope-instant/x/a.wav" }
            ]
          },
          "parameters": { "resolution": "1080P", "duration": 10, "prompt_extend": false, "watermark": true, "seed": 1 }
        }
        """);

    [Fact]
    public void Image_2_7_that_continues_a_clip() => AssertBody(
        new VideoRequest { Model = "wan2.7", Video = Mp4, LastFrame = Png, Duration = 15 },
        """
        {
          "model": "wan2.7-i2v",
          "input": { "media": [{ "type": "first_clip", "url": "https://example.com/a.mp4" }, { "type": "last_frame", "url": "https://example.com/a.png" }] },
          "parameters": { "resolution": "720P", "duration": 15, "prompt_extend": true, "watermark": false }
        }
        """);

    [Theory]
    [InlineData("wan2.7-r2v")]
    [InlineData("wan2.7-r2v-2026-06-12")]
    public void Reference_2_7_with_required_parameters_only(string model) => AssertBody(
        new VideoRequest { Model = model, Prompt = "Image 1 dances", ReferenceImage = [Png] },
        $$"""
        {
          "model": "{{model}}",
          "input": { "prompt": "Image 1 dances", "media": [{ "type": "reference_image", "url": "https://example.com/a.png" }] },
          "parameters": { "resolution": "720P", "duration": 5, "prompt_extend": true, "watermark": false }
        }
        """);

    [Fact]
    public void Reference_2_7_with_all_parameters() => AssertBody(
        new VideoRequest
        {
            Model = "wan2.7",
            Prompt = "Video 1 meets Image 1",
            ReferenceVideo = [Mp4, "https://example.com/b.mov"],
            ReferenceImage = [Png],
            ReferenceAudio = [Mp3, "https://example.com/b.wav"],
            Image = ["https://example.com/first.png"],
            Resolution = "1080p",
            AspectRatio = "1:1",
            Duration = 10,
            NoPromptExtend = true,
            Watermark = true,
            Seed = 1,
        },
        """
        {
          "model": "wan2.7-r2v",
          "input": {
            "prompt": "Video 1 meets Image 1",
            "media": [
              { "type": "reference_video", "url": "https://example.com/a.mp4", "reference_voice": "https://example.com/a.mp3" },
              { "type": "reference_video", "url": "https://example.com/b.mov", "reference_voice": "https://example.com/b.wav" },
              { "type": "reference_image", "url": "https://example.com/a.png" },
              { "type": "first_frame", "url": "https://example.com/first.png" }
            ]
          },
          "parameters": { "resolution": "1080P", "ratio": "1:1", "duration": 10, "prompt_extend": false, "watermark": true, "seed": 1 }
        }
        """);

    [Fact]
    public void Edit_2_7_with_required_parameters_only() => AssertBody(
        new VideoRequest { Model = "wan2.7", Video = Mp4 },
        """
        {
          "model": "wan2.7-videoedit",
          "input": { "media": [{ "type": "video", "url": "https://example.com/a.mp4" }] },
          "parameters": { "resolution": "720P", "duration": 0, "audio_setting": "auto", "prompt_extend": true, "watermark": false }
        }
        """);

    [Fact]
    public void Edit_2_7_with_all_parameters() => AssertBody(
        new VideoRequest
        {
            Model = "wan2.7-videoedit",
            Prompt = "Snow",
            Video = Mp4,
            ReferenceImage = [Png],
            Resolution = "1080p",
            AspectRatio = "16:9",
            Duration = 4,
            KeepSound = true,
            NoPromptExtend = true,
            Watermark = true,
            Seed = 1,
        },
        """
        {
          "model": "wan2.7-videoedit",
          "input": {
            "prompt": "Snow",
            "media": [{ "type": "video", "url": "https://example.com/a.mp4" }, { "type": "reference_image", "url": "https://example.com/a.png" }]
          },
          "parameters": { "resolution": "1080P", "ratio": "16:9", "duration": 4, "audio_setting": "origin", "prompt_extend": false, "watermark": true, "seed": 1 }
        }
        """);

    [Theory]
    [InlineData("wan3.0", "wan3.0-video")]
    [InlineData("wan3.0-video", "wan3.0-video")]
    [InlineData("wan3.0-prime", "wan3.0-video-prime")]
    [InlineData("WAN3.0-VIDEO-PRIME", "wan3.0-video-prime")]
    public void Wan_3_0_with_a_prompt_only(string name, string model) => AssertBody(
        new VideoRequest { Model = name, Prompt = "A cat" },
        $$"""
        {
          "model": "{{model}}",
          "input": { "prompt": "A cat" },
          "parameters": { "resolution": "720P", "duration": 5, "audio": true, "prompt_extend": true, "watermark": false }
        }
        """);

    [Fact]
    public void Wan_3_0_with_frames_and_all_options() => AssertBody(
        new VideoRequest
        {
            Model = "wan3.0",
            Prompt = "A cat",
            Image = [Png],
            LastFrame = "oss://dashscope-instant/x/b.png",
            Resolution = "480p",
            AspectRatio = "adaptive",
            Duration = -1,
            NoSound = true,
            NoPromptExtend = true,
            Watermark = true,
            Seed = 0,
        },
        """
        {
          "model": "wan3.0-video",
          "input": {
            "prompt": "A cat",
            "media": [{ "type": "first_frame", "url": "https://example.com/a.png" }, { "type": "last_frame", "url": "oss://dashscope-instant/x/b.png" }]
          },
          "parameters": { "resolution": "480P", "ratio": "adaptive", "duration": -1, "audio": false, "seed": 0, "prompt_extend": false, "watermark": true }
        }
        """);

    [Fact]
    public void Wan_3_0_with_all_references() => AssertBody(
        new VideoRequest
        {
            Model = "wan3.0",
            ReferenceVideo = [Mp4],
            ReferenceImage = [Png],
            ReferenceAudio = [Mp3],
            ReferenceFile = "https://example.com/script.pdf",
            Resolution = "1080p",
            AspectRatio = "9:16",
            Duration = 29,
        },
        """
        {
          "model": "wan3.0-video",
          "input": {
            "media": [
              { "type": "reference_video", "url": "https://example.com/a.mp4" },
              { "type": "reference_image", "url": "https://example.com/a.png" },
              { "type": "reference_audio", "url": "https://example.com/a.mp3" },
              { "type": "file", "url": "https://example.com/script.pdf" }
            ]
          },
          "parameters": { "resolution": "1080P", "ratio": "9:16", "duration": 29, "audio": true, "prompt_extend": true, "watermark": false }
        }
        """);

    [Fact]
    public void Wan_3_0_edits_or_continues_a_reference_video() => AssertBody(
        new VideoRequest { Model = "wan3.0", Prompt = "Continue video 1", Video = "data:video/mp4;base64,AAAA", ReferenceLink = "https://example.com/story.html" },
        """
        {
          "model": "wan3.0-video",
          "input": {
            "prompt": "Continue video 1",
            "media": [{ "type": "reference_video", "url": "data:video/mp4;base64,AAAA" }, { "type": "link", "url": "https://example.com/story.html" }]
          },
          "parameters": { "resolution": "720P", "duration": 5, "audio": true, "prompt_extend": true, "watermark": false }
        }
        """);

    [Theory]
    [InlineData("480p", "16:9", "832*480")]
    [InlineData("480p", "9:16", "480*832")]
    [InlineData("480p", "1:1", "624*624")]
    [InlineData("720p", "16:9", "1280*720")]
    [InlineData("1080p", "4:3", "1632*1248")]
    public void Text_2_5_has_a_size(string resolution, string aspectRatio, string size) => AssertBody(
        new VideoRequest
        {
            Model = "wan2.5",
            Prompt = "A cat",
            NegativePrompt = "blur",
            Audio = Mp3,
            Resolution = resolution,
            AspectRatio = aspectRatio,
            Duration = 10,
            NoPromptExtend = true,
            Watermark = true,
            Seed = 1,
        },
        $$"""
        {
          "model": "wan2.5-t2v-preview",
          "input": { "prompt": "A cat", "negative_prompt": "blur", "audio_url": "https://example.com/a.mp3" },
          "parameters": { "size": "{{size}}", "duration": 10, "prompt_extend": false, "watermark": true, "seed": 1 }
        }
        """);

    [Fact]
    public void Image_2_5_has_a_resolution() => AssertBody(
        new VideoRequest { Model = "wan2.5", Prompt = "A cat", NegativePrompt = "blur", Image = [Png], Audio = Mp3, Resolution = "480p", Duration = 10, Seed = 1 },
        """
        {
          "model": "wan2.5-i2v-preview",
          "input": { "prompt": "A cat", "negative_prompt": "blur", "img_url": "https://example.com/a.png", "audio_url": "https://example.com/a.mp3" },
          "parameters": { "resolution": "480P", "duration": 10, "prompt_extend": true, "watermark": false, "seed": 1 }
        }
        """);

    [Fact]
    public void Text_2_2_has_a_size_and_5_seconds() => AssertBody(
        new VideoRequest { Model = "wan2.2", Prompt = "A cat" },
        """
        {
          "model": "wan2.2-t2v-plus",
          "input": { "prompt": "A cat" },
          "parameters": { "size": "832*480", "duration": 5, "prompt_extend": true, "watermark": false }
        }
        """);

    [Theory]
    [InlineData("wan2.2", "wan2.2-i2v-flash", "720P")]
    [InlineData("wan2.2-i2v-plus", "wan2.2-i2v-plus", "480P")]
    public void Image_2_2_has_a_resolution_and_5_seconds(string name, string model, string resolution) => AssertBody(
        new VideoRequest { Model = name, Prompt = "A cat", NegativePrompt = "blur", Image = [Png], Seed = 1, Watermark = true },
        $$"""
        {
          "model": "{{model}}",
          "input": { "prompt": "A cat", "negative_prompt": "blur", "img_url": "https://example.com/a.png" },
          "parameters": { "resolution": "{{resolution}}", "duration": 5, "prompt_extend": true, "watermark": true, "seed": 1 }
        }
        """);

    private static void AssertBody(VideoRequest request, string body)
    {
        ComposedBody.AssertEqual(Catalog, request, body);

        using var message = new HttpRequestMessage(HttpMethod.Post, "https://sandbox.invalid/api/v1/services/aigc/video-generation/video-synthesis")
        {
            Headers = { { "X-DashScope-Async", "enable" }, { "X-DashScope-OssResourceResolve", "enable" } },
            Content = new StringContent(body),
        };
        ComposedBody.AssertAccepted(message);
    }
}
