using System.Collections.Frozen;
using static WanVideo.Providers.AceData.AceDataWire;

namespace WanVideo.Sandbox.AceData;

/// <summary>The action and the input of a model.</summary>
/// <param name="Action">The required action.</param>
/// <param name="InputField">The required media field; null for text only.</param>
internal sealed record AceDataModel(string Action, string? InputField)
{
    public static readonly FrozenDictionary<string, AceDataModel> All = new Dictionary<string, AceDataModel>
    {
        [Model.TextToVideo] = new(Actions.TextToVideo, null),
        [Model.ImageToVideo] = new(Actions.ImageToVideo, Field.Image),
        [Model.ImageToVideoFlash] = new(Actions.ImageToVideo, Field.Image),
        [Model.ReferenceVideo] = new(Actions.ImageToVideo, Field.References),
    }.ToFrozenDictionary();
}
