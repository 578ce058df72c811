using System.Text.Json.Nodes;
using WanVideo.Catalog;
using static WanVideo.Catalog.VideoKind;
using static WanVideo.VideoParameter;
using Wire = WanVideo.Providers.AceData.AceDataWire.Field;

namespace WanVideo.Providers.AceData;

/// <summary>
/// AceData Cloud's models. Source: its page "Wan Videos Generation API" (docs.acedata.cloud) and openapi/wan.json. No limit is named for the
/// prompt, the number of references or the formats of media.
/// </summary>
internal static class AceDataCatalog
{
    private static readonly ModelParameter Text = new TextParameter(Prompt, Wire.Prompt) { IsRequired = true };

    // "Any excess will be automatically truncated": refused here, since what is cut off is not said.
    private static readonly ModelParameter Not = new TextParameter(NegativePrompt, Wire.NegativePrompt, MaximumLength: 500);

    private static readonly ModelParameter FirstFrame = new MediaParameter(ImageUrl, Wire.Image, MediaFormats.AnyImage) { IsRequired = true };

    private static readonly ModelParameter References =
        new MediaParameter(ReferenceVideoUrl, Wire.References, MediaFormats.AnyVideo, MaximumCount: null) { IsArray = true, IsRequired = true };

    private static readonly ModelParameter Seconds =
        new IntegerParameter(Duration, Wire.Duration, 5, 15) { Only = [5, 10, 15], Unit = "seconds", DefaultNumber = 5 };

    private static readonly ModelParameter Tier =
        new ChoiceParameter(Resolution, Wire.Resolution, [new("480p", "480P"), new("720p", "720P"), new("1080p", "1080P")]) { DefaultWord = "720p" };

    private static readonly ModelParameter Shape = new ChoiceParameter(AspectRatio, WireName: null, [.. WanFrameSizes.Shapes.Select(shape => (Choice)shape)]);

    private static readonly ModelParameter Pixels = new SizeParameter(Wire.Size) { IsOpen = true };

    private static readonly ModelParameter Shots =
        new ChoiceParameter(VideoParameter.ShotType, Wire.ShotType, [new("Single", "single"), new("Multi", "multi")]) { DefaultWord = "Single" };

    private static readonly ModelParameter Rewriting = new FlagParameter(NoPromptExtend, Wire.PromptExtend, WhenGiven: false);

    private static readonly ModelParameter Sound = new MediaParameter(AudioUrl, Wire.Audio, MediaFormats.AnySound);

    private static readonly ModelParameter SoundMaking = new FlagParameter(NoAudio, Wire.MakeAudio, WhenGiven: false);

    private static readonly ModelParameter Callback = new CallbackParameter(CallbackUrl, Wire.Callback);

    // Of two models for the same inputs the first is taken where none is named: the flash one, quicker and cheaper.
    public static ModelCatalog Of(string provider) => new(
        provider,
        [
            new("wan2.6-t2v", TextToVideo, [Text, Not, Seconds, Tier, Shape, Pixels, Shots, Rewriting, Sound, SoundMaking, Callback]) { Constants = Always(AceDataWire.Actions.TextToVideo) },
            new("wan2.6-i2v-flash", ImageToVideo, [Text, Not, FirstFrame, Seconds, Tier, Shots, Rewriting, Sound, SoundMaking, Callback]) { Constants = Always(AceDataWire.Actions.ImageToVideo) },
            new("wan2.6-i2v", ImageToVideo, [Text, Not, FirstFrame, Seconds, Tier, Shots, Rewriting, Sound, SoundMaking, Callback]) { Constants = Always(AceDataWire.Actions.ImageToVideo) },
            new("wan2.6-r2v", ReferenceToVideo, [Text, Not, References, Seconds, Tier, Shape, Pixels, Shots, Rewriting, Sound, SoundMaking, Callback])
            {
                Constants = Always(AceDataWire.Actions.ImageToVideo),
                Billing = BillingRule.OutputAndUnknownInput,
            },
        ]);

    // Without async the connection is held until the video is there, for minutes; whoever then times out has paid for a task without an id.
    private static Dictionary<string, JsonValue> Always(string action) => new() { [Wire.Action] = JsonValue.Create(action), [Wire.Async] = JsonValue.Create(true) };
}
