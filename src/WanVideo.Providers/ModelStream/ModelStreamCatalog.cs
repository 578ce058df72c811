using WanVideo.Catalog;
using static WanVideo.Catalog.VideoKind;
using static WanVideo.VideoParameter;
using Wire = WanVideo.Providers.ModelStream.ModelStreamWire.Field;

namespace WanVideo.Providers.ModelStream;

/// <summary>
/// The models of ModelStream's own pages. Source: modelstream.ai/docs/api/createVideoGeneration, one form_schema a model. Other hosts of New
/// API, and other models, are described by a file: see <see cref="SchemaFile"/>.
/// </summary>
internal static class ModelStreamCatalog
{
    private static readonly MediaFormats ImageFormats = new("an image", ".jpeg", ".jpg", ".png", ".bmp", ".webp");

    public static ModelCatalog Of(string provider) => new(provider, Models(""));

    /// <param name="prefix">
    /// What the names of the models' own fields begin with: the object that they are in, if they are in one. Those of New API's own operation
    /// (<see cref="Wire.Generic"/>) are never in it.
    /// </param>
    public static IReadOnlyList<VideoModel> Models(string prefix)
    {
        ModelParameter text = new TextParameter(Prompt, Wire.Prompt) { IsRequired = true };
        ModelParameter not = new TextParameter(NegativePrompt, prefix + Wire.NegativePrompt, MaximumLength: 500);
        ModelParameter shots = new ChoiceParameter(VideoParameter.ShotType, prefix + Wire.ShotType, [new("Single", "single"), new("Multi", "multi")]) { DefaultWord = "Single" };
        ModelParameter soundMaking = new FlagParameter(NoAudio, prefix + Wire.MakeAudio, WhenGiven: false);
        ModelParameter mark = new FlagParameter(Watermark, prefix + Wire.Watermark, WhenGiven: true);
        ModelParameter chance = new IntegerParameter(Seed, Wire.Seed, 0, int.MaxValue);
        return
        [
            new(
                "wan2.6-i2v-flash",
                ImageToVideo,
                [
                    text,
                    not,
                    new MediaParameter(ImageUrl, prefix + Wire.Image, ImageFormats) { IsRequired = true },
                    Seconds(2, 15),
                    new ChoiceParameter(Resolution, prefix + Wire.Resolution, [new("720p", "720P"), new("1080p", "1080P")]) { DefaultWord = "720p" },
                    shots,
                    new FlagParameter(NoPromptExtend, prefix + Wire.PromptExtend, WhenGiven: false),
                    new MediaParameter(AudioUrl, prefix + Wire.Audio, new("a sound", ".wav", ".mp3")),
                    soundMaking,
                    mark,
                    chance,
                ]),
            new(
                "wan2.6-r2v",
                ReferenceToVideo,
                [
                    text,
                    not,
                    new MediaParameter(ReferenceVideoUrl, prefix + Wire.References, new("a video", ".mp4", ".mov"), MaximumCount: 3) { IsArray = true, MaximumTogether = 5, Seconds = (1, 30) },
                    new MediaParameter(ReferenceImageUrl, prefix + Wire.References, ImageFormats, MaximumCount: 5) { IsArray = true, MaximumTogether = 5 },
                    Seconds(2, 10),
                    new ChoiceParameter(Resolution, WireName: null, ["720p", "1080p"]) { DefaultWord = "720p" },
                    new ChoiceParameter(AspectRatio, WireName: null, [.. WanFrameSizes.Shapes.Select(shape => (Choice)shape)]),
                    new SizeParameter(prefix + Wire.Size) { IsOpen = true },
                    shots,
                    soundMaking,
                    mark,
                    chance,
                ])
            {
                Billing = BillingRule.OutputAndUnknownInput,
            },
        ];

        ModelParameter Seconds(int minimum, int maximum) =>
            new IntegerParameter(Duration, Wire.Duration, minimum, maximum) { Unit = "seconds", DefaultNumber = 5 };
    }
}
