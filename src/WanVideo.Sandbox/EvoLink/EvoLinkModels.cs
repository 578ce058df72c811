using System.Collections.Frozen;

namespace WanVideo.Sandbox.EvoLink;

/// <summary>What each of EvoLink's Wan 2.6 models takes.</summary>
/// <param name="Inputs">The field of its inputs; null for a prompt alone.</param>
/// <param name="MaximumInputs">How many.</param>
/// <param name="LongestSeconds">The longest video.</param>
/// <param name="Fields">Its other fields.</param>
internal sealed record EvoLinkModel(string? Inputs, int MaximumInputs, int LongestSeconds, FrozenSet<string> Fields)
{
    private static readonly string[] Common = ["model", "prompt", "duration", "quality", "model_params", "callback_url"];

    public static readonly FrozenDictionary<string, EvoLinkModel> All = new Dictionary<string, EvoLinkModel>
    {
        ["wan2.6-text-to-video"] = New(null, 0, 15, "aspect_ratio", "prompt_extend", "audio_url"),
        ["wan2.6-image-to-video"] = New("image_urls", 1, 15, "prompt_extend", "audio_url"),
        ["wan2.6-image-to-video-flash"] = New("image_urls", 1, 15, "prompt_extend", "audio_url", "generate_audio"),
        ["wan2.6-reference-video"] = New("video_urls", 3, 10, "aspect_ratio"),
        ["wan2.6-reference-video-flash"] = New("video_urls", 3, 10, "aspect_ratio", "generate_audio"),
    }.ToFrozenDictionary();

    private static EvoLinkModel New(string? inputs, int maximumInputs, int longest, params string[] fields) =>
        new(inputs, maximumInputs, longest, ((string[])[.. Common, .. fields, .. inputs is null ? [] : new[] { inputs }]).ToFrozenSet());
}
