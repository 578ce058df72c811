using System.Text.Json.Nodes;

namespace WanVideo.Catalog;

/// <summary>A request that passed its checks and may be sent.</summary>
/// <param name="Model">The model it goes to.</param>
/// <param name="Request">What the user asked.</param>
/// <param name="Body">What is sent.</param>
/// <param name="Warnings">What the user should know before.</param>
public sealed record PreparedRequest(VideoModel Model, VideoRequest Request, JsonObject Body, IReadOnlyList<string> Warnings)
{
    /// <summary>The value that takes effect: the user's, or else the default.</summary>
    /// <param name="parameter">The parameter.</param>
    public object? this[VideoParameter parameter] => Request[parameter] ?? Model.Find(parameter)?.DefaultValue;

    /// <summary>The length of the video in seconds: the requested one, or the model's default.</summary>
    public int? EffectiveDuration => this[VideoParameter.Duration] as int?;

    /// <summary>What is about to be made, in words: <c>5 s of 720p video with wan2.6-image-to-video-flash</c>.</summary>
    public override string ToString()
    {
        var length = this[VideoParameter.Duration] is int seconds ? FormattableString.Invariant($"{seconds} s of ") : "";
        var resolution = this[VideoParameter.Resolution] is string tier ? tier + " " : "";
        var sound = Model.Find(VideoParameter.NoAudio) is not null && Request.NoAudio ? "silent " : "";
        return $"{length}{sound}{resolution}video with {Model}";
    }
}
