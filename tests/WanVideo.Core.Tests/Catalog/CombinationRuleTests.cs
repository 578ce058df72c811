using WanVideo.Catalog;

namespace WanVideo.Tests.Catalog;

public sealed class CombinationRuleTests
{
    private static readonly VideoRequest Frames = new() { Image = ["a"], LastFrame = "b" };

    [Fact]
    public void Exclusive_parameters_are_named_in_the_error()
    {
        var rule = new ExclusionRule([VideoParameters.Image, VideoParameters.LastFrame], [VideoParameters.ReferenceVideo, VideoParameters.ReferenceImage]);

        Assert.Null(rule.Validate(Frames, "m"));
        Assert.Null(rule.Validate(new() { ReferenceVideo = ["c"], ReferenceImage = ["d"] }, "m"));
        Assert.Equal("-LastFrame and -ReferenceImage cannot be combined. Omit one of them.", rule.Validate(new() { LastFrame = "b", ReferenceImage = ["d"] }, "m"));
        Assert.Equal(
            "-Image and -LastFrame cannot be combined with -ReferenceVideo. Omit -Image and -LastFrame, or omit -ReferenceVideo.",
            rule.Validate(Frames with { ReferenceVideo = ["c"] }, "m"));
        Assert.Equal("-Image or -LastFrame cannot be combined with -ReferenceVideo or -ReferenceImage.", rule.Description);
    }

    [Fact]
    public void Values_of_several_parameters_are_counted_together()
    {
        var rule = new CountRule([VideoParameters.ReferenceVideo, VideoParameters.ReferenceImage], Minimum: 1, Maximum: 2);

        Assert.Null(rule.Validate(new() { ReferenceVideo = ["c"], ReferenceImage = ["d"] }, "m"));
        Assert.Equal("-ReferenceVideo and -ReferenceImage are both missing; m takes at least one of them.", rule.Validate(new(), "m"));
        Assert.Equal("-ReferenceImage has 3 URLs; m takes 2 of both together.", rule.Validate(new() { ReferenceImage = ["d", "e", "f"] }, "m"));
        Assert.Equal("-ReferenceVideo and -ReferenceImage have 1 to 2 values together.", rule.Description);
        Assert.Equal("At least one of -ReferenceVideo and -ReferenceImage is required.", (rule with { Maximum = null }).Description);
        Assert.Equal("-ReferenceVideo and -ReferenceImage have at most 2 values together.", (rule with { Minimum = 0 }).Description);
        Assert.Null((rule with { Minimum = 0 }).Validate(new(), "m"));
    }

    [Fact]
    public void A_paired_parameter_has_no_more_values_than_its_partners()
    {
        var rule = new PairRule(VideoParameters.ReferenceAudio, [VideoParameters.ReferenceVideo, VideoParameters.ReferenceImage]);

        Assert.Null(rule.Validate(new() { ReferenceVideo = ["c"], ReferenceImage = ["d"], ReferenceAudio = ["e", "f"] }, "m"));
        Assert.Equal("-ReferenceAudio has 2 URLs for 1 in -ReferenceVideo and -ReferenceImage; m takes one for each.", rule.Validate(new() { ReferenceImage = ["d"], ReferenceAudio = ["e", "f"] }, "m"));
    }

    [Theory]
    [InlineData(15, 15, false)]
    [InlineData(15, 16, true)]
    [InlineData(16, 2, true)]
    public void Input_and_output_have_limits(int input, int output, bool isRejected) => Assert.Equal(
        isRejected,
        new SecondsRule { MaximumInput = 15, MaximumTotal = 30 }.Validate(new() { ReferenceVideoDuration = [input], Duration = output }, "m") is not null);

    [Fact]
    public void Unknown_durations_are_not_rejected()
    {
        var rule = new SecondsRule { MaximumInput = 15, MaximumTotal = 30, IncludesInput = true };

        Assert.Null(rule.Validate(new() { ReferenceVideo = ["c"], Duration = 30 }, "m"));
        Assert.Null(rule.Validate(new() { ReferenceVideoDuration = [15], Duration = -1 }, "m"));
        Assert.Equal("-Duration is 5, which includes the 5 seconds of -Video; m takes a greater -Duration.", rule.Validate(new() { ReferenceVideoDuration = [5], Duration = 5 }, "m"));
    }

    [Fact]
    public void Media_share_an_array_of_typed_items()
    {
        var model = new VideoModel(
            "m",
            VideoKind.AnyToVideo,
            [
                new MediaParameter(VideoParameters.ReferenceVideo, "input.media", MediaFormats.AnyVideo, 5) { ItemType = "video" },
                new MediaParameter(VideoParameters.ReferenceImage, "input.media", MediaFormats.AnyImage, 5) { ItemType = "image" },
                new MediaParameter(VideoParameters.ReferenceAudio, "input.media", MediaFormats.AnyAudio, 5) { ItemMember = "voice" },
                new MediaParameter(VideoParameters.Image, "input.media", MediaFormats.AnyImage) { ItemType = "first" },
            ])
        {
            Mode = new("mode", (VideoParameters.Image, "frame"), (VideoParameters.ReferenceImage, "reference")),
        };
        var request = new VideoRequest
        {
            Model = "m", ReferenceVideo = ["https://e.com/1.mp4"], ReferenceImage = ["https://e.com/2.png"], ReferenceAudio = ["https://e.com/v.mp3"], Image = ["https://e.com/3.png"],
        };

        Assert.Equal(
            """{"model":"m","mode":"frame","input":{"media":[{"type":"video","url":"https://e.com/1.mp4","voice":"https://e.com/v.mp3"},{"type":"image","url":"https://e.com/2.png"},{"type":"first","url":"https://e.com/3.png"}]}}""",
            new ModelCatalog("P", [model]).Prepare(request).Body.ToJsonString());
    }

    [Fact]
    public void The_first_family_is_the_default_and_a_model_without_a_family_is_in_it()
    {
        var prompt = new TextParameter(VideoParameters.Prompt, "prompt");
        var image = new MediaParameter(VideoParameters.Image, "image", MediaFormats.AnyImage) { IsRequired = true };
        var catalog = new ModelCatalog("P", [new("wan1.0-text", VideoKind.TextToVideo, [prompt]), new("wan2.0-image", VideoKind.ImageToVideo, [image]), new("house", VideoKind.ImageToVideo, [image])]);

        Assert.Equal(["wan1.0", "wan2.0"], catalog.Families);
        Assert.Equal("wan1.0-text", catalog.Prepare(new() { Prompt = "A cat" }).Model.Name);
        Assert.Equal("house", catalog.Prepare(new() { Image = ["https://e.com/1.png"] }).Model.Name);
        Assert.Equal("wan2.0-image", catalog.Prepare(new() { Model = "wan2.0", Image = ["https://e.com/1.png"] }).Model.Name);
        Assert.True(catalog.Prepare(new() { Model = "wan1.0", Prompt = "A cat" }).IsDefaultModel);
        Assert.False(catalog.Prepare(new() { Model = "wan2.0", Image = ["https://e.com/1.png"] }).IsDefaultModel);
    }
}
