namespace WanVideo.Sandbox;

/// <summary>How the sandbox behaves.</summary>
public sealed record SandboxOptions
{
    /// <summary>How long a task runs: the first fifth of it pending, the rest processing.</summary>
    public TimeSpan TaskDuration { get; init; } = TimeSpan.FromSeconds(3);

    /// <summary>What the addresses of videos begin with.</summary>
    public Uri ResultBase { get; init; } = new("https://sandbox.wanvideo.invalid/");

    /// <summary>The key that is asked for; null if none is.</summary>
    public string? ApiKey { get; init; }
}
