using System.Text.Json.Nodes;
using WanVideo.Catalog;
using WanVideo.Providers.AceData;

namespace WanVideo.Tests.AceData;

/// <summary>The body of a create request, compared with bodies written by hand from AceData's page. It is always asynchronous, and the model determines the action.</summary>
public sealed class AceDataRequestTests
{
    private const string Image = "https://example.com/image1.png";

    private static readonly ModelCatalog Catalog = AceDataCatalog.Create("AceData");

    [Fact]
    public void A_text_request_with_required_parameters_only() => AssertBody(
        new VideoRequest { Model = "wan2.6-t2v", Prompt = "A cat playing piano" },
        """
        {
          "action": "text2video",
          "model": "wan2.6-t2v",
          "prompt": "A cat playing piano",
          "duration": 5,
          "resolution": "720P",
          "shot_type": "single",
          "audio": true,
          "prompt_extend": true,
          "async": true
        }
        """);

    [Fact]
    public void A_text_request_with_all_parameters() => AssertBody(
        new VideoRequest
        {
            Model = "WAN2.6-T2V",
            Prompt = "A cat playing piano",
            NegativePrompt = "blur",
            Audio = "https://example.com/song.mp3",
            Duration = 15,
            Resolution = "1080p",
            AspectRatio = "4:3",
            ShotType = ShotType.Multi,
            CallbackUrl = "https://your-domain.com/done",
            AdditionalProperty = new JsonObject { ["timeout"] = 900 },
        },
        """
        {
          "action": "text2video",
          "model": "wan2.6-t2v",
          "prompt": "A cat playing piano",
          "negative_prompt": "blur",
          "audio_url": "https://example.com/song.mp3",
          "duration": 15,
          "resolution": "1080P",
          "size": "1632*1248",
          "shot_type": "multi",
          "audio": true,
          "prompt_extend": true,
          "callback_url": "https://your-domain.com/done",
          "async": true,
          "timeout": 900
        }
        """);

    [Theory]
    [InlineData("wan2.6-i2v")]
    [InlineData("wan2.6-i2v-flash")]
    public void An_image_request_with_required_parameters_only(string model) => AssertBody(
        new VideoRequest { Model = model, Prompt = "A cat playing piano", Image = [Image] },
        $$"""
        {
          "action": "image2video",
          "model": "{{model}}",
          "prompt": "A cat playing piano",
          "image_url": "https://example.com/image1.png",
          "duration": 5,
          "resolution": "720P",
          "shot_type": "single",
          "audio": true,
          "prompt_extend": true,
          "async": true
        }
        """);

    [Theory]
    [InlineData("wan2.6-i2v")]
    [InlineData("wan2.6-i2v-flash")]
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
            ShotType = ShotType.Multi,
            CallbackUrl = "https://your-domain.com/done",
        },
        $$"""
        {
          "action": "image2video",
          "model": "{{model}}",
          "prompt": "A cat playing piano",
          "negative_prompt": "blur",
          "image_url": "https://example.com/image1.png",
          "audio_url": "https://example.com/song.mp3",
          "duration": 10,
          "resolution": "1080P",
          "shot_type": "multi",
          "audio": true,
          "prompt_extend": true,
          "callback_url": "https://your-domain.com/done",
          "async": true
        }
        """);

    [Fact]
    public void A_reference_request_with_required_parameters_only() => AssertBody(
        new VideoRequest { Model = "wan2.6-r2v", Prompt = "A person dancing", ReferenceVideo = ["https://example.com/dance.mp4"] },
        """
        {
          "action": "image2video",
          "model": "wan2.6-r2v",
          "prompt": "A person dancing",
          "reference_video_urls": ["https://example.com/dance.mp4"],
          "duration": 5,
          "resolution": "720P",
          "shot_type": "single",
          "audio": true,
          "prompt_extend": true,
          "async": true
        }
        """);

    [Fact]
    public void A_reference_request_with_all_parameters() => AssertBody(
        new VideoRequest
        {
            Model = "wan2.6-r2v",
            Prompt = "A person dancing",
            NegativePrompt = "blur",
            ReferenceVideo = ["https://example.com/1.mp4", "https://example.com/2.mov", "https://example.com/3.mp4"],
            Duration = 10,
            Resolution = "1080p",
            AspectRatio = "3:4",
            ShotType = ShotType.Multi,
            NoSound = true,
            CallbackUrl = "https://your-domain.com/done",
        },
        """
        {
          "action": "image2video",
          "model": "wan2.6-r2v",
          "prompt": "A person dancing",
          "negative_prompt": "blur",
          "reference_video_urls": ["https://example.com/1.mp4", "https://example.com/2.mov", "https://example.com/3.mp4"],
          "duration": 10,
          "resolution": "1080P",
          "size": "1248*1632",
          "shot_type": "multi",
          "audio": false,
          "prompt_extend": true,
          "callback_url": "https://your-domain.com/done",
          "async": true
        }
        """);

    [Theory]
    [InlineData("wan2.6-t2v", "text2video", null, null)]
    [InlineData("wan2.6-i2v", "image2video", "image_url", null)]
    [InlineData("wan2.6-i2v-flash", "image2video", "image_url", null)]
    [InlineData("wan2.6-r2v", "image2video", null, "reference_video_urls")]
    public void Disabled_options_are_sent_as_false(string model, string action, string? image, string? video)
    {
        var expected = new JsonObject
        {
            ["action"] = action,
            ["model"] = model,
            ["prompt"] = "A cat playing piano",
            ["duration"] = 5,
            ["resolution"] = "720P",
            ["shot_type"] = "single",
            ["audio"] = false,
            ["prompt_extend"] = false,
            ["async"] = true,
        };
        if (image is not null)
        {
            expected[image] = Image;
        }

        if (video is not null)
        {
            expected[video] = new JsonArray("https://example.com/dance.mp4");
        }

        AssertBody(
            new VideoRequest
            {
                Model = model,
                Prompt = "A cat playing piano",
                Image = image is null ? [] : [Image],
                ReferenceVideo = video is null ? [] : ["https://example.com/dance.mp4"],
                NoSound = true,
                NoPromptExtend = true,
            },
            expected.ToJsonString());
    }

    [Theory]
    [InlineData("16:9", "720p", "1280*720")]
    [InlineData("9:16", "720p", "720*1280")]
    [InlineData("1:1", "720p", "960*960")]
    [InlineData("4:3", "720p", "1088*832")]
    [InlineData("3:4", "720p", "832*1088")]
    [InlineData("16:9", "1080p", "1920*1080")]
    [InlineData("9:16", "1080p", "1080*1920")]
    [InlineData("1:1", "1080p", "1440*1440")]
    [InlineData("4:3", "1080p", "1632*1248")]
    [InlineData("3:4", "1080p", "1248*1632")]
    public void An_aspect_ratio_is_sent_as_a_size_of_the_resolution(string aspectRatio, string resolution, string size) => AssertBody(
        new VideoRequest { Model = "wan2.6-t2v", Prompt = "A cat playing piano", AspectRatio = aspectRatio, Resolution = resolution },
        FromPrompt(size, resolution.ToUpperInvariant()));

    [Fact]
    public void An_aspect_ratio_alone_uses_the_default_resolution() => AssertBody(
        new VideoRequest { Model = "wan2.6-t2v", Prompt = "A cat playing piano", AspectRatio = "9:16" },
        FromPrompt("720*1280", "720P"));

    [Fact]
    public void A_size_determines_the_resolution()
    {
        AssertBody(new VideoRequest { Model = "wan2.6-t2v", Prompt = "A cat playing piano", Size = "1920x1080" }, FromPrompt("1920*1080", "1080P"));
        AssertBody(
            new VideoRequest { Model = "wan2.6-r2v", Prompt = "A person dancing", ReferenceVideo = ["https://example.com/dance.mp4"], Size = "1920x1080" },
            """
            {
              "action": "image2video",
              "model": "wan2.6-r2v",
              "prompt": "A person dancing",
              "reference_video_urls": ["https://example.com/dance.mp4"],
              "duration": 5,
              "resolution": "1080P",
              "size": "1920*1080",
              "shot_type": "single",
              "audio": true,
              "prompt_extend": true,
              "async": true
            }
            """);
    }

    [Fact]
    public void Every_model_has_the_lowest_resolution()
    {
        AssertResolution(new VideoRequest { Model = "wan2.6-t2v", Prompt = "A cat" });
        AssertResolution(new VideoRequest { Model = "wan2.6-i2v", Prompt = "A cat", Image = [Image] });
        AssertResolution(new VideoRequest { Model = "wan2.6-i2v-flash", Prompt = "A cat", Image = [Image] });
        AssertResolution(new VideoRequest { Model = "wan2.6-r2v", Prompt = "A cat", ReferenceVideo = ["https://example.com/dance.mp4"] });

        static void AssertResolution(VideoRequest request)
        {
            var body = Catalog.Prepare(request with { Resolution = "480p" }).Body;
            Assert.Equal("480P", (string?)body["resolution"]);
            Assert.False(body.ContainsKey("size"));
        }
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void A_synchronous_request_cannot_be_sent(bool isAsync)
    {
        var request = new VideoRequest { Prompt = "A cat playing piano", AdditionalProperty = new JsonObject { ["async"] = isAsync } };
        var exception = Assert.Throws<VideoException>(() => Catalog.Prepare(request));

        Assert.Equal(VideoErrorKind.InvalidParameter, exception.Error.Kind);
        Assert.Contains("-AdditionalProperty has 'async', which the module sets", exception.Message, StringComparison.Ordinal);
    }

    private static string FromPrompt(string size, string resolution) =>
        $$"""
        {
          "action": "text2video",
          "model": "wan2.6-t2v",
          "prompt": "A cat playing piano",
          "duration": 5,
          "resolution": "{{resolution}}",
          "size": "{{size}}",
          "shot_type": "single",
          "audio": true,
          "prompt_extend": true,
          "async": true
        }
        """;

    private static void AssertBody(VideoRequest request, string body) => ComposedBody.AssertEqual(Catalog, request, body);
}
