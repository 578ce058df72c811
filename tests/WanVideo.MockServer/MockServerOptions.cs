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

    /// <summary>Speak HTTPS, and HTTP/2 with it, with a certificate of its own, which is written to this file (PEM) for whoever is to trust it; null for HTTP.</summary>
    public string? CertificatePath { get; init; }
}
