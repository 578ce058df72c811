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

    private static readonly ModelParameter Prompt = new TextParameter(VideoParameters.Prompt, Wire.Prompt) { IsRequired = true };
    private static readonly ModelParameter NegativePrompt = new TextParameter(VideoParameters.NegativePrompt, Wire.NegativePrompt, MaximumLength: 500);
    private static readonly ModelParameter Image = new MediaParameter(VideoParameters.Image, Wire.Image, ImageFormats) { IsRequired = true };
    private static readonly ModelParameter Audio = new MediaParameter(VideoParameters.Audio, Wire.Audio, new("an audio file", ".wav", ".mp3"));
    private static readonly NumberParameter<int> Duration = new(VideoParameters.Duration, Wire.Duration, 2, 15) { Unit = "seconds", Default = 5 };
    private static readonly ModelParameter Resolution = new ChoiceParameter(VideoParameters.Resolution, Wire.Resolution, [new("720p", "720P"), new("1080p", "1080P")]) { Default = "720p" };
    private static readonly ModelParameter ShotType = new ChoiceParameter(VideoParameters.ShotType, Wire.ShotType, [new("Single", "single"), new("Multi", "multi")]) { Default = "Single" };
    private static readonly ModelParameter NoPromptExtend = new FlagParameter(VideoParameters.NoPromptExtend, Wire.PromptExtend, ValueIfSet: false);
    private static readonly ModelParameter NoSound = new FlagParameter(VideoParameters.NoSound, Wire.MakeAudio, ValueIfSet: false);
    private static readonly ModelParameter Watermark = new FlagParameter(VideoParameters.Watermark, Wire.Watermark, ValueIfSet: true);
    private static readonly ModelParameter Seed = new NumberParameter<int>(VideoParameters.Seed, Wire.Seed, 0, int.MaxValue);

    private static readonly CombinationRule[] AudioRules = [new ExclusionRule([VideoParameters.Audio], [VideoParameters.NoSound])];

    public static ModelCatalog Create(string provider) => new(provider, Models);

    /// <summary>The models of ModelStream. Their own fields are at the top level.</summary>
    public static IReadOnlyList<VideoModel> Models { get; } =
    [
        new("wan2.6-i2v-flash", ImageToVideo, [Prompt, NegativePrompt, Image, Duration, Resolution, ShotType, NoPromptExtend, Audio, NoSound, Watermark, Seed]) { Rules = AudioRules },
        new(
            "wan2.6-r2v",
            ReferenceToVideo,
            [
                Prompt,
                NegativePrompt,
                new MediaParameter(VideoParameters.ReferenceVideo, Wire.References, new("a video", ".mp4", ".mov"), MaximumCount: 3) { IsArray = true, DurationLimits = (1, 30) },
                new MediaParameter(VideoParameters.ReferenceImage, Wire.References, ImageFormats, MaximumCount: 5) { IsArray = true },
                Duration with { Maximum = 10 },
                new ChoiceParameter(VideoParameters.Resolution, WireName: null, ["720p", "1080p"]) { Default = "720p" },
                new ChoiceParameter(VideoParameters.AspectRatio, WireName: null, [.. WanFrameSizes.AspectRatios.Select(Choice.FromString)]),
                new SizeParameter(Wire.Size) { AllowsAnySize = true },
                ShotType,
                NoSound,
                Watermark,
                Seed,
            ])
        {
            Rules = [new CountRule([VideoParameters.ReferenceVideo, VideoParameters.ReferenceImage], Maximum: 5)],
            Billing = BillingRule.OutputAndUnknownInput,
        },
    ];

    /// <summary>
    /// The models of a stock New API host, whose metadata has the shape of DashScope's request. It has no fields for a shot type and for references. Source: New
    /// API's code, relay/channel/task/ali.
    /// </summary>
    public static IReadOnlyList<VideoModel> MetadataModels { get; } =
    [
        new(
            "wan2.6-i2v-flash",
            ImageToVideo,
            [
                Prompt,
                InMetadata(NegativePrompt, Wire.Input),
                Image with { WireName = Wire.InputReference },
                Duration,
                Resolution with { WireName = Wire.Size },
                InMetadata(NoPromptExtend, Wire.Parameters),
                InMetadata(Audio, Wire.Input),
                InMetadata(NoSound, Wire.Parameters),
                InMetadata(Watermark, Wire.Parameters),
                InMetadata(Seed, Wire.Parameters),
            ])
        { Rules = AudioRules },
    ];

    private static ModelParameter InMetadata(ModelParameter parameter, string parent) => parameter with { WireName = Wire.Metadata + parent + parameter.WireName };
}
