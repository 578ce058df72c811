using System.Collections.Frozen;
using static WanVideo.Providers.DashScope.DashScopeWire;

namespace WanVideo.Sandbox.DashScope;

/// <summary>The fields and limits of a model.</summary>
/// <param name="MaxSeconds">The maximum duration.</param>
/// <param name="Fields">The paths of all its fields.</param>
internal sealed record DashScopeModel(int MaxSeconds, FrozenSet<string> Fields)
{
    private static readonly DashScopeModel FromText = new(15, [.. Field.Common, Field.Audio, Field.Size, Field.PromptExtend]);
    private static readonly DashScopeModel FromImage = new(15, [.. Field.Common, Field.Image, Field.Audio, Field.Resolution, Field.PromptExtend]);
    private static readonly DashScopeModel FromReferences = new(10, [.. Field.Common, Field.References, Field.Size]);

    public static readonly FrozenDictionary<string, DashScopeModel> All = new Dictionary<string, DashScopeModel>
    {
        [Model.TextToVideo] = FromText,
        [Model.TextToVideoUs] = FromText,
        [Model.ImageToVideo] = FromImage,
        [Model.ImageToVideoUs] = FromImage,
        [Model.ImageToVideoFlash] = new(15, [.. FromImage.Fields, Field.MakeAudio]),
        [Model.ReferenceToVideo] = FromReferences,
        [Model.ReferenceToVideoFlash] = new(10, [.. FromReferences.Fields, Field.MakeAudio]),
    }.ToFrozenDictionary();
}
