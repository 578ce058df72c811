using System.Text.Json.Nodes;
using WanVideo.Catalog;
using static WanVideo.Catalog.VideoKind;
using Wire = WanVideo.Providers.AceData.AceDataWire.Field;

namespace WanVideo.Providers.AceData;

/// <summary>
/// AceData Cloud's models. Source: its page "Wan Videos Generation API" (docs.acedata.cloud) and openapi/wan.json. They document no limits for
/// the length of the prompt, the number of reference videos, or media formats.
/// </summary>
internal static class AceDataCatalog
{
    private static readonly ModelParameter Prompt = new TextParameter(VideoParameters.Prompt, Wire.Prompt) { IsRequired = true };

    // "Any excess will be automatically truncated." Rejected instead, because truncation is not reported.
    private static readonly ModelParameter NegativePrompt = new TextParameter(VideoParameters.NegativePrompt, Wire.NegativePrompt, MaximumLength: 500);

    private static readonly ModelParameter Image = new MediaParameter(VideoParameters.Image, Wire.Image, MediaFormats.AnyImage) { IsRequired = true };

    private static readonly ModelParameter ReferenceVideo =
        new MediaParameter(VideoParameters.ReferenceVideo, Wire.References, MediaFormats.AnyVideo, MaximumCount: null) { IsArray = true, IsRequired = true };

    private static readonly ModelParameter Duration =
        new NumberParameter<int>(VideoParameters.Duration, Wire.Duration, 5, 15) { DiscreteValues = [5, 10, 15], Unit = "seconds", Default = 5 };

    private static readonly ModelParameter Resolution =
        new ChoiceParameter(VideoParameters.Resolution, Wire.Resolution, [new("480p", "480P"), new("720p", "720P"), new("1080p", "1080P")]) { Default = "720p" };

    private static readonly ModelParameter AspectRatio =
        new ChoiceParameter(VideoParameters.AspectRatio, WireName: null, [.. WanFrameSizes.AspectRatios.Select(Choice.FromString)]);

    private static readonly ModelParameter Size = new SizeParameter(Wire.Size) { AllowsAnySize = true };

    private static readonly ModelParameter ShotType =
        new ChoiceParameter(VideoParameters.ShotType, Wire.ShotType, [new("Single", "single"), new("Multi", "multi")]) { Default = "Single" };

    private static readonly ModelParameter NoPromptExtend = new FlagParameter(VideoParameters.NoPromptExtend, Wire.PromptExtend, ValueIfSet: false);

    private static readonly ModelParameter Audio = new MediaParameter(VideoParameters.Audio, Wire.Audio, MediaFormats.AnyAudio);

    private static readonly ModelParameter NoSound = new FlagParameter(VideoParameters.NoSound, Wire.MakeAudio, ValueIfSet: false);

    private static readonly ModelParameter CallbackUrl = new CallbackParameter(Wire.Callback);

    private static readonly CombinationRule[] Rules = [new ExclusionRule([VideoParameters.Audio], [VideoParameters.NoSound])];

    private static readonly ModelParameter[] TextParameters =
        [Prompt, NegativePrompt, Duration, Resolution, AspectRatio, Size, ShotType, NoPromptExtend, Audio, NoSound, CallbackUrl];

    private static readonly ModelParameter[] ImageParameters =
        [Prompt, NegativePrompt, Image, Duration, Resolution, ShotType, NoPromptExtend, Audio, NoSound, CallbackUrl];

    private static readonly ModelParameter[] ReferenceParameters =
        [Prompt, NegativePrompt, ReferenceVideo, Duration, Resolution, AspectRatio, Size, ShotType, NoPromptExtend, Audio, NoSound, CallbackUrl];

    // The first model of each kind is the default: the flash model, which is faster and cheaper.
    public static ModelCatalog Create(string provider) => new(
        provider,
        [
            new("wan2.6-t2v", TextToVideo, TextParameters) { Rules = Rules, Constants = CreateConstants(AceDataWire.Actions.TextToVideo) },
            new("wan2.6-i2v-flash", ImageToVideo, ImageParameters) { Rules = Rules, Constants = CreateConstants(AceDataWire.Actions.ImageToVideo) },
            new("wan2.6-i2v", ImageToVideo, ImageParameters) { Rules = Rules, Constants = CreateConstants(AceDataWire.Actions.ImageToVideo) },
            new("wan2.6-r2v", ReferenceToVideo, ReferenceParameters)
            {
                Rules = Rules,
                Constants = CreateConstants(AceDataWire.Actions.ImageToVideo),
                Billing = BillingRule.OutputAndUnknownInput,
            },
        ]);

    // Without async, AceData responds only when the video is ready, after minutes. A timeout then loses the id of a billed task.
    private static Dictionary<string, JsonValue> CreateConstants(string action) => new() { [Wire.Action] = JsonValue.Create(action), [Wire.Async] = JsonValue.Create(true) };
}
