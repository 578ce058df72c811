namespace WanVideo;

/// <summary>The parameters of a request, named as the user names them.</summary>
public enum VideoParameter
{
    /// <inheritdoc cref="VideoRequest.Prompt"/>
    Prompt,

    /// <inheritdoc cref="VideoRequest.NegativePrompt"/>
    NegativePrompt,

    /// <inheritdoc cref="VideoRequest.ImageUrl"/>
    ImageUrl,

    /// <inheritdoc cref="VideoRequest.ReferenceVideoUrl"/>
    ReferenceVideoUrl,

    /// <inheritdoc cref="VideoRequest.ReferenceImageUrl"/>
    ReferenceImageUrl,

    /// <inheritdoc cref="VideoRequest.AudioUrl"/>
    AudioUrl,

    /// <inheritdoc cref="VideoRequest.Duration"/>
    Duration,

    /// <inheritdoc cref="VideoRequest.Resolution"/>
    Resolution,

    /// <inheritdoc cref="VideoRequest.AspectRatio"/>
    AspectRatio,

    /// <inheritdoc cref="VideoRequest.Size"/>
    Size,

    /// <inheritdoc cref="VideoRequest.ShotType"/>
    ShotType,

    /// <inheritdoc cref="VideoRequest.NoAudio"/>
    NoAudio,

    /// <inheritdoc cref="VideoRequest.NoPromptExtend"/>
    NoPromptExtend,

    /// <inheritdoc cref="VideoRequest.Watermark"/>
    Watermark,

    /// <inheritdoc cref="VideoRequest.Seed"/>
    Seed,

    /// <inheritdoc cref="VideoRequest.CallbackUrl"/>
    CallbackUrl,

    /// <inheritdoc cref="VideoRequest.AdditionalProperty"/>
    AdditionalProperty,
}
