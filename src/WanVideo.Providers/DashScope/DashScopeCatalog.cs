using WanVideo.Catalog;
using static WanVideo.Catalog.VideoKind;
using Wire = WanVideo.Providers.DashScope.DashScopeWire.Field;

namespace WanVideo.Providers.DashScope;

/// <summary>
/// DashScope's models. Source: Alibaba Cloud Model Studio, the API references "text to video", "first frame (2.1-2.6)" and "reference to
/// video". Text and reference models take a size; image models take a resolution and keep the aspect ratio of the image.
/// </summary>
internal static class DashScopeCatalog
{
    private static readonly string[] RemoteSchemes = ["http", "https", DashScopeWire.OssScheme];
    private static readonly string[] RemoteAndDataSchemes = ["http", "https", "data", DashScopeWire.OssScheme];
    private static readonly MediaFormats ImageFormats = new("an image", ".jpeg", ".jpg", ".png", ".bmp", ".webp");

    private static readonly ModelParameter Prompt = new TextParameter(VideoParameters.Prompt, Wire.Prompt, MaximumLength: 1500) { IsRequired = true };

    private static readonly ModelParameter NegativePrompt = new TextParameter(VideoParameters.NegativePrompt, Wire.NegativePrompt, MaximumLength: 500);

    private static readonly ModelParameter Image =
        new MediaParameter(VideoParameters.Image, Wire.Image, ImageFormats) { IsRequired = true, Schemes = RemoteAndDataSchemes, MaximumInlineLength = 10 * 1024 * 1024 };

    private static readonly ModelParameter ReferenceVideo =
        new MediaParameter(VideoParameters.ReferenceVideo, Wire.References, new("a video", ".mp4", ".mov"), MaximumCount: 3) { IsArray = true, MaximumSharedCount = 5, IsSharedRequired = true, Schemes = RemoteSchemes };

    private static readonly ModelParameter ReferenceImage =
        new MediaParameter(VideoParameters.ReferenceImage, Wire.References, ImageFormats, MaximumCount: 5) { IsArray = true, MaximumSharedCount = 5, Schemes = RemoteSchemes };

    private static readonly ModelParameter Audio = new MediaParameter(VideoParameters.Audio, Wire.Audio, new("an audio file", ".mp3", ".wav")) { Schemes = RemoteSchemes };

    private static readonly ModelParameter Resolution =
        new ChoiceParameter(VideoParameters.Resolution, Wire.Resolution, [new("720p", "720P"), new("1080p", "1080P")]) { Default = "720p", SurchargedValues = ["1080p"] };

    // For models that have a field for the size only.
    private static readonly ModelParameter ResolutionSentAsSize =
        new ChoiceParameter(VideoParameters.Resolution, WireName: null, ["720p", "1080p"]) { Default = "720p", SurchargedValues = ["1080p"] };

    private static readonly ModelParameter AspectRatio =
        new ChoiceParameter(VideoParameters.AspectRatio, WireName: null, [.. WanFrameSizes.AspectRatios.Select(Choice.FromString)]);

    private static readonly ModelParameter Size = new SizeParameter(Wire.Size);

    private static readonly ModelParameter ShotType =
        new ChoiceParameter(VideoParameters.ShotType, Wire.ShotType, [new("Single", "single"), new("Multi", "multi")]) { Default = "Single" };

    private static readonly ModelParameter NoPromptExtend = new FlagParameter(VideoParameters.NoPromptExtend, Wire.PromptExtend, ValueIfSet: false);

    private static readonly ModelParameter NoSound = new FlagParameter(VideoParameters.NoSound, Wire.MakeAudio, ValueIfSet: false) { SurchargedFeature = "sound" };

    private static readonly ModelParameter Watermark = new FlagParameter(VideoParameters.Watermark, Wire.Watermark, ValueIfSet: true);

    private static readonly ModelParameter Seed = new NumberParameter<int>(VideoParameters.Seed, Wire.Seed, 0, int.MaxValue);

    private static readonly NumberParameter<int> DurationTo15 = new(VideoParameters.Duration, Wire.Duration, 2, 15) { Unit = "seconds", Default = 5 };
    private static readonly NumberParameter<int> DurationTo10 = DurationTo15 with { Maximum = 10 };

    // The first releases of the pages allow three durations only.
    private static readonly NumberParameter<int> DurationTo15WithWarning = DurationTo15 with { NarrowerDiscreteValues = [5, 10, 15] };

    private static readonly ModelParameter[] TextParameters =
        [Prompt, NegativePrompt, DurationTo15WithWarning, ResolutionSentAsSize, AspectRatio, Size, ShotType, NoPromptExtend, Audio, Watermark, Seed];

    private static readonly ModelParameter[] ImageParameters =
        [Prompt, NegativePrompt, Image, DurationTo15WithWarning, Resolution, ShotType, NoPromptExtend, Audio, Watermark, Seed];

    private static readonly ModelParameter[] ImageFlashParameters =
        [Prompt, NegativePrompt, Image, DurationTo15, Resolution, ShotType, NoPromptExtend, Audio, NoSound, Watermark, Seed];

    private static readonly ModelParameter[] ReferenceParameters =
        [Prompt, NegativePrompt, ReferenceVideo, ReferenceImage, DurationTo10, ResolutionSentAsSize, AspectRatio, Size, ShotType, Watermark, Seed];

    public static ModelCatalog Create(string provider) => Create(provider, DashScopeRegion.Beijing);

    // The first model of each kind is the default: the flash model, which is faster and cheaper.
    public static ModelCatalog Create(string provider, DashScopeRegion region) => new(
        provider,
        region.IsAmerican
            ?
            [
                new("wan2.6-t2v-us", TextToVideo, TextParameters),
                new("wan2.6-i2v-us", ImageToVideo, ImageParameters),
            ]
            :
            [
                new("wan2.6-t2v", TextToVideo, TextParameters),
                new("wan2.6-i2v-flash", ImageToVideo, ImageFlashParameters),
                new("wan2.6-i2v", ImageToVideo, ImageParameters),
                new("wan2.6-r2v-flash", ReferenceToVideo, [.. ReferenceParameters, NoSound]) { Billing = BillingRule.OutputAndUnknownInput },
                new("wan2.6-r2v", ReferenceToVideo, ReferenceParameters) { Billing = BillingRule.OutputAndUnknownInput },
            ]);
}
