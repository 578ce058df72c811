namespace WanVideo.MockServer;

/// <summary>How a mock server behaves.</summary>
public sealed record MockServerOptions
{
    /// <summary>The port on the loopback interface; 0 for any that is free.</summary>
    public int Port { get; init; }

    /// <summary>How long a task runs.</summary>
    public TimeSpan TaskDuration { get; init; } = TimeSpan.FromMilliseconds(300);

    /// <summary>The key that is asked for; null if none is.</summary>
    public string? ApiKey { get; init; }
}
