namespace WanVideo.Sandbox;

/// <summary>What a client asked for, whichever protocol it spoke.</summary>
/// <param name="Model">The model.</param>
/// <param name="Prompt">The prompt.</param>
/// <param name="Width">The width of the video in pixels.</param>
/// <param name="Height">The height of the video in pixels.</param>
/// <param name="Seconds">The length of the video.</param>
/// <param name="Body">The body of the request, as it came.</param>
internal sealed record SandboxRequest(string Model, string Prompt, int Width, int Height, int Seconds, string Body);
