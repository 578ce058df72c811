using WanVideo.Catalog;
using static WanVideo.Catalog.VideoKind;
using Wire = WanVideo.Providers.ModelStream.ModelStreamWire.Field;

namespace WanVideo.Providers.ModelStream;

/// <summary>
/// The models on ModelStream's own pages. Source: modelstream.ai/docs/api/createVideoGeneration, one form_schema per model. Other New API hosts
/// and other models are described by a <see cref="SchemaFile"/>.
/// </summary>
internal static class ModelStreamCatalog
{
    private static readonly MediaFormats ImageFormats = new("an image", ".jpeg", ".jpg", ".png", ".bmp", ".webp");

    public static ModelCatalog Create(string provider) => new(provider, CreateModels(""));

    /// <param name="prefix">
    /// The path of the object that contains the models' own fields, with a trailing dot; empty if they are at the top. The fields of New API's
    /// operation (<see cref="Wire.Generic"/>) are always at the top.
    /// </param>
    public static IReadOnlyList<VideoModel> CreateModels(string prefix)
    {
        ModelParameter prompt = new TextParameter(VideoParameters.Prompt, Wire.Prompt) { IsRequired = true };
        ModelParameter negativePrompt = new TextParameter(VideoParameters.NegativePrompt, prefix + Wire.NegativePrompt, MaximumLength: 500);
        ModelParameter shotType = new ChoiceParameter(VideoParameters.ShotType, prefix + Wire.ShotType, [new("Single", "single"), new("Multi", "multi")]) { Default = "Single" };
        ModelParameter noAudio = new FlagParameter(VideoParameters.NoSound, prefix + Wire.MakeAudio, ValueIfSet: false);
        ModelParameter watermark = new FlagParameter(VideoParameters.Watermark, prefix + Wire.Watermark, ValueIfSet: true);
        ModelParameter seed = new NumberParameter<int>(VideoParameters.Seed, Wire.Seed, 0, int.MaxValue);
        var duration = new NumberParameter<int>(VideoParameters.Duration, Wire.Duration, 2, 15) { Unit = "seconds", Default = 5 };
        return
        [
            new(
                "wan2.6-i2v-flash",
                ImageToVideo,
                [
                    prompt,
                    negativePrompt,
                    new MediaParameter(VideoParameters.Image, prefix + Wire.Image, ImageFormats) { IsRequired = true },
                    duration,
                    new ChoiceParameter(VideoParameters.Resolution, prefix + Wire.Resolution, [new("720p", "720P"), new("1080p", "1080P")]) { Default = "720p" },
                    shotType,
                    new FlagParameter(VideoParameters.NoPromptExtend, prefix + Wire.PromptExtend, ValueIfSet: false),
                    new MediaParameter(VideoParameters.Audio, prefix + Wire.Audio, new("an audio file", ".wav", ".mp3")),
                    noAudio,
                    watermark,
                    seed,
                ]),
            new(
                "wan2.6-r2v",
                ReferenceToVideo,
                [
                    prompt,
                    negativePrompt,
                    new MediaParameter(VideoParameters.ReferenceVideo, prefix + Wire.References, new("a video", ".mp4", ".mov"), MaximumCount: 3) { IsArray = true, MaximumSharedCount = 5, DurationLimits = (1, 30) },
                    new MediaParameter(VideoParameters.ReferenceImage, prefix + Wire.References, ImageFormats, MaximumCount: 5) { IsArray = true, MaximumSharedCount = 5 },
                    duration with { Maximum = 10 },
                    new ChoiceParameter(VideoParameters.Resolution, WireName: null, ["720p", "1080p"]) { Default = "720p" },
                    new ChoiceParameter(VideoParameters.AspectRatio, WireName: null, [.. WanFrameSizes.AspectRatios.Select(Choice.FromString)]),
                    new SizeParameter(prefix + Wire.Size) { AllowsAnySize = true },
                    shotType,
                    noAudio,
                    watermark,
                    seed,
                ])
            {
                Billing = BillingRule.OutputAndUnknownInput,
            },
        ];
    }
}
