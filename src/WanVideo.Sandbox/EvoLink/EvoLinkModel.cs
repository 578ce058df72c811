using System.Collections.Frozen;
using static WanVideo.Providers.EvoLink.EvoLinkWire;

namespace WanVideo.Sandbox.EvoLink;

/// <summary>The fields and limits of a model.</summary>
/// <param name="InputField">The field of its media; null for text only.</param>
/// <param name="MaxInputs">The maximum number of media.</param>
/// <param name="MaxSeconds">The maximum duration.</param>
/// <param name="Fields">All top-level fields.</param>
internal sealed record EvoLinkModel(string? InputField, int MaxInputs, int MaxSeconds, FrozenSet<string> Fields)
{
    public static readonly FrozenDictionary<string, EvoLinkModel> All = new Dictionary<string, EvoLinkModel>
    {
        [Model.TextToVideo] = Create(null, 0, 15, Field.AspectRatio, Field.PromptExtend, Field.Audio),
        [Model.ImageToVideo] = Create(Field.Images, 1, 15, Field.PromptExtend, Field.Audio),
        [Model.ImageToVideoFlash] = Create(Field.Images, 1, 15, Field.PromptExtend, Field.Audio, Field.GenerateAudio),
        [Model.ReferenceVideo] = Create(Field.Videos, 3, 10, Field.AspectRatio),
        [Model.ReferenceVideoFlash] = Create(Field.Videos, 3, 10, Field.AspectRatio, Field.GenerateAudio),
    }.ToFrozenDictionary();

    private static EvoLinkModel Create(string? inputField, int maxInputs, int maxSeconds, params IEnumerable<string> fields) =>
        new(inputField, maxInputs, maxSeconds, [.. Field.Common, .. fields, .. inputField is null ? (string[])[] : [inputField]]);
}
