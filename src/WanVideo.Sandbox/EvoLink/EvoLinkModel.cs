using System.Collections.Frozen;
using static WanVideo.Sandbox.EvoLink.EvoLinkNames;

namespace WanVideo.Sandbox.EvoLink;

/// <summary>What one of EvoLink's Wan 2.6 models takes.</summary>
/// <param name="Inputs">The field of its inputs; null for a prompt alone.</param>
/// <param name="MaximumInputs">How many.</param>
/// <param name="LongestSeconds">The longest video.</param>
/// <param name="Fields">All its fields.</param>
internal sealed record EvoLinkModel(string? Inputs, int MaximumInputs, int LongestSeconds, FrozenSet<string> Fields)
{
    private static readonly string[] Common = [Field.Model, Field.Prompt, Field.Duration, Field.Quality, Field.ModelParams, Field.CallbackUrl];

    public static readonly FrozenDictionary<string, EvoLinkModel> All = new Dictionary<string, EvoLinkModel>
    {
        [Model.TextToVideo] = New(null, 0, 15, Field.AspectRatio, Field.PromptExtend, Field.AudioUrl),
        [Model.ImageToVideo] = New(Field.ImageUrls, 1, 15, Field.PromptExtend, Field.AudioUrl),
        [Model.ImageToVideoFlash] = New(Field.ImageUrls, 1, 15, Field.PromptExtend, Field.AudioUrl, Field.GenerateAudio),
        [Model.ReferenceVideo] = New(Field.VideoUrls, 3, 10, Field.AspectRatio),
        [Model.ReferenceVideoFlash] = New(Field.VideoUrls, 3, 10, Field.AspectRatio, Field.GenerateAudio),
    }.ToFrozenDictionary();

    private static EvoLinkModel New(string? inputs, int maximumInputs, int longest, params IEnumerable<string> fields) =>
        new(inputs, maximumInputs, longest, Common.Concat(fields).Concat(inputs is null ? [] : [inputs]).ToFrozenSet());
}
