using System.Collections.Frozen;
using static WanVideo.Sandbox.AceData.AceDataNames;

namespace WanVideo.Sandbox.AceData;

/// <summary>What one of AceData's Wan 2.6 models takes.</summary>
/// <param name="Action">The action that it goes with.</param>
/// <param name="Input">The field that it cannot do without; null for a prompt alone.</param>
internal sealed record AceDataModel(string Action, string? Input)
{
    public static readonly FrozenDictionary<string, AceDataModel> All = new Dictionary<string, AceDataModel>
    {
        [Model.TextToVideo] = new(CreateAction.TextToVideo, null),
        [Model.ImageToVideo] = new(CreateAction.ImageToVideo, Field.ImageUrl),
        [Model.ImageToVideoFlash] = new(CreateAction.ImageToVideo, Field.ImageUrl),

        // By the manual. One sample of AceData's sends this model with the other action.
        [Model.ReferenceVideo] = new(CreateAction.ImageToVideo, Field.ReferenceVideoUrls),
    }.ToFrozenDictionary();
}
