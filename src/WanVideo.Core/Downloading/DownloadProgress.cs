namespace WanVideo.Downloading;

/// <summary>The progress of a download.</summary>
/// <param name="Received">The number of bytes received, with those of an earlier download that is resumed.</param>
/// <param name="Total">The size of the video in bytes; null if the server does not report it.</param>
public readonly record struct DownloadProgress(long Received, long? Total);
