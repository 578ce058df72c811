using WanVideo.Catalog;
using static WanVideo.Catalog.VideoKind;
using static WanVideo.Providers.EvoLink.EvoLinkWire;
using P = WanVideo.VideoParameters;
using Wire = WanVideo.Providers.EvoLink.EvoLinkWire.Field;

namespace WanVideo.Providers.EvoLink;

/// <summary>
/// EvoLink's models. Source: docs.evolink.ai, video series, one page per model. The defaults are the module's own, the same at all
/// providers. Limits on the contents of media files (duration, file size, pixels) are left to EvoLink.
/// </summary>
internal static class EvoLinkCatalog
{
    private const string Prime = "wan3.0-prime";

    private static readonly MediaFormats ImageFormats = new("an image", ".jpeg", ".jpg", ".png", ".bmp", ".webp");
    private static readonly MediaFormats VideoFormats = new("a video", ".mp4", ".mov");

    // From Wan 2.7 on.
    private static readonly MediaFormats AudioFormats = new("an audio file", ".mp3", ".wav");

    private static readonly TextParameter Prompt = new(P.Prompt, Wire.Prompt, MaximumLength: 1500) { IsRequired = true };

    private static readonly ModelParameter Image =
        new MediaParameter(P.Image, Wire.Images, ImageFormats) { IsArray = true, IsRequired = true };

    private static readonly ModelParameter ReferenceVideo =
        new MediaParameter(P.ReferenceVideo, Wire.Videos, VideoFormats, MaximumCount: 3) { IsArray = true, IsRequired = true, DurationLimits = (2, 30) };

    private static readonly ModelParameter Audio = new MediaParameter(P.Audio, Wire.Audio, new("an audio file", ".mp3"));

    private static readonly NumberParameter<int> DurationTo15 = new(P.Duration, Wire.Duration, 2, 15) { Unit = "seconds", Default = 5 };
    private static readonly NumberParameter<int> DurationTo10 = DurationTo15 with { Maximum = 10 };

    // Of two pages on the models other than flash, the newer allows 2 to 15 seconds.
    private static readonly NumberParameter<int> DurationTo15WithWarning = DurationTo15 with { NarrowerDiscreteValues = [5, 10, 15] };

    private static readonly ChoiceParameter Resolution =
        new(P.Resolution, Wire.Quality, ["720p", "1080p"]) { Default = "720p", SurchargedValues = ["1080p"] };

    private static readonly ChoiceParameter AspectRatio = new(P.AspectRatio, Wire.AspectRatio, ["16:9", "9:16", "1:1", "4:3", "3:4"]);

    // Sent as quality and aspect_ratio.
    private static readonly ModelParameter Size = new SizeParameter(WireName: null);

    private static readonly ModelParameter ShotType =
        new ChoiceParameter(P.ShotType, Wire.ShotType, [new("Single", "single"), new("Multi", "multi")]) { Default = "Single" };

    private static readonly ModelParameter NoPromptExtend = new FlagParameter(P.NoPromptExtend, Wire.PromptExtend, ValueIfSet: false);

    private static readonly FlagParameter NoSound = new(P.NoSound, Wire.GenerateAudio, ValueIfSet: false) { SurchargedFeature = "sound" };

    private static readonly ModelParameter CallbackUrl = new CallbackParameter(Wire.Callback, MaximumLength: 2048);

    // "Each reference video is truncated separately then summed": at most 5 s of one, 2.5 s of each of two, 1.65 s of each of three.
    private static readonly BillingRule OutputAndInput = new(5m, 2.5m, 1.65m);

    private static readonly VideoModel[] Models26 =
    [
        new("wan2.6-text-to-video", TextToVideo, [Prompt, AspectRatio, Size, DurationTo15WithWarning, Resolution, NoPromptExtend, ShotType, Audio, CallbackUrl]),
        new("wan2.6-image-to-video-flash", ImageToVideo, [Prompt, Image, DurationTo15, Resolution, NoPromptExtend, ShotType, Audio, NoSound, CallbackUrl])
        {
            Rules = [new ExclusionRule([P.Audio], [P.NoSound])],
        },
        new("wan2.6-image-to-video", ImageToVideo, [Prompt, Image, DurationTo15WithWarning, Resolution, NoPromptExtend, ShotType, Audio, CallbackUrl]),
        new("wan2.6-reference-video-flash", ReferenceToVideo, [Prompt, ReferenceVideo, AspectRatio, Size, Resolution, DurationTo10, ShotType, NoSound, CallbackUrl]) { Billing = OutputAndInput },
        new("wan2.6-reference-video", ReferenceToVideo, [Prompt, ReferenceVideo, AspectRatio, Size, Resolution, DurationTo10, ShotType, CallbackUrl]) { Billing = OutputAndInput },
    ];

    private static readonly TextParameter Prompt27 = Prompt with { MaximumLength = 5000 };
    private static readonly ModelParameter OptionalPrompt27 = Prompt27 with { IsRequired = false };
    private static readonly ModelParameter NegativePrompt = new TextParameter(P.NegativePrompt, Wire.NegativePrompt, MaximumLength: 500);
    private static readonly MediaParameter FirstFrame = new(P.Image, Wire.ImageStart, ImageFormats);
    private static readonly ModelParameter LastFrame = new MediaParameter(P.LastFrame, Wire.ImageEnd, ImageFormats);
    private static readonly ModelParameter DrivingAudio = new MediaParameter(P.Audio, Wire.Audios, AudioFormats) { IsArray = true };
    private static readonly MediaParameter Clip = new(P.Video, Wire.Videos, VideoFormats) { IsArray = true, DurationLimits = (2, 10) };
    private static readonly MediaParameter ReferenceVideo27 = new(P.ReferenceVideo, Wire.Videos, VideoFormats, MaximumCount: 5) { IsArray = true, DurationLimits = (1, 30) };
    private static readonly MediaParameter ReferenceImage27 = new(P.ReferenceImage, Wire.Images, ImageFormats, MaximumCount: 5) { IsArray = true };

    // The field audio_urls has voices by position too, of images and videos in an undocumented order.
    private static readonly ModelParameter ReferenceVoice = new MediaParameter(P.ReferenceAudio, Wire.VoiceBindings, AudioFormats, MaximumCount: 5)
    {
        Keys = [(P.ReferenceVideo, VoiceBinding.Video), (P.ReferenceImage, VoiceBinding.Image)],
    };

    private static readonly NumberParameter<int> DurationOfEdit = DurationTo10 with { SpecialValues = [(0, "that of the video")], Default = 0 };
    private static readonly ModelParameter KeepSound = new FlagParameter(P.KeepSound, Wire.KeepOriginalSound, ValueIfSet: true);
    private static readonly NumberParameter<int> Seed = new(P.Seed, Wire.Seed, 1, int.MaxValue);

    private static readonly VideoModel[] Models27 =
    [
        new("wan2.7-text-to-video", TextToVideo, [Prompt27, NegativePrompt, DrivingAudio, Resolution, AspectRatio, DurationTo15, Seed, NoPromptExtend, CallbackUrl]),

        // -Video alone is edited, and so is -Video with reference images: this model precedes the one that continues a clip. -Video with -LastFrame is continued.
        new(
            "wan2.7-video-edit",
            VideoToVideo,
            [
                OptionalPrompt27,
                NegativePrompt,
                Clip with { IsRequired = true },
                ReferenceImage27 with { MaximumCount = 4 },
                KeepSound,
                Resolution,
                AspectRatio,
                DurationOfEdit,
                Seed,
                NoPromptExtend,
                CallbackUrl,
            ])
        {
            Billing = new(10m),
        },
        new(
            "wan2.7-image-to-video",
            ImageToVideo,
            [OptionalPrompt27, NegativePrompt, FirstFrame, LastFrame, Clip, DrivingAudio, Resolution, DurationTo15, Seed, NoPromptExtend, CallbackUrl])
        {
            Rules =
            [
                new CountRule([P.Image, P.Video], Minimum: 1),
                new ExclusionRule([P.Video], [P.Image, P.Audio]),
                new SecondsRule { IncludesInput = true },
            ],
            Mode = new(Wire.GenerationMode, (P.Video, GenerationMode.VideoContinuation), (P.LastFrame, GenerationMode.FirstLastFrame), (P.Image, GenerationMode.FirstFrame)),
        },
        new(
            "wan2.7-reference-video",
            ReferenceToVideo,
            [Prompt27, FirstFrame, ReferenceVideo27, ReferenceImage27, ReferenceVoice, Resolution, AspectRatio, DurationTo15, Seed, CallbackUrl])
        {
            Rules =
            [
                new CountRule([P.ReferenceVideo, P.ReferenceImage], Minimum: 1, Maximum: 5),
                new PairRule(P.ReferenceAudio, [P.ReferenceVideo, P.ReferenceImage]),
                new LimitRule(P.ReferenceVideo, DurationTo10),
            ],
            Billing = new(30m),
        },
    ];

    private static readonly TextParameter Prompt30 = Prompt with { MaximumLength = 20000 };
    private static readonly ModelParameter OptionalPrompt30 = Prompt30 with { IsRequired = false };
    private static readonly ModelParameter Resolution30 = Resolution with { Choices = ["480p", "720p", "1080p"], SurchargedValues = ["720p", "1080p"] };
    private static readonly ModelParameter AspectRatio30 = AspectRatio with { Choices = ["adaptive", .. AspectRatio.Choices] };
    private static readonly ModelParameter Duration30 = DurationTo15 with { Maximum = 30, SpecialValues = [(-1, "the model chooses")] };
    private static readonly ModelParameter NoSound30 = NoSound with { SurchargedFeature = null };
    private static readonly ModelParameter Seed30 = Seed with { Minimum = 0 };

    private static readonly VideoModel Text30 = new("wan3.0-text-to-video", TextToVideo, [Prompt30, Resolution30, AspectRatio30, Duration30, NoSound30, Seed30, CallbackUrl]);

    private static readonly VideoModel Image30 = new(
        "wan3.0-image-to-video",
        ImageToVideo,
        [OptionalPrompt30, FirstFrame with { IsRequired = true }, LastFrame, Resolution30, AspectRatio30, Duration30, NoSound30, Seed30, CallbackUrl]);

    // A video to edit or to continue is a reference video. The prompt states what to do with it.
    private static readonly VideoModel Reference30 = new(
        "wan3.0-reference-video",
        ReferenceToVideo,
        [
            OptionalPrompt30,
            Clip with { DurationLimits = (1, 15) },
            ReferenceVideo27 with { DurationLimits = (1, 15) },
            ReferenceImage27 with { MaximumCount = 10 },
            new MediaParameter(P.ReferenceAudio, Wire.Audios, AudioFormats, MaximumCount: 5) { IsArray = true },
            new MediaParameter(P.ReferenceFile, Wire.FileUrl, MediaFormats.AnyDocument),
            new MediaParameter(P.ReferenceLink, Wire.LinkUrl, MediaFormats.AnyPage),
            Resolution30,
            AspectRatio30,
            Duration30,
            NoSound30,
            Seed30,
            CallbackUrl,
        ])
    {
        Rules =
        [
            new CountRule([P.Video, P.ReferenceVideo, P.ReferenceImage, P.ReferenceAudio, P.ReferenceFile, P.ReferenceLink], Minimum: 1),
            new CountRule([P.Video, P.ReferenceVideo], Maximum: 5),
            new ExclusionRule([P.ReferenceFile], [P.ReferenceLink]),
            new SecondsRule { MaximumInput = 15, MaximumTotal = 30 },
        ],
        Billing = new(15m) { MaximumTotalInputSeconds = 15 },
    };

    private static readonly VideoModel[] Models30 =
    [
        Text30,
        Image30,
        Reference30,
        Text30 with { Name = "wan3.0-prime-text-to-video", Family = Prime },
        Image30 with { Name = "wan3.0-prime-image-to-video", Family = Prime },
        Reference30 with { Name = "wan3.0-prime-reference-video", Family = Prime },
    ];

    // Wan 2.6 is the default family. Its first model of each kind is the flash model, which is faster and cheaper.
    public static ModelCatalog Create(string provider) => new(provider, [.. Models26, .. Models27, .. Models30]);
}
