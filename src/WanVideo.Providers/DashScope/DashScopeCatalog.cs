using WanVideo.Catalog;
using static WanVideo.Catalog.VideoKind;
using static WanVideo.Providers.DashScope.DashScopeWire;
using P = WanVideo.VideoParameters;
using Wire = WanVideo.Providers.DashScope.DashScopeWire.Field;

namespace WanVideo.Providers.DashScope;

/// <summary>
/// DashScope's models. Source: Alibaba Cloud Model Studio, the API references "text to video", "first frame (2.1-2.6)" and "reference to
/// video", and the OpenAPI documents of Wan 2.7 and 3.0. Up to 2.6, text and reference models take a size, and image models take a resolution and keep the aspect
/// ratio of the image. From 2.7 on, all take a resolution and have one array for all media.
/// </summary>
internal static class DashScopeCatalog
{
    private const int MaxInlineLength = 10 * 1024 * 1024;

    private static readonly string[] RemoteSchemes = ["http", "https", OssScheme];
    private static readonly string[] RemoteAndDataSchemes = ["http", "https", DataScheme, OssScheme];
    private static readonly MediaFormats ImageFormats = new("an image", ".jpeg", ".jpg", ".png", ".bmp", ".webp");
    private static readonly MediaFormats VideoFormats = new("a video", ".mp4", ".mov");
    private static readonly MediaFormats AudioFormats = new("an audio file", ".mp3", ".wav");

    private static readonly TextParameter Prompt = new(P.Prompt, Wire.Prompt, MaximumLength: 1500) { IsRequired = true };

    private static readonly ModelParameter NegativePrompt = new TextParameter(P.NegativePrompt, Wire.NegativePrompt, MaximumLength: 500);

    private static readonly ModelParameter Image =
        new MediaParameter(P.Image, Wire.Image, ImageFormats) { IsRequired = true, Schemes = RemoteAndDataSchemes, MaximumInlineLength = MaxInlineLength };

    private static readonly ModelParameter ReferenceVideo =
        new MediaParameter(P.ReferenceVideo, Wire.References, VideoFormats, MaximumCount: 3) { IsArray = true, Schemes = RemoteSchemes };

    private static readonly ModelParameter ReferenceImage =
        new MediaParameter(P.ReferenceImage, Wire.References, ImageFormats, MaximumCount: 5) { IsArray = true, Schemes = RemoteSchemes };

    private static readonly ModelParameter Audio = new MediaParameter(P.Audio, Wire.Audio, AudioFormats) { Schemes = RemoteSchemes };

    private static readonly ChoiceParameter Resolution =
        new(P.Resolution, Wire.Resolution, [new("720p", "720P"), new("1080p", "1080P")]) { Default = "720p", SurchargedValues = ["1080p"] };

    // For models that have a field for the size only.
    private static readonly ChoiceParameter ResolutionSentAsSize = new(P.Resolution, WireName: null, ["720p", "1080p"]) { Default = "720p", SurchargedValues = ["1080p"] };

    private static readonly ModelParameter AspectRatio = new ChoiceParameter(P.AspectRatio, WireName: null, [.. WanFrameSizes.AspectRatios.Select(Choice.FromString)]);

    private static readonly ModelParameter Size = new SizeParameter(Wire.Size);

    private static readonly ModelParameter ShotType = new ChoiceParameter(P.ShotType, Wire.ShotType, [new("Single", "single"), new("Multi", "multi")]) { Default = "Single" };

    private static readonly ModelParameter NoPromptExtend = new FlagParameter(P.NoPromptExtend, Wire.PromptExtend, ValueIfSet: false);

    private static readonly FlagParameter NoSound = new(P.NoSound, Wire.MakeAudio, ValueIfSet: false) { SurchargedFeature = "sound" };

    private static readonly ModelParameter Watermark = new FlagParameter(P.Watermark, Wire.Watermark, ValueIfSet: true);

    private static readonly ModelParameter Seed = new NumberParameter<int>(P.Seed, Wire.Seed, 0, int.MaxValue);

    private static readonly NumberParameter<int> DurationTo15 = new(P.Duration, Wire.Duration, 2, 15) { Unit = "seconds", Default = 5 };
    private static readonly NumberParameter<int> DurationTo10 = DurationTo15 with { Maximum = 10 };

    // The first releases of the pages allow three durations only.
    private static readonly NumberParameter<int> DurationTo15WithWarning = DurationTo15 with { NarrowerDiscreteValues = [5, 10, 15] };

    private static readonly CombinationRule AudioOrNoSound = new ExclusionRule([P.Audio], [P.NoSound]);

    private static readonly CombinationRule OneToFiveReferences = new CountRule([P.ReferenceVideo, P.ReferenceImage], Minimum: 1, Maximum: 5);

    private static readonly ModelParameter[] TextParameters =
        [Prompt, NegativePrompt, DurationTo15WithWarning, ResolutionSentAsSize, AspectRatio, Size, ShotType, NoPromptExtend, Audio, Watermark, Seed];

    private static readonly ModelParameter[] ImageParameters =
        [Prompt, NegativePrompt, Image, DurationTo15WithWarning, Resolution, ShotType, NoPromptExtend, Audio, Watermark, Seed];

    private static readonly ModelParameter[] ImageFlashParameters =
        [Prompt, NegativePrompt, Image, DurationTo15, Resolution, ShotType, NoPromptExtend, Audio, NoSound, Watermark, Seed];

    private static readonly ModelParameter[] ReferenceParameters =
        [Prompt, NegativePrompt, ReferenceVideo, ReferenceImage, DurationTo10, ResolutionSentAsSize, AspectRatio, Size, ShotType, Watermark, Seed];

    private static readonly VideoModel[] Models26 =
    [
        new("wan2.6-t2v", TextToVideo, TextParameters),
        new("wan2.6-i2v-flash", ImageToVideo, ImageFlashParameters) { Rules = [AudioOrNoSound] },
        new("wan2.6-i2v", ImageToVideo, ImageParameters),
        new("wan2.6-r2v-flash", ReferenceToVideo, [.. ReferenceParameters, NoSound]) { Rules = [OneToFiveReferences], Billing = BillingRule.OutputAndUnknownInput },
        new("wan2.6-r2v", ReferenceToVideo, ReferenceParameters) { Rules = [OneToFiveReferences], Billing = BillingRule.OutputAndUnknownInput },
    ];

    private static readonly VideoModel[] AmericanModels26 =
    [
        new("wan2.6-t2v-us", TextToVideo, TextParameters),
        new("wan2.6-i2v-us", ImageToVideo, ImageParameters),
    ];

    private static readonly TextParameter Prompt27 = Prompt with { MaximumLength = 5000 };
    private static readonly ModelParameter OptionalPrompt27 = Prompt27 with { IsRequired = false };
    private static readonly ModelParameter Ratio = new ChoiceParameter(P.AspectRatio, Wire.AspectRatio, [.. WanFrameSizes.AspectRatios.Select(Choice.FromString)]);
    private static readonly ModelParameter FirstFrame = CreateImage(P.Image, Media.FirstFrame);
    private static readonly ModelParameter LastFrame = CreateImage(P.LastFrame, Media.LastFrame);
    private static readonly ModelParameter DrivingAudio = new MediaParameter(P.Audio, Wire.Media, AudioFormats) { ItemType = Media.DrivingAudio, Schemes = RemoteSchemes };
    private static readonly MediaParameter FirstClip = new(P.Video, Wire.Media, VideoFormats) { ItemType = Media.FirstClip, Schemes = RemoteSchemes, DurationLimits = (2, 10) };
    private static readonly MediaParameter VideoToEdit = FirstClip with { ItemType = Media.Video, IsRequired = true };
    private static readonly MediaParameter ReferenceVideo27 =
        new(P.ReferenceVideo, Wire.Media, VideoFormats, MaximumCount: 5) { ItemType = Media.ReferenceVideo, Schemes = RemoteSchemes, DurationLimits = (1, 30) };
    private static readonly MediaParameter ReferenceImage27 = CreateImage(P.ReferenceImage, Media.ReferenceImage) with { MaximumCount = 5 };

    // The voice of the reference at the same position. Follows the references in the table, because it is set in their items.
    private static readonly MediaParameter ReferenceVoice = new(P.ReferenceAudio, Wire.Media, AudioFormats, MaximumCount: 5) { ItemMember = Media.ReferenceVoice, Schemes = RemoteSchemes };

    private static readonly NumberParameter<int> DurationOfEdit =
        DurationTo10 with { SpecialValues = [(0, "that of the video")], Default = 0 };

    private static readonly ModelParameter KeepSound =
        new FlagParameter(P.KeepSound, Wire.AudioSetting, ValueIfSet: true) { WireTexts = (AudioSetting.Origin, AudioSetting.Auto) };

    private static readonly VideoModel Text27 = new("wan2.7-t2v", TextToVideo, [Prompt27, NegativePrompt, Audio, Resolution, Ratio, DurationTo15, NoPromptExtend, Watermark, Seed]);

    // -Video alone is edited, and so is -Video with reference images: this model precedes the one that continues a clip. -Video with -LastFrame is continued.
    private static readonly VideoModel Edit27 = new(
        "wan2.7-videoedit",
        VideoToVideo,
        [OptionalPrompt27, VideoToEdit, ReferenceImage27 with { MaximumCount = 4 }, Resolution, Ratio, DurationOfEdit, KeepSound, NoPromptExtend, Watermark, Seed])
    {
        Billing = new(10m),
    };

    private static readonly VideoModel Image27 = new(
        "wan2.7-i2v",
        ImageToVideo,
        [OptionalPrompt27, NegativePrompt, FirstClip, FirstFrame, LastFrame, DrivingAudio, Resolution, DurationTo15, NoPromptExtend, Watermark, Seed])
    {
        Rules =
        [
            new CountRule([P.Image, P.Video], Minimum: 1),
            new ExclusionRule([P.Video], [P.Image, P.Audio]),
            new SecondsRule { IncludesInput = true },
        ],
    };

    private static readonly VideoModel Reference27 = new(
        "wan2.7-r2v",
        ReferenceToVideo,
        [Prompt27, ReferenceVideo27, ReferenceImage27, ReferenceVoice, FirstFrame, Resolution, Ratio, DurationTo15, NoPromptExtend, Watermark, Seed])
    {
        Rules =
        [
            OneToFiveReferences,
            new PairRule(P.ReferenceAudio, [P.ReferenceVideo, P.ReferenceImage]),
            new LimitRule(P.ReferenceVideo, DurationTo10),
            new NoEffectRule(P.AspectRatio, With: P.Image),
        ],
        Billing = new(30m),
    };

    private static readonly VideoModel[] Models27 =
    [
        Text27,
        Edit27,
        Image27,
        Reference27,
        Text27 with { Name = "wan2.7-t2v-2026-06-12" },
        Text27 with { Name = "wan2.7-t2v-2026-04-25" },
        Image27 with { Name = "wan2.7-i2v-2026-04-25" },
        Reference27 with { Name = "wan2.7-r2v-2026-06-12" },
    ];

    // A video to edit or to continue is a reference video. The prompt states what to do with it.
    private static readonly MediaParameter Video30 =
        new(P.Video, Wire.Media, VideoFormats) { ItemType = Media.ReferenceVideo, Schemes = RemoteAndDataSchemes, MaximumInlineLength = MaxInlineLength, DurationLimits = (1, 15) };
    private static readonly MediaParameter ReferenceVideo30 = ReferenceVideo27 with { Schemes = RemoteAndDataSchemes, MaximumInlineLength = MaxInlineLength, DurationLimits = (1, 15) };
    private static readonly MediaParameter ReferenceAudio30 =
        new(P.ReferenceAudio, Wire.Media, AudioFormats, MaximumCount: 5) { ItemType = Media.ReferenceAudio, Schemes = RemoteAndDataSchemes, MaximumInlineLength = MaxInlineLength };
    private static readonly MediaParameter File = new(P.ReferenceFile, Wire.Media, MediaFormats.AnyDocument) { ItemType = Media.File, Schemes = RemoteSchemes };
    private static readonly MediaParameter Link = new(P.ReferenceLink, Wire.Media, MediaFormats.AnyPage) { ItemType = Media.Link };

    private static readonly VideoModel Model30 = new(
        "wan3.0-video",
        AnyToVideo,
        [
            Prompt with { MaximumLength = 20000, IsRequired = false },
            FirstFrame,
            LastFrame,
            Video30,
            ReferenceVideo30,
            ReferenceImage27 with { MaximumCount = 10 },
            ReferenceAudio30,
            File,
            Link,
            Resolution with { Choices = [new("480p", "480P"), .. Resolution.Choices], SurchargedValues = ["720p", "1080p"] },
            new ChoiceParameter(P.AspectRatio, Wire.AspectRatio, ["adaptive", .. WanFrameSizes.AspectRatios.Select(Choice.FromString)]),
            DurationTo15 with { Maximum = 30, SpecialValues = [(-1, "the model chooses")] },
            NoSound with { SurchargedFeature = null },
            NoPromptExtend,
            Watermark,
            Seed,
        ])
    {
        Rules =
        [
            new CountRule([P.Prompt, P.Image, P.LastFrame, P.Video, P.ReferenceVideo, P.ReferenceImage, P.ReferenceAudio, P.ReferenceFile, P.ReferenceLink], Minimum: 1),
            new ExclusionRule([P.Image, P.LastFrame], [P.Video, P.ReferenceVideo, P.ReferenceImage, P.ReferenceAudio, P.ReferenceFile, P.ReferenceLink]),
            new ExclusionRule([P.ReferenceFile], [P.ReferenceLink]),
            new ExclusionRule([P.ReferenceFile, P.ReferenceLink], [P.NoPromptExtend]),
            new CountRule([P.Video, P.ReferenceVideo], Maximum: 5),
            new SecondsRule { MaximumInput = 15, MaximumTotal = 30 },
        ],
        Billing = new(15m) { MaximumTotalInputSeconds = 15 },
    };

    private static readonly VideoModel[] Models30 = [Model30, Model30 with { Name = "wan3.0-video-prime", Family = "wan3.0-prime" }];

    private static readonly NumberParameter<int> DurationOf25 = DurationTo10 with { Minimum = 5, DiscreteValues = [5, 10] };
    private static readonly NumberParameter<int> DurationOf22 = DurationTo10 with { Minimum = 5, Maximum = 5 };
    private static readonly ModelParameter Prompt22 = Prompt with { MaximumLength = 800 };
    private static readonly ChoiceParameter Resolution25 = Resolution with { Choices = [new("480p", "480P"), .. Resolution.Choices], SurchargedValues = ["720p", "1080p"] };

    private static readonly VideoModel[] Models25 =
    [
        new(
            "wan2.5-t2v-preview",
            TextToVideo,
            [
                Prompt,
                NegativePrompt,
                DurationOf25,
                ResolutionSentAsSize with { Choices = ["480p", "720p", "1080p"], SurchargedValues = ["720p", "1080p"] },
                AspectRatio,
                new SizeParameter(Wire.Size) { Table = WanFrameSizes.Wan25 },
                NoPromptExtend,
                Audio,
                Watermark,
                Seed,
            ]),
        new("wan2.5-i2v-preview", ImageToVideo, [Prompt, NegativePrompt, Image, DurationOf25, Resolution25, NoPromptExtend, Audio, Watermark, Seed]),
    ];

    // A model without 720p has the lower resolution as its default. Videos of 2.2 have no sound.
    private static readonly VideoModel[] Models22 =
    [
        new(
            "wan2.2-t2v-plus",
            TextToVideo,
            [
                Prompt22,
                NegativePrompt,
                DurationOf22,
                ResolutionSentAsSize with { Choices = ["480p", "1080p"], Default = "480p" },
                AspectRatio,
                new SizeParameter(Wire.Size) { Table = WanFrameSizes.Wan22 },
                NoPromptExtend,
                Watermark,
                Seed,
            ]),
        new(
            "wan2.2-i2v-flash",
            ImageToVideo,
            [
                Prompt22,
                NegativePrompt,
                Image,
                DurationOf22,
                Resolution with { Choices = [new("480p", "480P"), new("720p", "720P")], SurchargedValues = ["720p"] },
                NoPromptExtend,
                Watermark,
                Seed,
            ]),
        new(
            "wan2.2-i2v-plus",
            ImageToVideo,
            [
                Prompt22,
                NegativePrompt,
                Image,
                DurationOf22,
                Resolution with { Choices = [new("480p", "480P"), new("1080p", "1080P")], Default = "480p" },
                NoPromptExtend,
                Watermark,
                Seed,
            ]),
    ];

    public static ModelCatalog Create(string provider) => Create(provider, DashScopeRegion.Beijing);

    // Wan 2.6 is the default family. Its first model of each kind is the flash model, which is faster and cheaper.
    public static ModelCatalog Create(string provider, DashScopeRegion region) =>
        new(provider, region.IsAmerican ? [.. AmericanModels26, .. Models30] : [.. Models26, .. Models27, .. Models30, .. Models25, .. Models22]);

    private static MediaParameter CreateImage(ParameterDefinition<IReadOnlyList<string>> definition, string type) =>
        new(definition, Wire.Media, ImageFormats) { ItemType = type, Schemes = RemoteAndDataSchemes, MaximumInlineLength = MaxInlineLength };
}
