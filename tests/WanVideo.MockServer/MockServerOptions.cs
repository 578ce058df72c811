namespace WanVideo.MockServer;

/// <summary>The options of a mock server.</summary>
public sealed record MockServerOptions
{
    /// <summary>The port on the loopback interface. Default 0: any free port.</summary>
    public int Port { get; init; }

    /// <summary>The run time of a task. Default 300 ms.</summary>
    public TimeSpan TaskDuration { get; init; } = TimeSpan.FromMilliseconds(300);

    /// <summary>The required API key; null to accept any request.</summary>
    public string? ApiKey { get; init; }

    /// <summary>The file to which the certificate is written (PEM). With it the server uses HTTPS and HTTP/2; null for HTTP.</summary>
    public string? CertificatePath { get; init; }
}
