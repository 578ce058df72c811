namespace WanVideo.Downloading;

/// <summary>Saves the video of a task. Requests its URL from the provider if it is not known or has expired.</summary>
/// <param name="provider">The provider that ran the task.</param>
public sealed class VideoSaver(IVideoProvider provider)
{
    /// <summary>Saves the video of a task.</summary>
    /// <param name="id">The id of the task.</param>
    /// <param name="knownTask">The last known state of the task; null if only its id is known.</param>
    /// <param name="target">The path of the file.</param>
    /// <param name="overwrite">Whether an existing file is replaced.</param>
    /// <param name="progress">Receives the progress after each read; may be null.</param>
    /// <param name="messages">Receives messages to the user.</param>
    /// <param name="cancellationToken">Cancels the download: <see cref="VideoDownloader.DownloadAsync"/>.</param>
    /// <returns>The file, and the task, which succeeded because it has a video.</returns>
    /// <exception cref="VideoException">There is no video, it could not be downloaded completely, or the file could not be written.</exception>
    public async Task<(FileInfo File, VideoTask Task)> SaveAsync(string id, VideoTask? knownTask, string target, bool overwrite, IProgress<DownloadProgress>? progress, IUserMessages messages, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(messages);
        var downloader = new VideoDownloader(provider.MediaClient, provider.DownloadOptions);
        var isExpired = knownTask?.ExpiresAt <= provider.DownloadOptions.TimeProvider.GetUtcNow();
        if (knownTask?.VideoUrl is { } knownUrl && !isExpired)
        {
            try
            {
                return (await downloader.DownloadAsync(knownUrl, target, overwrite, progress, cancellationToken), knownTask with { Status = VideoStatus.Succeeded });
            }
            catch (VideoException exception) when (exception.Error.Kind is VideoErrorKind.Expired)
            {
                messages.WriteVerbose($"The video URL of {id} has expired. Requesting a new one from {provider.Name}.");
            }
        }

        var task = await GetTaskAsync(id, isExpired, messages, cancellationToken);
        if (task.VideoUrl is { } url)
        {
            var file = await downloader.DownloadAsync(url, target, overwrite, progress, cancellationToken);
            return (file, (knownTask is null ? task : task.MergeFrom(knownTask)) with { Status = VideoStatus.Succeeded });
        }

        if (isExpired && task.Status is VideoStatus.Unknown)
        {
            throw CreateExpiredException(id);
        }

        if (knownTask is null && task.Status is VideoStatus.Unknown)
        {
            throw new VideoException(VideoErrorKind.NotFound, $"{provider.Name} has no task '{id}'.") { Provider = provider.Name, TaskId = id };
        }

        throw new VideoException(VideoErrorKind.NoVideo, $"Task {id} has no video: {GetReason(task)}.") { Provider = provider.Name, TaskId = id };
    }

    private async Task<VideoTask> GetTaskAsync(string id, bool isExpired, IUserMessages messages, CancellationToken cancellationToken)
    {
        try
        {
            return await provider.GetAsync(id, messages, cancellationToken);
        }
        catch (VideoException exception) when (isExpired && exception.Error.Kind is VideoErrorKind.NotFound or VideoErrorKind.Expired)
        {
            throw CreateExpiredException(id, exception);
        }
    }

    private VideoException CreateExpiredException(string id, Exception? innerException = null) =>
        new(VideoErrorKind.Expired, $"The video of {id} has expired: {provider.Name} keeps tasks for 24 hours and has no record of this one.", innerException) { Provider = provider.Name, TaskId = id };

    private static string GetReason(VideoTask task) => task switch
    {
        { Error: { } error } => $"it failed with {error.ToString().TrimEnd('.')}",
        { IsTerminal: false } => $"it is not finished ({task.Status})",
        { Status: VideoStatus.Succeeded } => "it succeeded, but the response contains no URL",
        _ => $"its status is {task.Status}",
    };
}
