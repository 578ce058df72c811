using System.Collections.Frozen;
using static WanVideo.Providers.ModelStream.ModelStreamWire;

namespace WanVideo.Sandbox.ModelStream;

/// <summary>The fields and limits of a model.</summary>
/// <param name="MaxSeconds">The maximum duration.</param>
/// <param name="Fields">Its fields beside model and prompt.</param>
internal sealed record ModelStreamModel(int MaxSeconds, FrozenSet<string> Fields)
{
    public static readonly FrozenDictionary<string, ModelStreamModel> All = new Dictionary<string, ModelStreamModel>
    {
        [Model.ImageToVideoFlash] = new(15, [.. Field.Common, Field.Image, Field.Audio, Field.Resolution, Field.PromptExtend]),
        [Model.ReferenceVideo] = new(10, [.. Field.Common, Field.References, Field.Size]),
    }.ToFrozenDictionary();
}
