namespace WanVideo.Sandbox;

/// <summary>How the sandbox behaves.</summary>
public sealed record SandboxOptions
{
    /// <summary>How long a task runs.</summary>
    public TimeSpan TaskDuration { get; init; } = TimeSpan.FromSeconds(3);

    /// <summary>Where the videos are said to be.</summary>
    public Uri ResultBase { get; init; } = new("https://sandbox.wanvideo.invalid/");

    /// <summary>The key that is asked for; null if none is.</summary>
    public string? ApiKey { get; init; }
}
