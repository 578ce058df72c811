using System.Text.Json.Nodes;

namespace WanVideo.Tests.Catalog;

public sealed class VideoParametersTests
{
    // Every property of a request with a value in it.
    private static readonly VideoRequest Full = new()
    {
        Model = "m",
        Prompt = "A cat",
        NegativePrompt = "blur",
        Image = ["https://example.com/cat.png"],
        LastFrame = "https://example.com/last.png",
        Video = "https://example.com/clip.mp4",
        ReferenceVideo = ["https://example.com/cat.mp4"],
        ReferenceImage = ["https://example.com/dog.png"],
        ReferenceVideoDuration = [3],
        ReferenceAudio = ["https://example.com/voice.mp3"],
        ReferenceFile = "https://example.com/script.pdf",
        ReferenceLink = "https://example.com/story",
        Audio = "https://example.com/cat.mp3",
        Duration = 5,
        Resolution = "720p",
        AspectRatio = "16:9",
        Size = "1280x720",
        ShotType = ShotType.Multi,
        NoSound = true,
        KeepSound = true,
        NoPromptExtend = true,
        Watermark = true,
        Seed = 0,
        CallbackUrl = "https://example.com/done",
        AdditionalProperty = new JsonObject(),
    };

    [Fact]
    public void Each_property_of_a_request_that_is_sent_has_a_definition_of_the_same_name() =>
        Assert.Equal(
            typeof(VideoRequest).GetProperties().Select(property => property.Name).Except(["Model", "ReferenceVideoDuration", "AdditionalProperty"]),
            VideoParameters.All.Select(definition => definition.Name));

    [Fact]
    public void No_parameter_of_a_new_request_has_a_value() => Assert.DoesNotContain(VideoParameters.All, definition => definition.HasValue(new VideoRequest()));

    [Fact]
    public void Each_set_parameter_has_a_value() => Assert.All(VideoParameters.All, definition => Assert.True(definition.HasValue(Full), definition.Name));

    [Fact]
    public void A_definition_reads_the_value_of_its_property()
    {
        Assert.Equal("blur", VideoParameters.NegativePrompt.GetValue(Full));
        Assert.Equal(["https://example.com/dog.png"], VideoParameters.ReferenceImage.GetValue(Full));
        Assert.Equal(["https://example.com/cat.mp3"], VideoParameters.Audio.GetValue(Full));
        Assert.Equal(["https://example.com/last.png"], VideoParameters.LastFrame.GetValue(Full));
        Assert.Equal(["https://example.com/voice.mp3"], VideoParameters.ReferenceAudio.GetValue(Full));
        Assert.Equal("Multi", VideoParameters.ShotType.GetValue(Full));
        Assert.Equal(0, VideoParameters.Seed.GetValue(Full));
        Assert.Null(VideoParameters.Seed.GetValue(new VideoRequest()));
        Assert.True(VideoParameters.Watermark.GetValue(Full));
    }

    [Fact]
    public void A_definition_is_found_by_name_in_any_case()
    {
        Assert.Same(VideoParameters.NoPromptExtend, VideoParameters.Find("nopromptextend"));
        Assert.Null(VideoParameters.Find("Colour"));
    }
}
