using System.Collections.Frozen;
using static WanVideo.Providers.Fal.FalWire;

namespace WanVideo.Sandbox.Fal;

/// <summary>The fields and limits of a model.</summary>
/// <param name="Media">The fields of its media.</param>
/// <param name="MaxSeconds">The maximum duration.</param>
/// <param name="Fields">All fields.</param>
internal sealed record FalModel(MediaRules Media, int MaxSeconds, FrozenSet<string> Fields)
{
    private static readonly string[] CommonFields = [Field.Prompt, Field.Duration, Field.Resolution, Field.Seed, Field.SafetyChecker];
    private static readonly string[] Fields30 = [Field.AspectRatio, Field.MakeAudio, Field.PromptExpansion, Field.Thinking];

    private static readonly FalModel Text30 = Create([], 30, Fields30) with { IsPromptRequired = true, Sizes = WanFrameSizes.Wan30, DefaultAspectRatio = "adaptive", SpecialSeconds = null };

    private static readonly FalModel Image30 = Text30.WithMedia([(Field.StartImage, 1), (Field.EndImage, 1)], rules => rules with { AnyOf = [Field.StartImage] }) with { IsPromptRequired = false };

    private static readonly FalModel Reference30 = Text30.WithMedia(
        [(Field.ReferenceImages, 10), (Field.ReferenceVideos, 5), (Field.ReferenceAudios, 5), (Field.FileUrl, 1), (Field.WebUrl, 1)],
        rules => rules with { AnyOf = [.. rules.Maximum.Keys] }) with
    { IsPromptRequired = false };

    public static readonly FrozenDictionary<string, FalModel> All = new Dictionary<string, FalModel>
    {
        [Model.TextToVideo30] = Text30,
        [Model.ImageToVideo30] = Image30,
        [Model.ReferenceToVideo30] = Reference30,
        [Model.TextToVideo30Prime] = Text30,
        [Model.ImageToVideo30Prime] = Image30,
        [Model.ReferenceToVideo30Prime] = Reference30,
        [Model.TextToVideo27] = Create([(Field.Audio, 1)], 15, Field.NegativePrompt, Field.AspectRatio, Field.PromptExpansion) with { IsPromptRequired = true },
        [Model.ImageToVideo27] = Create(
            [(Field.Image, 1), (Field.EndImage, 1), (Field.Video, 1), (Field.Audio, 1)], 15, Field.NegativePrompt, Field.PromptExpansion)
            .WithRules(rules => rules with { AnyOf = [Field.Image, Field.Video], Exclusive = [([Field.Video], [Field.Image])] }),
        [Model.ReferenceToVideo27] = Create([(Field.ReferenceImages, int.MaxValue), (Field.ReferenceVideos, int.MaxValue)], 10, Field.NegativePrompt, Field.AspectRatio, Field.MultiShots)
            .WithRules(rules => rules with { AnyOf = [Field.ReferenceImages, Field.ReferenceVideos] }) with
        { IsPromptRequired = true },
        [Model.EditVideo27] = Create([(Field.Video, 1), (Field.ReferenceImage, 1)], 10, Field.AspectRatio, Field.AudioSetting)
            .WithRules(rules => rules with { AnyOf = [Field.Video] }) with
        { IsPromptRequired = true, SpecialSeconds = 0 },
    }.ToFrozenDictionary();

    public bool IsPromptRequired { get; init; }

    /// <summary>The duration for that of the input video; null if the model has no such input.</summary>
    public int? SpecialSeconds { get; init; }

    public Dictionary<string, Dictionary<string, (int Width, int Height)>> Sizes { get; init; } = WanFrameSizes.Wan27;

    public string DefaultAspectRatio { get; init; } = "16:9";

    /// <summary>Whether the duration can be null, so that the model chooses it.</summary>
    public bool CanChooseDuration => MaxSeconds == 30;

    /// <summary>The owner and the app of a model, with which the path of a request begins.</summary>
    public static string GetApp(string model) => string.Join('/', model.Split('/')[..2]);

    private static FalModel Create((string Field, int Maximum)[] media, int maxSeconds, params IEnumerable<string> fields) =>
        new(new(media.ToDictionary(entry => entry.Field, entry => entry.Maximum)), maxSeconds, [.. CommonFields, .. fields, .. media.Select(entry => entry.Field)]);

    private FalModel WithMedia((string Field, int Maximum)[] media, Func<MediaRules, MediaRules> change) =>
        (this with { Media = new(media.ToDictionary(entry => entry.Field, entry => entry.Maximum)), Fields = [.. Fields, .. media.Select(entry => entry.Field)] }).WithRules(change);

    private FalModel WithRules(Func<MediaRules, MediaRules> change) => this with { Media = change(Media) };
}
