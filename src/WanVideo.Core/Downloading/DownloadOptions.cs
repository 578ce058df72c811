namespace WanVideo.Downloading;

/// <summary>Timeouts and retries of downloads.</summary>
public sealed record DownloadOptions
{
    /// <summary>The maximum number of consecutive retries that add no byte to the file. Default 4.</summary>
    public int MaximumRetryCount { get; init; } = 4;

    /// <summary>The delay before the first retry. It doubles with each retry. Default 1 second.</summary>
    public TimeSpan RetryInterval { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>The maximum time until the response starts, and between two reads of its body. Default 60 seconds.</summary>
    public TimeSpan OperationTimeout { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>Redacts secrets of the connection, and control characters, in texts from the server. Default: control characters only.</summary>
    public Func<string, string> Redact { get; init; } = ControlCharacters.Replace;

    /// <summary>The clock.</summary>
    public TimeProvider TimeProvider { get; init; } = TimeProvider.System;
}
