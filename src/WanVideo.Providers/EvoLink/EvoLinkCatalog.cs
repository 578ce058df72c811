using WanVideo.Catalog;
using static WanVideo.Catalog.VideoKind;
using Wire = WanVideo.Providers.EvoLink.EvoLinkWire.Field;

namespace WanVideo.Providers.EvoLink;

/// <summary>
/// EvoLink's models. Source: docs.evolink.ai, video series, wan2.6, one page per model. The defaults are the module's own, the same at all
/// providers. Limits on the contents of media files (duration, file size, pixels) are left to EvoLink.
/// </summary>
internal static class EvoLinkCatalog
{
    private static readonly ModelParameter Prompt = new TextParameter(VideoParameters.Prompt, Wire.Prompt, MaximumLength: 1500) { IsRequired = true };

    private static readonly ModelParameter Image =
        new MediaParameter(VideoParameters.Image, Wire.Images, new("an image", ".jpeg", ".jpg", ".png", ".bmp", ".webp")) { IsArray = true, IsRequired = true };

    private static readonly ModelParameter ReferenceVideo =
        new MediaParameter(VideoParameters.ReferenceVideo, Wire.Videos, new("a video", ".mp4", ".mov"), MaximumCount: 3) { IsArray = true, IsRequired = true, DurationLimits = (2, 30) };

    private static readonly ModelParameter Audio = new MediaParameter(VideoParameters.Audio, Wire.Audio, new("an audio file", ".mp3"));

    private static readonly NumberParameter<int> DurationTo15 = new(VideoParameters.Duration, Wire.Duration, 2, 15) { Unit = "seconds", Default = 5 };
    private static readonly NumberParameter<int> DurationTo10 = DurationTo15 with { Maximum = 10 };

    // Of two pages on the models other than flash, the newer allows 2 to 15 seconds.
    private static readonly NumberParameter<int> DurationTo15WithWarning = DurationTo15 with { NarrowerDiscreteValues = [5, 10, 15] };

    private static readonly ModelParameter Resolution =
        new ChoiceParameter(VideoParameters.Resolution, Wire.Quality, ["720p", "1080p"]) { Default = "720p", SurchargedValues = ["1080p"] };

    private static readonly ModelParameter AspectRatio = new ChoiceParameter(VideoParameters.AspectRatio, Wire.AspectRatio, ["16:9", "9:16", "1:1", "4:3", "3:4"]);

    // Sent as quality and aspect_ratio.
    private static readonly ModelParameter Size = new SizeParameter(WireName: null);

    private static readonly ModelParameter ShotType =
        new ChoiceParameter(VideoParameters.ShotType, Wire.ShotType, [new("Single", "single"), new("Multi", "multi")]) { Default = "Single" };

    private static readonly ModelParameter NoPromptExtend = new FlagParameter(VideoParameters.NoPromptExtend, Wire.PromptExtend, ValueIfSet: false);

    private static readonly ModelParameter NoSound = new FlagParameter(VideoParameters.NoSound, Wire.GenerateAudio, ValueIfSet: false) { SurchargedFeature = "sound" };

    private static readonly ModelParameter CallbackUrl = new CallbackParameter(Wire.Callback, MaximumLength: 2048);

    // "Each reference video is truncated separately then summed": at most 5 s of one, 2.5 s of each of two, 1.65 s of each of three.
    private static readonly BillingRule OutputAndInput = new(5m, 2.5m, 1.65m);

    // The first model of each kind is the default: the flash model, which is faster and cheaper.
    public static ModelCatalog Create(string provider) => new(
        provider,
        [
            new("wan2.6-text-to-video", TextToVideo, [Prompt, AspectRatio, Size, DurationTo15WithWarning, Resolution, NoPromptExtend, ShotType, Audio, CallbackUrl]),
            new("wan2.6-image-to-video-flash", ImageToVideo, [Prompt, Image, DurationTo15, Resolution, NoPromptExtend, ShotType, Audio, NoSound, CallbackUrl]),
            new("wan2.6-image-to-video", ImageToVideo, [Prompt, Image, DurationTo15WithWarning, Resolution, NoPromptExtend, ShotType, Audio, CallbackUrl]),
            new("wan2.6-reference-video-flash", ReferenceToVideo, [Prompt, ReferenceVideo, AspectRatio, Size, Resolution, DurationTo10, ShotType, NoSound, CallbackUrl]) { Billing = OutputAndInput },
            new("wan2.6-reference-video", ReferenceToVideo, [Prompt, ReferenceVideo, AspectRatio, Size, Resolution, DurationTo10, ShotType, CallbackUrl]) { Billing = OutputAndInput },
        ]);
}
