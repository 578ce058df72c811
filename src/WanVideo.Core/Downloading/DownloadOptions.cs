namespace WanVideo.Downloading;

/// <summary>Time limits and retries of a download.</summary>
public sealed record DownloadOptions
{
    /// <summary>How many tries in a row may bring no new byte before the download is given up.</summary>
    public int MaximumRetryCount { get; init; } = 4;

    /// <summary>The wait before the first repeat; it doubles from one to the next.</summary>
    public TimeSpan RetryInterval { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>How long a download may stand still.</summary>
    public TimeSpan OperationTimeout { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>The clock.</summary>
    public TimeProvider TimeProvider { get; init; } = TimeProvider.System;
}
