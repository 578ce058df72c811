using System.Collections.Frozen;
using static WanVideo.Providers.DashScope.DashScopeWire;
using MediaType = WanVideo.Providers.DashScope.DashScopeWire.Media;

namespace WanVideo.Sandbox.DashScope;

/// <summary>The fields and limits of a model.</summary>
/// <param name="MaxSeconds">The maximum duration.</param>
/// <param name="Fields">The paths of all its fields.</param>
internal sealed record DashScopeModel(int MaxSeconds, FrozenSet<string> Fields)
{
    private static readonly DashScopeModel FromText = new(15, [.. Field.Common, Field.Audio, Field.Size, Field.PromptExtend]);
    private static readonly DashScopeModel FromImage = new(15, [.. Field.Common, Field.Image, Field.Audio, Field.Resolution, Field.PromptExtend]);
    private static readonly DashScopeModel FromReferences = new(10, [.. Field.Common, Field.References, Field.Size]);

    private static readonly string[] Common27 =
        [Field.Model, Field.Input, Field.Parameters, Field.Prompt, Field.Resolution, Field.Duration, Field.PromptExtend, Field.Watermark, Field.Seed, Field.ClientExtendPrompt, Field.ClientFunction];

    private static readonly DashScopeModel Text27 = new(15, [.. Common27, Field.NegativePrompt, Field.Audio, Field.AspectRatio]) { MaxPromptLength = 5000, Sizes = WanFrameSizes.Wan27 };

    private static readonly DashScopeModel Image27 = Text27 with
    {
        Fields = [.. Common27, Field.NegativePrompt, Field.Media],
        IsPromptRequired = false,
        Media = new(new Dictionary<string, int> { [MediaType.FirstFrame] = 1, [MediaType.LastFrame] = 1, [MediaType.DrivingAudio] = 1, [MediaType.FirstClip] = 1 })
        {
            AnyOf = [MediaType.FirstFrame, MediaType.FirstClip],
            Exclusive = [([MediaType.FirstClip], [MediaType.FirstFrame, MediaType.DrivingAudio])],
        },
    };

    private static readonly DashScopeModel Reference27 = Text27 with
    {
        Fields = [.. Common27, Field.AspectRatio, Field.Media],
        HasVoices = true,
        Media = new(new Dictionary<string, int> { [MediaType.FirstFrame] = 1, [MediaType.ReferenceImage] = 5, [MediaType.ReferenceVideo] = 5 })
        {
            AnyOf = [MediaType.ReferenceImage, MediaType.ReferenceVideo],
            Together = ([MediaType.ReferenceImage, MediaType.ReferenceVideo], 5),
            SecondsWith = (MediaType.ReferenceVideo, 10),
        },
    };

    private static readonly DashScopeModel Edit27 = Text27 with
    {
        MaxSeconds = 10,
        Fields = [.. Common27, Field.AspectRatio, Field.Media, Field.AudioSetting],
        IsPromptRequired = false,
        SpecialSeconds = 0,
        Media = new(new Dictionary<string, int> { [MediaType.Video] = 1, [MediaType.ReferenceImage] = 4 }) { AnyOf = [MediaType.Video] },
    };

    private static readonly string[] Frames30 = [MediaType.FirstFrame, MediaType.LastFrame];
    private static readonly string[] References30 = [MediaType.ReferenceImage, MediaType.ReferenceVideo, MediaType.ReferenceAudio, MediaType.File, MediaType.Link];

    private static readonly DashScopeModel Video30 = new(30, [.. Common27, Field.AspectRatio, Field.Media, Field.MakeAudio])
    {
        MaxPromptLength = 20000,
        IsPromptRequired = false,
        SpecialSeconds = -1,
        Sizes = WanFrameSizes.Wan30,
        DefaultAspectRatio = "adaptive",
        Media = new(new Dictionary<string, int>
        {
            [MediaType.FirstFrame] = 1,
            [MediaType.LastFrame] = 1,
            [MediaType.ReferenceImage] = 10,
            [MediaType.ReferenceVideo] = 5,
            [MediaType.ReferenceAudio] = 5,
            [MediaType.File] = 1,
            [MediaType.Link] = 1,
        })
        {
            Exclusive = [(References30, Frames30), ([MediaType.File], [MediaType.Link])],
        },
    };

    private static readonly string[] Fields25 = [.. Common27.Except([Field.Resolution]), Field.NegativePrompt];
    private static readonly DashScopeModel Text25 = new(10, [.. Fields25, Field.Audio, Field.Size]) { MinSeconds = 5, SecondsStep = 5, SizesByWireValue = WanFrameSizes.Wan25ByWireValue };
    private static readonly DashScopeModel Image25 = new(10, [.. Fields25, Field.Image, Field.Audio, Field.Resolution]) { MinSeconds = 5, SecondsStep = 5, Sizes = WanFrameSizes.Wan30 };
    private static readonly DashScopeModel Text22 = new(5, [.. Fields25, Field.Size]) { MinSeconds = 5, MaxPromptLength = 800, SizesByWireValue = WanFrameSizes.Wan22ByWireValue };
    private static readonly DashScopeModel Image22 = new(5, [.. Fields25, Field.Image, Field.Resolution]) { MinSeconds = 5, MaxPromptLength = 800, Sizes = WithoutResolution("720p") };

    public static readonly FrozenDictionary<string, DashScopeModel> All = new Dictionary<string, DashScopeModel>
    {
        [Model.TextToVideo] = FromText,
        [Model.TextToVideoUs] = FromText,
        [Model.ImageToVideo] = FromImage,
        [Model.ImageToVideoUs] = FromImage,
        [Model.ImageToVideoFlash] = new(15, [.. FromImage.Fields, Field.MakeAudio]),
        [Model.ReferenceToVideo] = FromReferences,
        [Model.ReferenceToVideoFlash] = new(10, [.. FromReferences.Fields, Field.MakeAudio]),
        [Model.TextToVideo27] = Text27,
        [Model.ImageToVideo27] = Image27,
        [Model.ReferenceToVideo27] = Reference27,
        [Model.VideoEdit27] = Edit27,
        [Model.Video30] = Video30,
        [Model.Video30Prime] = Video30,
        [Model.TextToVideo25] = Text25,
        [Model.ImageToVideo25] = Image25,
        [Model.TextToVideo22] = Text22,
        [Model.ImageToVideo22] = Image22,
        [Model.ImageToVideo22Flash] = Image22 with { Sizes = WithoutResolution("1080p"), DefaultResolution = Resolution.P720 },
    }
    .Concat(Model.DatedTextToVideo27.Select(name => KeyValuePair.Create(name, Text27)))
    .Concat(Model.DatedImageToVideo27.Select(name => KeyValuePair.Create(name, Image27)))
    .Concat(Model.DatedReferenceToVideo27.Select(name => KeyValuePair.Create(name, Reference27)))
    .ToFrozenDictionary();

    public int MinSeconds { get; init; } = 2;

    /// <summary>The difference between two durations.</summary>
    public int SecondsStep { get; init; } = 1;

    /// <summary>A duration outside the limits: 0 for that of the video, -1 for one that the model chooses.</summary>
    public int? SpecialSeconds { get; init; }

    public int MaxPromptLength { get; init; } = 1500;

    public bool IsPromptRequired { get; init; } = true;

    /// <summary>The sizes of a model with a resolution, by resolution and aspect ratio.</summary>
    public Dictionary<string, Dictionary<string, (int Width, int Height)>> Sizes { get; init; } = WanFrameSizes.ByResolution;

    public string DefaultResolution { get; init; } = Resolution.P1080;

    public string DefaultAspectRatio { get; init; } = "16:9";

    /// <summary>The sizes of a model with a size.</summary>
    public Dictionary<string, (int Width, int Height)> SizesByWireValue { get; init; } = WanFrameSizes.ByWireValue;

    /// <summary>The items of <see cref="Field.Media"/>; null if the model does not have the field.</summary>
    public MediaRules? Media { get; init; }

    /// <summary>Whether the items of <see cref="Field.Media"/> have voices.</summary>
    public bool HasVoices { get; init; }

    private static Dictionary<string, Dictionary<string, (int Width, int Height)>> WithoutResolution(string resolution) =>
        WanFrameSizes.Wan30.Where(pair => pair.Key != resolution).ToDictionary(StringComparer.OrdinalIgnoreCase);
}
