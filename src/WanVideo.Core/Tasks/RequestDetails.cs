namespace WanVideo;

/// <summary>The values of a create request that a task keeps. Inline data is replaced by its type, length and digest.</summary>
public sealed record RequestDetails
{
    /// <inheritdoc cref="VideoRequest.Seed"/>
    public int? Seed { get; init; }

    /// <summary>The requested or default resolution, or the frame size if it was requested instead.</summary>
    public string? Resolution { get; init; }

    /// <inheritdoc cref="VideoRequest.Image"/>
    public IReadOnlyList<string>? Image { get; init; }

    /// <inheritdoc cref="VideoRequest.LastFrame"/>
    public string? LastFrame { get; init; }

    /// <inheritdoc cref="VideoRequest.Video"/>
    public string? Video { get; init; }

    /// <inheritdoc cref="VideoRequest.ReferenceVideo"/>
    public IReadOnlyList<string>? ReferenceVideo { get; init; }

    /// <inheritdoc cref="VideoRequest.ReferenceImage"/>
    public IReadOnlyList<string>? ReferenceImage { get; init; }

    /// <inheritdoc cref="VideoRequest.ReferenceAudio"/>
    public IReadOnlyList<string>? ReferenceAudio { get; init; }

    /// <inheritdoc cref="VideoRequest.Audio"/>
    public string? Audio { get; init; }
}
