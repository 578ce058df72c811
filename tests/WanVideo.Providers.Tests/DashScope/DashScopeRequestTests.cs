using System.Text.Json.Nodes;
using WanVideo.Catalog;
using WanVideo.Providers.DashScope;

namespace WanVideo.Tests.DashScope;

/// <summary>
/// The body of a create request, compared with bodies written by hand from Model Studio's pages: media and prompts in <c>input</c>, options in
/// <c>parameters</c>; a size for text and references, a resolution for an image.
/// </summary>
public sealed class DashScopeRequestTests
{
    private const string Image = "https://example.com/image1.png";

    private static readonly ModelCatalog Beijing = DashScopeCatalog.Create("DashScope");
    private static readonly ModelCatalog Virginia = DashScopeCatalog.Create("DashScope", DashScopeRegion.All.Single(region => region.Name == "Virginia"));

    [Theory]
    [InlineData("wan2.6-t2v")]
    [InlineData("wan2.6-t2v-us")]
    public void A_text_request_with_required_parameters_only(string model) => AssertBody(
        new VideoRequest { Model = model, Prompt = "A cat playing piano" },
        $$"""
        {
          "model": "{{model}}",
          "input": { "prompt": "A cat playing piano" },
          "parameters": {
            "size": "1280*720",
            "duration": 5,
            "prompt_extend": true,
            "shot_type": "single",
            "watermark": false
          }
        }
        """);

    [Theory]
    [InlineData("wan2.6-t2v")]
    [InlineData("wan2.6-t2v-us")]
    public void A_text_request_with_all_parameters(string model) => AssertBody(
        new VideoRequest
        {
            Model = model,
            Prompt = "A cat playing piano",
            NegativePrompt = "blur",
            Audio = "https://example.com/song.wav",
            Duration = 15,
            Resolution = "1080p",
            AspectRatio = "9:16",
            ShotType = ShotType.Multi,
            Watermark = true,
            Seed = 2147483647,
            AdditionalProperty = new JsonObject { ["parameters"] = new JsonObject { ["new_field"] = 1 } },
        },
        $$"""
        {
          "model": "{{model}}",
          "input": {
            "prompt": "A cat playing piano",
            "negative_prompt": "blur",
            "audio_url": "https://example.com/song.wav"
          },
          "parameters": {
            "size": "1080*1920",
            "duration": 15,
            "prompt_extend": true,
            "shot_type": "multi",
            "watermark": true,
            "seed": 2147483647,
            "new_field": 1
          }
        }
        """);

    [Theory]
    [InlineData("wan2.6-i2v")]
    [InlineData("wan2.6-i2v-us")]
    public void An_image_request_with_required_parameters_only(string model) => AssertBody(
        new VideoRequest { Model = model, Prompt = "A cat playing piano", Image = [Image] },
        $$"""
        {
          "model": "{{model}}",
          "input": { "prompt": "A cat playing piano", "img_url": "https://example.com/image1.png" },
          "parameters": {
            "resolution": "720P",
            "duration": 5,
            "prompt_extend": true,
            "shot_type": "single",
            "watermark": false
          }
        }
        """);

    [Theory]
    [InlineData("wan2.6-i2v")]
    [InlineData("wan2.6-i2v-us")]
    public void An_image_request_with_all_parameters(string model) => AssertBody(
        new VideoRequest
        {
            Model = model,
            Prompt = "A cat playing piano",
            NegativePrompt = "blur",
            Image = [Image],
            Audio = "https://example.com/song.mp3",
            Duration = 10,
            Resolution = "1080p",
            NoPromptExtend = true,
            ShotType = ShotType.Single,
            Watermark = true,
            Seed = 7,
        },
        $$"""
        {
          "model": "{{model}}",
          "input": {
            "prompt": "A cat playing piano",
            "negative_prompt": "blur",
            "img_url": "https://example.com/image1.png",
            "audio_url": "https://example.com/song.mp3"
          },
          "parameters": {
            "resolution": "1080P",
            "duration": 10,
            "prompt_extend": false,
            "shot_type": "single",
            "watermark": true,
            "seed": 7
          }
        }
        """);

    [Fact]
    public void A_flash_image_request_with_required_parameters_only() => AssertBody(
        new VideoRequest { Model = "wan2.6-i2v-flash", Prompt = "A cat playing piano", Image = [Image] },
        """
        {
          "model": "wan2.6-i2v-flash",
          "input": { "prompt": "A cat playing piano", "img_url": "https://example.com/image1.png" },
          "parameters": {
            "resolution": "720P",
            "duration": 5,
            "prompt_extend": true,
            "shot_type": "single",
            "audio": true,
            "watermark": false
          }
        }
        """);

    [Fact]
    public void A_flash_image_request_with_all_parameters() => AssertBody(
        new VideoRequest
        {
            Model = "wan2.6-i2v-flash",
            Prompt = "A cat playing piano",
            NegativePrompt = "blur",
            Image = [Image],
            Audio = "https://example.com/song.wav",
            Duration = 2,
            Resolution = "1080p",
            ShotType = ShotType.Multi,
            Watermark = true,
            Seed = 0,
        },
        """
        {
          "model": "wan2.6-i2v-flash",
          "input": {
            "prompt": "A cat playing piano",
            "negative_prompt": "blur",
            "img_url": "https://example.com/image1.png",
            "audio_url": "https://example.com/song.wav"
          },
          "parameters": {
            "resolution": "1080P",
            "duration": 2,
            "prompt_extend": true,
            "shot_type": "multi",
            "audio": true,
            "watermark": true,
            "seed": 0
          }
        }
        """);

    [Fact]
    public void A_reference_request_with_required_parameters_only() => AssertBody(
        new VideoRequest { Model = "wan2.6-r2v", Prompt = "character1 dances", ReferenceVideo = ["https://example.com/dance.mp4"] },
        """
        {
          "model": "wan2.6-r2v",
          "input": { "prompt": "character1 dances", "reference_urls": ["https://example.com/dance.mp4"] },
          "parameters": {
            "size": "1280*720",
            "duration": 5,
            "shot_type": "single",
            "watermark": false
          }
        }
        """);

    [Fact]
    public void A_reference_request_with_all_parameters() => AssertBody(
        new VideoRequest
        {
            Model = "wan2.6-r2v",
            Prompt = "character1 dances with character3",
            NegativePrompt = "blur",
            ReferenceImage = ["https://example.com/3.png", "https://example.com/4.jpg"],
            ReferenceVideo = ["https://example.com/1.mp4", "https://example.com/2.mov"],
            Duration = 10,
            Resolution = "1080p",
            AspectRatio = "4:3",
            ShotType = ShotType.Multi,
            Watermark = true,
            Seed = 7,
        },
        """
        {
          "model": "wan2.6-r2v",
          "input": {
            "prompt": "character1 dances with character3",
            "negative_prompt": "blur",
            "reference_urls": ["https://example.com/1.mp4", "https://example.com/2.mov", "https://example.com/3.png", "https://example.com/4.jpg"]
          },
          "parameters": {
            "size": "1632*1248",
            "duration": 10,
            "shot_type": "multi",
            "watermark": true,
            "seed": 7
          }
        }
        """);

    [Fact]
    public void A_flash_reference_request_with_required_parameters_only() => AssertBody(
        new VideoRequest { Model = "wan2.6-r2v-flash", Prompt = "character1 dances", ReferenceImage = ["https://example.com/dancer.png"] },
        """
        {
          "model": "wan2.6-r2v-flash",
          "input": { "prompt": "character1 dances", "reference_urls": ["https://example.com/dancer.png"] },
          "parameters": {
            "size": "1280*720",
            "duration": 5,
            "shot_type": "single",
            "audio": true,
            "watermark": false
          }
        }
        """);

    [Fact]
    public void A_flash_reference_request_with_all_parameters() => AssertBody(
        new VideoRequest
        {
            Model = "wan2.6-r2v-flash",
            Prompt = "character1 dances with character4",
            NegativePrompt = "blur",
            ReferenceImage = ["https://example.com/4.png", "oss://dashscope-instant/x/5.png"],
            ReferenceVideo = ["https://example.com/1.mp4", "https://example.com/2.mov", "oss://dashscope-instant/x/3.mp4"],
            Duration = 2,
            Size = "1248x1632",
            ShotType = ShotType.Multi,
            NoSound = true,
            Watermark = true,
            Seed = 7,
        },
        """
        {
          "model": "wan2.6-r2v-flash",
          "input": {
            "prompt": "character1 dances with character4",
            "negative_prompt": "blur",
            "reference_urls": [
              "https://example.com/1.mp4", "https://example.com/2.mov", "oss://dashscope-instant/x/3.mp4",
              "https://example.com/4.png", "oss://dashscope-instant/x/5.png"
            ]
          },
          "parameters": {
            "size": "1248*1632",
            "duration": 2,
            "shot_type": "multi",
            "audio": false,
            "watermark": true,
            "seed": 7
          }
        }
        """);

    [Theory]
    [InlineData("oss://dashscope-instant/x/image1.png")]
    [InlineData("data:image/png;base64,iVBORw0KGgo=")]
    public void An_image_can_be_an_oss_URL_or_inline(string image) => AssertBody(
        new VideoRequest { Model = "wan2.6-i2v-flash", Prompt = "A cat playing piano", Image = [image], NoSound = true, NoPromptExtend = true },
        $$"""
        {
          "model": "wan2.6-i2v-flash",
          "input": { "prompt": "A cat playing piano", "img_url": "{{image}}" },
          "parameters": {
            "resolution": "720P",
            "duration": 5,
            "prompt_extend": false,
            "shot_type": "single",
            "audio": false,
            "watermark": false
          }
        }
        """);

    [Theory]
    [InlineData("720p", "16:9", "1280*720")]
    [InlineData("720p", "9:16", "720*1280")]
    [InlineData("720p", "1:1", "960*960")]
    [InlineData("720p", "4:3", "1088*832")]
    [InlineData("720p", "3:4", "832*1088")]
    [InlineData("1080p", "16:9", "1920*1080")]
    [InlineData("1080p", "9:16", "1080*1920")]
    [InlineData("1080p", "1:1", "1440*1440")]
    [InlineData("1080p", "4:3", "1632*1248")]
    [InlineData("1080p", "3:4", "1248*1632")]
    public void Resolution_and_aspect_ratio_are_equivalent_to_a_size(string resolution, string aspectRatio, string size)
    {
        var request = new VideoRequest { Model = "wan2.6-t2v", Prompt = "A cat playing piano" };
        var body =
            $$"""
            {
              "model": "wan2.6-t2v",
              "input": { "prompt": "A cat playing piano" },
              "parameters": { "size": "{{size}}", "duration": 5, "prompt_extend": true, "shot_type": "single", "watermark": false }
            }
            """;

        AssertBody(request with { Resolution = resolution, AspectRatio = aspectRatio }, body);
        AssertBody(request with { Size = size.Replace('*', 'x') }, body);
    }

    [Fact]
    public void A_resolution_alone_is_16_to_9() => AssertBody(
        new VideoRequest { Model = "wan2.6-t2v", Prompt = "A cat playing piano", Resolution = "1080p" },
        """
        {
          "model": "wan2.6-t2v",
          "input": { "prompt": "A cat playing piano" },
          "parameters": { "size": "1920*1080", "duration": 5, "prompt_extend": true, "shot_type": "single", "watermark": false }
        }
        """);

    private static void AssertBody(VideoRequest request, string body)
    {
        var catalog = request.Model!.EndsWith("-us", StringComparison.Ordinal) ? Virginia : Beijing;
        ComposedBody.AssertEqual(catalog, request, body);
    }
}
