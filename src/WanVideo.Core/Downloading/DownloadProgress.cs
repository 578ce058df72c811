namespace WanVideo.Downloading;

/// <summary>How far a download has come.</summary>
/// <param name="Received">Bytes that have arrived.</param>
/// <param name="Total">Bytes of the whole video; null where the server does not say.</param>
public readonly record struct DownloadProgress(long Received, long? Total);
