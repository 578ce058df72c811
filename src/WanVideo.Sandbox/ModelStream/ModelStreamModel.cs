using System.Collections.Frozen;
using static WanVideo.Sandbox.ModelStream.ModelStreamNames;

namespace WanVideo.Sandbox.ModelStream;

/// <summary>What one of ModelStream's Wan 2.6 models takes.</summary>
/// <param name="LongestSeconds">The longest video.</param>
/// <param name="Fields">Its fields beside the model and the prompt.</param>
internal sealed record ModelStreamModel(int LongestSeconds, FrozenSet<string> Fields)
{
    private static readonly string[] Common = [Field.NegativePrompt, Field.Duration, Field.ShotType, Field.Audio, Field.Watermark, Field.Seed];

    public static readonly FrozenDictionary<string, ModelStreamModel> All = new Dictionary<string, ModelStreamModel>
    {
        [Model.ImageToVideoFlash] = New(15, Field.ImageUrl, Field.AudioUrl, Field.Resolution, Field.PromptExtend),
        [Model.ReferenceVideo] = New(10, Field.References, Field.Size),
    }.ToFrozenDictionary();

    private static ModelStreamModel New(int longest, params IEnumerable<string> fields) => new(longest, Common.Concat(fields).ToFrozenSet());
}
