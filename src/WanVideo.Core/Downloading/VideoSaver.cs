namespace WanVideo.Downloading;

/// <summary>Saves the video of a task, asking the gateway for its address where that is not known, or no longer good.</summary>
/// <param name="provider">Where the task ran.</param>
public sealed class VideoSaver(IVideoProvider provider)
{
    /// <summary>Saves one video.</summary>
    /// <param name="id">The task's id.</param>
    /// <param name="known">The task as it was last seen; null if only its id is known.</param>
    /// <param name="target">The file it becomes.</param>
    /// <param name="overwrite">Replace a file of that name.</param>
    /// <param name="progress">Told how much has arrived.</param>
    /// <param name="messages">Takes what is worth telling the user meanwhile.</param>
    /// <param name="cancellationToken">Ends the download and removes what had arrived.</param>
    /// <exception cref="VideoException">There is no video, it could not be fetched whole, or the file not be written.</exception>
    public async Task<FileInfo> SaveAsync(string id, VideoTask? known, string target, bool overwrite, IProgress<DownloadProgress>? progress, IUserMessages messages, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(messages);
        var downloader = new VideoDownloader(provider.MediaClient, provider.DownloadOptions);
        var isPastItsLife = known?.ExpiresAt <= provider.DownloadOptions.TimeProvider.GetUtcNow();
        if (known?.VideoUrl is { } address && !isPastItsLife)
        {
            try
            {
                return await downloader.DownloadAsync(address, target, overwrite, progress, cancellationToken);
            }
            catch (VideoException expired) when (expired.Error.Kind is VideoErrorKind.Expired)
            {
                messages.WriteVerbose($"The address of {id} has expired; {provider.Name} is asked for a fresh one.");
            }
        }

        var task = await LookAsync(id, isPastItsLife, messages, cancellationToken);
        if (task.VideoUrl is { } fresh)
        {
            return await downloader.DownloadAsync(fresh, target, overwrite, progress, cancellationToken);
        }

        if (isPastItsLife && task.Status is VideoStatus.Unknown)
        {
            throw Gone(id);
        }

        throw new VideoException(VideoErrorKind.NoVideo, $"Task {id} has no video: {Why(task)}.") { Provider = provider.Name, TaskId = id };
    }

    private async Task<VideoTask> LookAsync(string id, bool isPastItsLife, IUserMessages messages, CancellationToken cancellationToken)
    {
        try
        {
            return await provider.GetAsync(id, messages, cancellationToken);
        }
        catch (VideoException unknown) when (isPastItsLife && unknown.Error.Kind is VideoErrorKind.NotFound or VideoErrorKind.Expired)
        {
            throw Gone(id, unknown);
        }
    }

    private VideoException Gone(string id, Exception? cause = null) =>
        new(VideoErrorKind.Expired, $"The video of {id} is gone: {provider.Name} keeps a task for 24 hours, and does not know this one any more.", cause) { Provider = provider.Name, TaskId = id };

    private static string Why(VideoTask task) => task switch
    {
        { Error: { } error } => $"it failed with {error.ToString().TrimEnd('.')}",
        { IsEnded: false } => $"it has not ended yet ({task.Status})",
        { Status: VideoStatus.Succeeded } => "the gateway says it succeeded and gives no address",
        _ => $"its status is {task.Status}",
    };
}
