using System.Text.Json.Nodes;

namespace WanVideo;

/// <summary>
/// What a user asks of any gateway, in one vocabulary. A member left at its default was not asked for: the catalog's default for it is
/// sent, the same at every gateway that has the field.
/// </summary>
public sealed record VideoRequest
{
    /// <summary>The gateway's name of the model; null to let the inputs decide.</summary>
    public string? Model { get; init; }

    /// <summary>What the video shows.</summary>
    public string? Prompt { get; init; }

    /// <summary>What the video shall not show.</summary>
    public string? NegativePrompt { get; init; }

    /// <summary>The image that becomes the first frame.</summary>
    public IReadOnlyList<string> ImageUrl { get; init; } = [];

    /// <summary>Videos whose characters and voices are taken up.</summary>
    public IReadOnlyList<string> ReferenceVideoUrl { get; init; } = [];

    /// <summary>Images whose characters are taken up. Where a prompt numbers characters, they count after those of the videos.</summary>
    public IReadOnlyList<string> ReferenceImageUrl { get; init; } = [];

    /// <summary>How long each of the reference videos is, in seconds, where that is known. Not sent: it makes the estimate of the cost exact.</summary>
    public IReadOnlyList<decimal> ReferenceVideoDuration { get; init; } = [];

    /// <summary>The sound to make the video to.</summary>
    public string? AudioUrl { get; init; }

    /// <summary>The length of the video in seconds.</summary>
    public int? Duration { get; init; }

    /// <summary>The tier of quality, such as <c>720p</c>.</summary>
    public string? Resolution { get; init; }

    /// <summary>The shape of the frame, such as <c>16:9</c>.</summary>
    public string? AspectRatio { get; init; }

    /// <summary>The size of the frame in pixels, such as <c>1280x720</c>: a tier and a shape in one.</summary>
    public string? Size { get; init; }

    /// <summary>One continuous shot or several.</summary>
    public ShotType? ShotType { get; init; }

    /// <summary>A silent video, where the gateway would make sound.</summary>
    public bool NoAudio { get; init; }

    /// <summary>The prompt as it is, where the gateway would rewrite it.</summary>
    public bool NoPromptExtend { get; init; }

    /// <summary>The gateway's mark in the corner that the video was made by a machine.</summary>
    public bool Watermark { get; init; }

    /// <summary>The number that the gateway's chance starts from; the same one makes similar videos.</summary>
    public int? Seed { get; init; }

    /// <summary>Where the gateway reports the end of the task.</summary>
    public string? CallbackUrl { get; init; }

    /// <summary>Fields for the gateway that the catalog does not know, merged into the body that is sent.</summary>
    public JsonObject? AdditionalProperty { get; init; }

    /// <summary>The value given for a parameter; null if it was not given.</summary>
    /// <param name="parameter">The parameter.</param>
    public object? this[VideoParameter parameter] => parameter switch
    {
        VideoParameter.Prompt => Prompt,
        VideoParameter.NegativePrompt => NegativePrompt,
        VideoParameter.ImageUrl => ImageUrl is [] ? null : ImageUrl,
        VideoParameter.ReferenceVideoUrl => ReferenceVideoUrl is [] ? null : ReferenceVideoUrl,
        VideoParameter.ReferenceImageUrl => ReferenceImageUrl is [] ? null : ReferenceImageUrl,
        VideoParameter.AudioUrl => AudioUrl,
        VideoParameter.Duration => Duration,
        VideoParameter.Resolution => Resolution,
        VideoParameter.AspectRatio => AspectRatio,
        VideoParameter.Size => Size,
        VideoParameter.ShotType => ShotType?.ToString(),
        VideoParameter.NoAudio => NoAudio ? true : null,
        VideoParameter.NoPromptExtend => NoPromptExtend ? true : null,
        VideoParameter.Watermark => Watermark ? true : null,
        VideoParameter.Seed => Seed,
        VideoParameter.CallbackUrl => CallbackUrl,
        VideoParameter.AdditionalProperty => AdditionalProperty,
        _ => throw new ArgumentOutOfRangeException(nameof(parameter), parameter, null),
    };
}
