using System.Collections.Frozen;
using static WanVideo.Providers.EvoLink.EvoLinkWire;

namespace WanVideo.Sandbox.EvoLink;

/// <summary>The fields and limits of a model.</summary>
/// <param name="Media">The fields of its media.</param>
/// <param name="MaxSeconds">The maximum duration.</param>
/// <param name="Fields">All top-level fields.</param>
internal sealed record EvoLinkModel(MediaRules Media, int MaxSeconds, FrozenSet<string> Fields)
{
    private static readonly EvoLinkModel Text27 =
        Create([(Field.Audios, 1)], 15, Field.NegativePrompt, Field.AspectRatio, Field.Seed, Field.PromptExtend) with { MaxPromptLength = 5000, Sizes = WanFrameSizes.Wan27, MinSeed = 1 };

    private static readonly EvoLinkModel Image27 = Create(
        [(Field.ImageStart, 1), (Field.ImageEnd, 1), (Field.Videos, 1), (Field.Audios, 1)], 15, Field.NegativePrompt, Field.Seed, Field.PromptExtend, Field.GenerationMode)
        .WithLimits(Text27)
        .WithRules(rules => rules with { AnyOf = [Field.ImageStart, Field.Videos], Exclusive = [([Field.Videos], [Field.ImageStart, Field.Audios])] }) with
        { IsPromptRequired = false };

    private static readonly EvoLinkModel Reference27 = Create(
        [(Field.ImageStart, 1), (Field.Images, 5), (Field.Videos, 5), (Field.Audios, 5)], 15, Field.AspectRatio, Field.Seed)
        .WithLimits(Text27)
        .WithRules(rules => rules with { AnyOf = [Field.Images, Field.Videos], Together = ([Field.Images, Field.Videos], 5), SecondsWith = (Field.Videos, 10) });

    private static readonly EvoLinkModel Edit27 = Create(
        [(Field.Videos, 1), (Field.Images, 4)], 10, Field.NegativePrompt, Field.AspectRatio, Field.Seed, Field.PromptExtend, Field.KeepOriginalSound)
        .WithLimits(Text27)
        .WithRules(rules => rules with { AnyOf = [Field.Videos] }) with
        { IsPromptRequired = false, SpecialSeconds = 0 };

    private static readonly EvoLinkModel Text30 = Create([], 30, Field.AspectRatio, Field.Seed, Field.GenerateAudio) with
    {
        MaxPromptLength = 20000,
        SpecialSeconds = -1,
        Sizes = WanFrameSizes.Wan30,
        DefaultAspectRatio = "adaptive",
    };

    private static readonly EvoLinkModel Image30 = Create([(Field.ImageStart, 1), (Field.ImageEnd, 1)], 30, Field.AspectRatio, Field.Seed, Field.GenerateAudio)
        .WithLimits(Text30)
        .WithRules(rules => rules with { AnyOf = [Field.ImageStart] }) with
        { IsPromptRequired = false };

    private static readonly EvoLinkModel Reference30 = Create(
        [(Field.Images, 10), (Field.Videos, 5), (Field.Audios, 5), (Field.FileUrl, 1), (Field.LinkUrl, 1)], 30, Field.AspectRatio, Field.Seed, Field.GenerateAudio)
        .WithLimits(Text30)
        .WithRules(rules => rules with { AnyOf = [.. rules.Maximum.Keys], Exclusive = [([Field.FileUrl], [Field.LinkUrl])] }) with
        { IsPromptRequired = false };

    public static readonly FrozenDictionary<string, EvoLinkModel> All = new Dictionary<string, EvoLinkModel>
    {
        [Model.TextToVideo] = Create([], 15, Field.AspectRatio, Field.PromptExtend, Field.Audio),
        [Model.ImageToVideo] = Create([(Field.Images, 1)], 15, Field.PromptExtend, Field.Audio).Requiring(Field.Images),
        [Model.ImageToVideoFlash] = Create([(Field.Images, 1)], 15, Field.PromptExtend, Field.Audio, Field.GenerateAudio).Requiring(Field.Images),
        [Model.ReferenceVideo] = Create([(Field.Videos, 3)], 10, Field.AspectRatio).Requiring(Field.Videos),
        [Model.ReferenceVideoFlash] = Create([(Field.Videos, 3)], 10, Field.AspectRatio, Field.GenerateAudio).Requiring(Field.Videos),
        [Model.TextToVideo27] = Text27,
        [Model.ImageToVideo27] = Image27,
        [Model.ReferenceVideo27] = Reference27,
        [Model.VideoEdit27] = Edit27,
        [Model.TextToVideo30] = Text30,
        [Model.ImageToVideo30] = Image30,
        [Model.ReferenceVideo30] = Reference30,
        [Model.TextToVideo30Prime] = Text30,
        [Model.ImageToVideo30Prime] = Image30,
        [Model.ReferenceVideo30Prime] = Reference30,
    }.ToFrozenDictionary();

    public int MaxPromptLength { get; init; } = 1500;

    public bool IsPromptRequired { get; init; } = true;

    /// <summary>A duration outside the limits: 0 for that of the video, -1 for one that the model chooses.</summary>
    public int? SpecialSeconds { get; init; }

    public int MinSeed { get; init; }

    public Dictionary<string, Dictionary<string, (int Width, int Height)>> Sizes { get; init; } = WanFrameSizes.ByResolution;

    public string DefaultAspectRatio { get; init; } = "16:9";

    private static EvoLinkModel Create((string Field, int Maximum)[] media, int maxSeconds, params IEnumerable<string> fields) =>
        new(new(media.ToDictionary(entry => entry.Field, entry => entry.Maximum)), maxSeconds, [.. Field.Common, .. fields, .. media.Select(entry => entry.Field)]);

    private EvoLinkModel Requiring(string field) => WithRules(rules => rules with { AnyOf = [field] });

    private EvoLinkModel WithRules(Func<MediaRules, MediaRules> change) => this with { Media = change(Media) };

    private EvoLinkModel WithLimits(EvoLinkModel other) => other with { Media = Media, MaxSeconds = MaxSeconds, Fields = Fields };
}
