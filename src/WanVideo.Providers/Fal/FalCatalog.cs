using System.Text.Json;
using WanVideo.Catalog;
using static WanVideo.Catalog.VideoKind;
using static WanVideo.Providers.Fal.FalWire;
using P = WanVideo.VideoParameters;
using Wire = WanVideo.Providers.Fal.FalWire.Field;

namespace WanVideo.Providers.Fal;

/// <summary>
/// fal's Wan models. Source: the page of each model (fal.ai/models/…/llms.txt) and the types of fal's client. The gateway accepts fields and values that a
/// model does not have without an error, so all are checked before sending. The defaults are the module's own, the same at all providers: fal's 1080p costs
/// twice as much as 720p.
/// </summary>
internal static class FalCatalog
{
    private const string Family30 = "wan3.0";
    private const string Family30Prime = "wan3.0-prime";
    private const string Family27 = "wan2.7";

    private static readonly string[] MediaSchemes = ["http", "https", "data"];

    private static readonly TextParameter Prompt = new(P.Prompt, Wire.Prompt) { IsRequired = true };
    private static readonly ModelParameter OptionalPrompt = Prompt with { IsRequired = false };

    private static readonly NumberParameter<int> Duration =
        new(P.Duration, Wire.Duration, 2, 30) { Unit = "seconds", Default = 5, SpecialValues = [(FalProvider.ModelChoosesDuration, "the model chooses")] };

    private static readonly ChoiceParameter Resolution = new(P.Resolution, Wire.Resolution, ["480p", "720p", "1080p"]) { Default = "720p", SurchargedValues = ["720p", "1080p"] };
    private static readonly ChoiceParameter AspectRatio = new(P.AspectRatio, Wire.AspectRatio, ["adaptive", "16:9", "4:3", "1:1", "3:4", "9:16"]);
    private static readonly ModelParameter NoSound = new FlagParameter(P.NoSound, Wire.MakeAudio, ValueIfSet: false);
    private static readonly ModelParameter NoPromptExtend = new FlagParameter(P.NoPromptExtend, Wire.PromptExpansion, ValueIfSet: false);
    private static readonly ModelParameter Seed = new NumberParameter<int>(P.Seed, Wire.Seed, 0, int.MaxValue);

    // Not a field: sent as query parameter fal_webhook.
    private static readonly ModelParameter CallbackUrl = new CallbackParameter(Query.Webhook);

    private static readonly ModelParameter SafetyChecker = new ProviderSpecificParameter(Wire.SafetyChecker, ProviderSpecificType.Boolean)
    {
        Description = "Checks the result for unsafe content. Default true. False requires a permission of the account.",
    };

    private static readonly ModelParameter Thinking = new ProviderSpecificParameter(Wire.Thinking, ProviderSpecificType.Boolean)
    {
        Description = "The model plans the video before it generates it. Default false. Required for -ReferenceFile and -ReferenceLink.",
    };

    private static readonly ModelParameter[] Common30 = [Resolution, AspectRatio, Duration, NoSound, NoPromptExtend, Seed, CallbackUrl, Thinking, SafetyChecker];

    private static readonly MediaParameter LastFrame = CreateMedia(P.LastFrame, Wire.EndImage, MediaFormats.AnyImage);
    private static readonly ModelParameter ReferenceVideo = CreateMedia(P.ReferenceVideo, Wire.ReferenceVideos, MediaFormats.AnyVideo, 5) with { IsArray = true, DurationLimits = (0, 15) };

    private static readonly VideoModel Text30 = new(Model.TextToVideo30, TextToVideo, [Prompt, .. Common30]) { Family = Family30 };

    private static readonly VideoModel Image30 = new(
        Model.ImageToVideo30,
        ImageToVideo,
        [OptionalPrompt, CreateMedia(P.Image, Wire.StartImage, MediaFormats.AnyImage) with { IsRequired = true }, LastFrame, .. Common30])
    {
        Family = Family30,
    };

    // A video to edit or to continue is a reference video. The prompt states what to do with it.
    private static readonly VideoModel Reference30 = new(
        Model.ReferenceToVideo30,
        ReferenceToVideo,
        [
            OptionalPrompt,
            CreateMedia(P.Video, Wire.ReferenceVideos, MediaFormats.AnyVideo) with { IsArray = true, DurationLimits = (0, 15) },
            ReferenceVideo,
            CreateMedia(P.ReferenceImage, Wire.ReferenceImages, MediaFormats.AnyImage, 10) with { IsArray = true },
            CreateMedia(P.ReferenceAudio, Wire.ReferenceAudios, MediaFormats.AnyAudio, 5) with { IsArray = true },
            new MediaParameter(P.ReferenceFile, Wire.FileUrl, MediaFormats.AnyDocument),
            new MediaParameter(P.ReferenceLink, Wire.WebUrl, MediaFormats.AnyPage),
            .. Common30,
        ])
    {
        Family = Family30,
        Rules =
        [
            new CountRule([P.Video, P.ReferenceVideo, P.ReferenceImage, P.ReferenceAudio, P.ReferenceFile, P.ReferenceLink], Minimum: 1),
            new CountRule([P.Video, P.ReferenceVideo], Maximum: 5),
            new SecondsRule { MaximumInput = 15 },
            new RequiredFlagRule([P.ReferenceFile, P.ReferenceLink], Wire.Thinking),
        ],

        // Whether the seconds of reference videos are billed is not documented.
        Billing = BillingRule.OutputAndUnknownInput,
    };

    private static readonly MediaFormats ImageFormats = new("an image", ".jpeg", ".jpg", ".png", ".bmp", ".webp");
    private static readonly MediaFormats VideoFormats = new("a video", ".mp4", ".mov");
    private static readonly MediaFormats AudioFormats = new("an audio file", ".wav", ".mp3");

    private static readonly TextParameter Prompt27 = Prompt with { MaximumLength = 5000 };
    private static readonly ModelParameter NegativePrompt = new TextParameter(P.NegativePrompt, Wire.NegativePrompt, MaximumLength: 500);
    private static readonly ModelParameter Resolution27 = Resolution with { Choices = ["720p", "1080p"], SurchargedValues = ["1080p"] };
    private static readonly ModelParameter AspectRatio27 = AspectRatio with { Choices = ["16:9", "9:16", "1:1", "4:3", "3:4"] };
    private static readonly NumberParameter<int> Duration27 = Duration with { Maximum = 15, SpecialValues = [] };
    private static readonly NumberParameter<int> DurationTo10 = Duration27 with { Maximum = 10 };
    private static readonly ModelParameter DurationOfEdit = DurationTo10 with { SpecialValues = [(0, "that of the video")], Default = 0 };
    private static readonly ModelParameter Audio = CreateMedia(P.Audio, Wire.Audio, AudioFormats);
    private static readonly MediaParameter Clip = CreateMedia(P.Video, Wire.Video, VideoFormats) with { DurationLimits = (2, 10) };

    private static readonly ModelParameter MultiShots = new ProviderSpecificParameter(Wire.MultiShots, ProviderSpecificType.Boolean)
    {
        Description = "The video has several shots. Default false.",
    };

    private static readonly ModelParameter KeepSound = new FlagParameter(P.KeepSound, Wire.AudioSetting, ValueIfSet: true) { WireTexts = (AudioSetting.Origin, AudioSetting.Auto) };

    private static readonly VideoModel[] Models27 =
    [
        new(
            Model.TextToVideo27,
            TextToVideo,
            [Prompt27, NegativePrompt, Audio, Resolution27, AspectRatio27, Duration27, NoPromptExtend, Seed, CallbackUrl, SafetyChecker])
        {
            Family = Family27,
        },

        // -Video alone is edited, and so is -Video with a reference image: this model precedes the one that continues a clip. -Video with -LastFrame is continued.
        new(
            Model.EditVideo27,
            VideoToVideo,
            [
                Prompt27,
                Clip with { IsRequired = true },
                CreateMedia(P.ReferenceImage, Wire.ReferenceImage, ImageFormats),
                KeepSound,
                Resolution27,
                AspectRatio27,
                DurationOfEdit,
                Seed,
                CallbackUrl,
                SafetyChecker,
            ])
        {
            Family = Family27,
            Billing = BillingRule.OutputAndUnknownInput,
        },
        new(
            Model.ImageToVideo27,
            ImageToVideo,
            [
                Prompt27 with { IsRequired = false },
                NegativePrompt,
                CreateMedia(P.Image, Wire.Image, ImageFormats),
                LastFrame with { Formats = ImageFormats },
                Clip,
                Audio,
                Resolution27,
                Duration27,
                NoPromptExtend,
                Seed,
                CallbackUrl,
                SafetyChecker,
            ])
        {
            Family = Family27,
            Rules = [new CountRule([P.Image, P.Video], Minimum: 1), new ExclusionRule([P.Video], [P.Image])],
        },
        new(
            Model.ReferenceToVideo27,
            ReferenceToVideo,
            [
                Prompt27,
                NegativePrompt,
                CreateMedia(P.ReferenceVideo, Wire.ReferenceVideos, VideoFormats, maximumCount: null) with { IsArray = true },
                CreateMedia(P.ReferenceImage, Wire.ReferenceImages, ImageFormats, maximumCount: null) with { IsArray = true },
                Resolution27,
                AspectRatio27,
                DurationTo10,
                Seed,
                CallbackUrl,
                MultiShots,
                SafetyChecker,
            ])
        {
            Family = Family27,
            Rules = [new CountRule([P.ReferenceVideo, P.ReferenceImage], Minimum: 1)],

            // "Input video + output seconds", without a maximum of the first.
            Billing = BillingRule.OutputAndUnknownInput,
        },
    ];

    private static readonly VideoModel[] Models30 =
    [
        Text30,
        Image30,
        Reference30,
        Text30 with { Name = Model.TextToVideo30Prime, Family = Family30Prime },
        Image30 with { Name = Model.ImageToVideo30Prime, Family = Family30Prime },
        Reference30 with { Name = Model.ReferenceToVideo30Prime, Family = Family30Prime },
    ];

    // Wan 3.0 is the default family. The others cost as much, or more, for the same resolution.
    public static ModelCatalog Create(string provider) => new(provider, [.. Models30.Concat(Models27).Select(model => model with { Rules = [.. model.Rules, CreateFieldsRule(model)] })]);

    private static MediaParameter CreateMedia(ParameterDefinition<IReadOnlyList<string>> definition, string field, MediaFormats formats, int? maximumCount = 1) =>
        new(definition, field, formats, maximumCount) { Schemes = MediaSchemes };

    private static AdditionalFieldsRule CreateFieldsRule(VideoModel model) => new([.. model.Parameters.OfType<ProviderSpecificParameter>().Select(parameter => parameter.Field)]);

    /// <summary>The only fields of <c>-AdditionalProperty</c>: fal ignores fields that do not exist without an error.</summary>
    private sealed record AdditionalFieldsRule(IReadOnlyList<string> Fields) : CombinationRule
    {
        public override string Description => $"-AdditionalProperty has no fields but {string.Join(" and ", Fields)}.";

        public override string? Validate(VideoRequest request, string model) => request.AdditionalProperty?.Select(field => field.Key).FirstOrDefault(name => !Fields.Contains(name)) is { } unknown
            ? $"-AdditionalProperty has '{unknown}'; {model} takes {string.Join(" and ", Fields)}, and ignores other fields without an error. Use -SkipValidation to send it."
            : null;
    }

    /// <summary>A field of <c>-AdditionalProperty</c> that parameters require to be true.</summary>
    private sealed record RequiredFlagRule(IReadOnlyList<ParameterDefinition> Parameters, string Field) : CombinationRule
    {
        public override string Description => $"{string.Join(" and ", Parameters.Select(parameter => $"-{parameter}"))} require -AdditionalProperty @{{ {Field} = $true }}.";

        public override string? Validate(VideoRequest request, string model) => Parameters.FirstOrDefault(parameter => parameter.HasValue(request)) is { } first
            && request.AdditionalProperty?[Field]?.GetValueKind() is not JsonValueKind.True
            ? $"-{first} requires -AdditionalProperty @{{ {Field} = $true }} for {model}. Add it, or omit -{first}."
            : null;
    }
}
