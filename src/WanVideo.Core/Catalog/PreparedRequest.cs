using System.Text.Json.Nodes;

namespace WanVideo.Catalog;

/// <summary>A validated request with the body to send.</summary>
/// <param name="Model">The model.</param>
/// <param name="Request">The request.</param>
/// <param name="Body">The body of the create request.</param>
/// <param name="Warnings">The warnings to show before the request is sent.</param>
public sealed record PreparedRequest(VideoModel Model, VideoRequest Request, JsonObject Body, IReadOnlyList<string> Warnings)
{
    /// <summary>Whether the model is the one that the inputs select if no model is specified.</summary>
    public bool IsDefaultModel { get; init; }

    /// <inheritdoc cref="VideoModel.GetValue{T}"/>
    public T? GetValue<T>(ParameterDefinition<T> parameter) => Model.GetValue(parameter, Request);

    /// <summary>The length of the video in seconds: the requested one, or the model's default. Null if the input or the model determines it.</summary>
    public int? EffectiveDuration => GetValue(VideoParameters.Duration) is > 0 and var seconds ? seconds : null;

    /// <summary>A description of the video: <c>5 s of silent 720p video with wan2.6-image-to-video-flash</c>.</summary>
    public override string ToString()
    {
        var duration = EffectiveDuration is { } seconds ? FormattableString.Invariant($"{seconds} s of ") : "";
        var resolution = GetValue(VideoParameters.Resolution) is { } value ? value + " " : "";
        var audio = Request.NoSound && Model.Find(VideoParameters.NoSound) is not null ? "silent " : "";
        return $"{duration}{audio}{resolution}video with {Model}";
    }
}
