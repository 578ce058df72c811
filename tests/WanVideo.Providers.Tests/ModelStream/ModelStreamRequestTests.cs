using WanVideo.Catalog;
using WanVideo.Providers.ModelStream;

namespace WanVideo.Tests.ModelStream;

/// <summary>
/// The body of a create request, compared with bodies written by hand from ModelStream's pages. There a model's own fields are at the top level. Other hosts
/// of New API have them in <c>metadata</c>, which has the shape of DashScope's request, beside the fields that New API reads itself.
/// </summary>
public sealed class ModelStreamRequestTests
{
    private static readonly ModelCatalog Flat = ModelStreamCatalog.Create("ModelStream");
    private static readonly ModelCatalog Nested = new("ModelStream", ModelStreamCatalog.MetadataModels);

    private static VideoRequest MinimalFromImage => new() { Model = "wan2.6-i2v-flash", Prompt = "A cat playing piano", Image = ["https://example.com/image1.png"] };

    private static VideoRequest FullFromImage => MinimalFromImage with
    {
        NegativePrompt = "blur",
        Audio = "https://example.com/song.wav",
        Duration = 15,
        Resolution = "1080p",
        ShotType = ShotType.Multi,
        Watermark = true,
        Seed = 2147483647,
    };

    private static VideoRequest MinimalFromReferences => new() { Model = "wan2.6-r2v", Prompt = "character1 dances", ReferenceVideo = ["https://example.com/1.mp4"] };

    private static VideoRequest FullFromReferences => new()
    {
        Model = "wan2.6-r2v",
        Prompt = "character1 dances with character4",
        NegativePrompt = "blur",
        ReferenceImage = ["https://example.com/4.png", "https://example.com/5.webp"],
        ReferenceVideo = ["https://example.com/1.mp4", "https://example.com/2.mov", "https://example.com/3.mp4"],
        Duration = 10,
        Resolution = "1080p",
        AspectRatio = "9:16",
        ShotType = ShotType.Multi,
        NoSound = true,
        Watermark = true,
        Seed = 0,
    };

    [Fact]
    public void An_image_request_with_required_parameters_only() => AssertBody(
        Flat,
        MinimalFromImage,
        """
        {
          "model": "wan2.6-i2v-flash",
          "prompt": "A cat playing piano",
          "img_url": "https://example.com/image1.png",
          "resolution": "720P",
          "duration": 5,
          "prompt_extend": true,
          "shot_type": "single",
          "audio": true,
          "watermark": false
        }
        """);

    [Fact]
    public void An_image_request_with_all_parameters() => AssertBody(
        Flat,
        FullFromImage,
        """
        {
          "model": "wan2.6-i2v-flash",
          "prompt": "A cat playing piano",
          "negative_prompt": "blur",
          "img_url": "https://example.com/image1.png",
          "audio_url": "https://example.com/song.wav",
          "resolution": "1080P",
          "duration": 15,
          "prompt_extend": true,
          "shot_type": "multi",
          "audio": true,
          "watermark": true,
          "seed": 2147483647
        }
        """);

    [Fact]
    public void Disabled_options_are_sent_as_false() => AssertBody(
        Flat,
        MinimalFromImage with { NoSound = true, NoPromptExtend = true },
        """
        {
          "model": "wan2.6-i2v-flash",
          "prompt": "A cat playing piano",
          "img_url": "https://example.com/image1.png",
          "resolution": "720P",
          "duration": 5,
          "prompt_extend": false,
          "shot_type": "single",
          "audio": false,
          "watermark": false
        }
        """);

    [Fact]
    public void A_reference_request_with_required_parameters_only() => AssertBody(
        Flat,
        MinimalFromReferences,
        """
        {
          "model": "wan2.6-r2v",
          "prompt": "character1 dances",
          "refs": ["https://example.com/1.mp4"],
          "size": "1280*720",
          "duration": 5,
          "shot_type": "single",
          "audio": true,
          "watermark": false
        }
        """);

    [Fact]
    public void A_reference_request_with_all_parameters() => AssertBody(
        Flat,
        FullFromReferences,
        """
        {
          "model": "wan2.6-r2v",
          "prompt": "character1 dances with character4",
          "negative_prompt": "blur",
          "refs": [
            "https://example.com/1.mp4", "https://example.com/2.mov", "https://example.com/3.mp4",
            "https://example.com/4.png", "https://example.com/5.webp"
          ],
          "size": "1080*1920",
          "duration": 10,
          "shot_type": "multi",
          "audio": false,
          "watermark": true,
          "seed": 0
        }
        """);

    [Fact]
    public void An_image_request_with_required_parameters_only_in_metadata() => AssertBody(
        Nested,
        MinimalFromImage,
        """
        {
          "model": "wan2.6-i2v-flash",
          "prompt": "A cat playing piano",
          "input_reference": "https://example.com/image1.png",
          "duration": 5,
          "size": "720P",
          "metadata": {
            "parameters": { "prompt_extend": true, "audio": true, "watermark": false }
          }
        }
        """);

    [Fact]
    public void An_image_request_with_all_parameters_in_metadata() => AssertBody(
        Nested,
        FullFromImage with { ShotType = null },
        """
        {
          "model": "wan2.6-i2v-flash",
          "prompt": "A cat playing piano",
          "input_reference": "https://example.com/image1.png",
          "duration": 15,
          "size": "1080P",
          "metadata": {
            "input": { "negative_prompt": "blur", "audio_url": "https://example.com/song.wav" },
            "parameters": { "prompt_extend": true, "audio": true, "watermark": true, "seed": 2147483647 }
          }
        }
        """);

    [Fact]
    public void A_stock_host_has_no_parameter_that_it_would_drop()
    {
        Assert.Equal(["wan2.6-i2v-flash"], Nested.Models.Select(model => model.Name));
        Assert.Throws<VideoException>(() => Nested.Prepare(MinimalFromImage with { ShotType = ShotType.Multi }));
    }

    [Fact]
    public void A_size_is_sent_for_resolution_and_aspect_ratio() => AssertBody(
        Flat,
        MinimalFromReferences with { Size = "960x960" },
        """
        {
          "model": "wan2.6-r2v",
          "prompt": "character1 dances",
          "refs": ["https://example.com/1.mp4"],
          "size": "960*960",
          "duration": 5,
          "shot_type": "single",
          "audio": true,
          "watermark": false
        }
        """);

    private static void AssertBody(ModelCatalog catalog, VideoRequest request, string body)
    {
        ComposedBody.AssertEqual(catalog, request, body);
    }
}
