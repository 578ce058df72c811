using System.Collections.Frozen;
using static WanVideo.Sandbox.DashScope.DashScopeNames;

namespace WanVideo.Sandbox.DashScope;

/// <summary>What one of DashScope's Wan 2.6 models takes.</summary>
/// <param name="LongestSeconds">The longest video.</param>
/// <param name="Input">The fields of its input.</param>
/// <param name="Parameters">Its parameters.</param>
internal sealed record DashScopeModel(int LongestSeconds, FrozenSet<string> Input, FrozenSet<string> Parameters)
{
    private static readonly string[] Prompts = [Field.Prompt, Field.NegativePrompt];
    private static readonly string[] Common = [Field.Duration, Field.ShotType, Field.Watermark, Field.Seed];

    private static readonly DashScopeModel FromText = New(15, [Field.AudioUrl], [Field.Size, Field.PromptExtend]);
    private static readonly DashScopeModel FromImage = New(15, [Field.ImageUrl, Field.AudioUrl], [Field.Resolution, Field.PromptExtend]);

    public static readonly FrozenDictionary<string, DashScopeModel> All = new Dictionary<string, DashScopeModel>
    {
        [Model.TextToVideo] = FromText,
        [Model.TextToVideoUs] = FromText,
        [Model.ImageToVideo] = FromImage,
        [Model.ImageToVideoUs] = FromImage,
        [Model.ImageToVideoFlash] = New(15, [Field.ImageUrl, Field.AudioUrl], [Field.Resolution, Field.PromptExtend, Field.Audio]),
        [Model.ReferenceToVideo] = New(10, [Field.ReferenceUrls], [Field.Size]),
        [Model.ReferenceToVideoFlash] = New(10, [Field.ReferenceUrls], [Field.Size, Field.Audio]),
    }.ToFrozenDictionary();

    /// <summary>All fields that a body can have, each with the object that it is in.</summary>
    public FrozenSet<string> Fields { get; } =
    [
        Field.Model,
        Field.Input,
        Field.Parameters,
        .. Input.Select(field => $"{Field.Input}.{field}"),
        .. Parameters.Select(field => $"{Field.Parameters}.{field}"),
    ];

    private static DashScopeModel New(int longest, string[] input, string[] parameters) =>
        new(longest, [.. Prompts, .. input], [.. Common, .. parameters]);
}
