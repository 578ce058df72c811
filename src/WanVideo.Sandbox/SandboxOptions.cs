namespace WanVideo.Sandbox;

/// <summary>The options of a sandbox.</summary>
public sealed record SandboxOptions
{
    /// <summary>The run time of a task: one fifth pending, the rest running. Default 3 seconds.</summary>
    public TimeSpan TaskDuration { get; init; } = TimeSpan.FromSeconds(3);

    /// <summary>The base URL of results.</summary>
    public Uri ResultBase { get; init; } = new("https://sandbox.wanvideo.invalid/");

    /// <summary>The file in which tasks outlive the process, shared by all processes of the user; null (the default) to keep them in memory only. Tasks are kept for 24 hours.</summary>
    public string? StorePath { get; init; }

    /// <summary>The required API key; null to accept any request.</summary>
    public string? ApiKey { get; init; }
}
