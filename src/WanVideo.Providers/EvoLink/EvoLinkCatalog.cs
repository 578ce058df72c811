using WanVideo.Catalog;
using static WanVideo.Catalog.VideoKind;
using static WanVideo.VideoParameter;
using Wire = WanVideo.Providers.EvoLink.EvoLinkWire.Field;

namespace WanVideo.Providers.EvoLink;

/// <summary>
/// EvoLink's models. Source: docs.evolink.ai, video series, wan2.6, one page a model. The defaults are the module's own, sent at every
/// gateway. Of the limits that only the media themselves show (length, size, pixels), the gateway is the judge.
/// </summary>
internal static class EvoLinkCatalog
{
    private static readonly ModelParameter Text = new TextParameter(Prompt, Wire.Prompt, MaximumLength: 1500) { IsRequired = true };

    private static readonly ModelParameter FirstFrame =
        new MediaParameter(ImageUrl, Wire.Images, new("an image", ".jpeg", ".jpg", ".png", ".bmp", ".webp")) { IsArray = true, IsRequired = true };

    private static readonly ModelParameter References =
        new MediaParameter(ReferenceVideoUrl, Wire.Videos, new("a video", ".mp4", ".mov"), MaximumCount: 3) { IsArray = true, IsRequired = true, Seconds = (2, 30) };

    private static readonly ModelParameter Sound = new MediaParameter(AudioUrl, Wire.Audio, new("a sound", ".mp3"));

    private static readonly ModelParameter Quality =
        new ChoiceParameter(Resolution, Wire.Quality, ["720p", "1080p"]) { DefaultWord = "720p", SurchargedValues = ["1080p"] };

    private static readonly ModelParameter Shape = new ChoiceParameter(AspectRatio, Wire.AspectRatio, ["16:9", "9:16", "1:1", "4:3", "3:4"]);

    // EvoLink has no field for it: quality and aspect_ratio say the same.
    private static readonly ModelParameter Pixels = new SizeParameter(WireName: null);

    private static readonly ModelParameter Shots =
        new ChoiceParameter(VideoParameter.ShotType, Wire.ShotType, [new("Single", "single"), new("Multi", "multi")]) { DefaultWord = "Single" };

    private static readonly ModelParameter Rewriting = new FlagParameter(NoPromptExtend, Wire.PromptExtend, WhenGiven: false);

    private static readonly ModelParameter SoundMaking = new FlagParameter(NoAudio, Wire.GenerateAudio, WhenGiven: false) { SurchargedFeature = "sound" };

    private static readonly ModelParameter Callback = new CallbackParameter(CallbackUrl, Wire.Callback, MaximumLength: 2048);

    // "Each reference video is truncated separately then summed": of one 5 s at most, of two 2.5 s each, of three 1.65 s each.
    private static readonly BillingRule InputAndOutput = new(5m, 2.5m, 1.65m);

    // The newer of two pages on the models that are not flash allows 2 to 15 seconds.
    private static readonly ModelParameter LongerSeconds = Seconds(2, 15) with { ElsewhereOnly = [5, 10, 15] };

    // Of two models for the same inputs the first is taken where none is named: the flash ones, quicker and cheaper.
    public static ModelCatalog Of(string provider) => new(
        provider,
        [
            new("wan2.6-text-to-video", TextToVideo, [Text, Shape, Pixels, LongerSeconds, Quality, Rewriting, Shots, Sound, Callback]),
            new("wan2.6-image-to-video-flash", ImageToVideo, [Text, FirstFrame, Seconds(2, 15), Quality, Rewriting, Shots, Sound, SoundMaking, Callback]),
            new("wan2.6-image-to-video", ImageToVideo, [Text, FirstFrame, LongerSeconds, Quality, Rewriting, Shots, Sound, Callback]),
            new("wan2.6-reference-video-flash", ReferenceToVideo, [Text, References, Shape, Pixels, Quality, Seconds(2, 10), Shots, SoundMaking, Callback]) { Billing = InputAndOutput },
            new("wan2.6-reference-video", ReferenceToVideo, [Text, References, Shape, Pixels, Quality, Seconds(2, 10), Shots, Callback]) { Billing = InputAndOutput },
        ]);

    private static IntegerParameter Seconds(int minimum, int maximum) =>
        new(Duration, Wire.Duration, minimum, maximum) { Unit = "seconds", DefaultNumber = 5 };
}
