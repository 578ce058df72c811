namespace WanVideo.Sandbox;

/// <summary>An accepted create request, independent of its protocol.</summary>
/// <param name="Model">The model.</param>
/// <param name="Prompt">The prompt.</param>
/// <param name="Width">The width of the video in pixels.</param>
/// <param name="Height">The height of the video in pixels.</param>
/// <param name="Seconds">The duration of the video.</param>
/// <param name="Body">The body of the request.</param>
internal sealed record SandboxRequest(string Model, string Prompt, int Width, int Height, int Seconds, string Body)
{
    /// <summary>DashScope: whether the video has audio; null if the model has no such option.</summary>
    public bool? HasAudio { get; init; }

    /// <summary>DashScope: the id of the request.</summary>
    public string? RequestId { get; init; }
}
