using WanVideo.Catalog;
using static WanVideo.Catalog.VideoKind;
using static WanVideo.VideoParameter;
using Wire = WanVideo.Providers.DashScope.DashScopeWire.Field;

namespace WanVideo.Providers.DashScope;

/// <summary>
/// DashScope's models. Source: Alibaba Cloud Model Studio, the API references "text to video", "first frame (2.1-2.6)" and "reference to
/// video". Text and reference models are told a size, image models a resolution: the shape is that of the image.
/// </summary>
internal static class DashScopeCatalog
{
    private static readonly string[] Fetched = ["http", "https", DashScopeWire.OssScheme];
    private static readonly string[] FetchedOrInline = ["http", "https", "data", DashScopeWire.OssScheme];

    private static readonly ModelParameter Text = new TextParameter(Prompt, Wire.Prompt, MaximumLength: 1500) { IsRequired = true };

    private static readonly ModelParameter Not = new TextParameter(NegativePrompt, Wire.NegativePrompt, MaximumLength: 500);

    private static readonly ModelParameter FirstFrame =
        new MediaParameter(ImageUrl, Wire.Image, new("an image", ".jpeg", ".jpg", ".png", ".bmp", ".webp")) { IsRequired = true, Schemes = FetchedOrInline };

    private static readonly ModelParameter Videos =
        new MediaParameter(ReferenceVideoUrl, Wire.References, new("a video", ".mp4", ".mov"), MaximumCount: 3) { IsArray = true, MaximumTogether = 5, IsRequiredTogether = true, Schemes = Fetched };

    private static readonly ModelParameter Images =
        new MediaParameter(ReferenceImageUrl, Wire.References, new("an image", ".jpeg", ".jpg", ".png", ".bmp", ".webp"), MaximumCount: 5) { IsArray = true, MaximumTogether = 5, Schemes = Fetched };

    private static readonly ModelParameter Sound = new MediaParameter(AudioUrl, Wire.Audio, new("a sound", ".mp3", ".wav")) { Schemes = Fetched };

    private static readonly ModelParameter Tier =
        new ChoiceParameter(Resolution, Wire.Resolution, [new("720p", "720P"), new("1080p", "1080P")]) { DefaultWord = "720p", SurchargedValues = ["1080p"] };

    private static readonly ModelParameter TierOfSize =
        new ChoiceParameter(Resolution, WireName: null, ["720p", "1080p"]) { DefaultWord = "720p", SurchargedValues = ["1080p"] };

    private static readonly ModelParameter Shape = new ChoiceParameter(AspectRatio, WireName: null, [.. WanFrameSizes.Shapes.Select(shape => (Choice)shape)]);

    private static readonly ModelParameter Pixels = new SizeParameter(Wire.Size);

    private static readonly ModelParameter Shots =
        new ChoiceParameter(VideoParameter.ShotType, Wire.ShotType, [new("Single", "single"), new("Multi", "multi")]) { DefaultWord = "Single" };

    private static readonly ModelParameter Rewriting = new FlagParameter(NoPromptExtend, Wire.PromptExtend, WhenGiven: false);

    private static readonly ModelParameter SoundMaking = new FlagParameter(NoAudio, Wire.MakeAudio, WhenGiven: false) { SurchargedFeature = "sound" };

    private static readonly ModelParameter Mark = new FlagParameter(Watermark, Wire.Watermark, WhenGiven: true);

    private static readonly ModelParameter Chance = new IntegerParameter(Seed, Wire.Seed, 0, int.MaxValue);

    // The pages of the first releases allowed three lengths only.
    private static readonly ModelParameter LongerSeconds = Seconds(2, 15) with { ElsewhereOnly = [5, 10, 15] };

    private static readonly ModelParameter[] OfText = [Text, Not, LongerSeconds, TierOfSize, Shape, Pixels, Shots, Rewriting, Sound, Mark, Chance];
    private static readonly ModelParameter[] OfImage = [Text, Not, FirstFrame, LongerSeconds, Tier, Shots, Rewriting, Sound, Mark, Chance];
    private static readonly ModelParameter[] OfReferences = [Text, Not, Videos, Images, Seconds(2, 10), TierOfSize, Shape, Pixels, Shots, Mark, Chance];

    public static ModelCatalog Of(string provider) => Of(provider, DashScopeRegion.Beijing);

    // Of two models for the same inputs the first is taken where none is named: the flash ones, quicker and cheaper.
    public static ModelCatalog Of(string provider, DashScopeRegion region) => new(
        provider,
        region.IsAmerican
            ?
            [
                new("wan2.6-t2v-us", TextToVideo, OfText),
                new("wan2.6-i2v-us", ImageToVideo, OfImage),
            ]
            :
            [
                new("wan2.6-t2v", TextToVideo, OfText),
                new("wan2.6-i2v-flash", ImageToVideo, [Text, Not, FirstFrame, Seconds(2, 15), Tier, Shots, Rewriting, Sound, SoundMaking, Mark, Chance]),
                new("wan2.6-i2v", ImageToVideo, OfImage),
                new("wan2.6-r2v-flash", ReferenceToVideo, [.. OfReferences, SoundMaking]) { Billing = BillingRule.OutputAndUnknownInput },
                new("wan2.6-r2v", ReferenceToVideo, OfReferences) { Billing = BillingRule.OutputAndUnknownInput },
            ]);

    private static IntegerParameter Seconds(int minimum, int maximum) =>
        new(Duration, Wire.Duration, minimum, maximum) { Unit = "seconds", DefaultNumber = 5 };
}
