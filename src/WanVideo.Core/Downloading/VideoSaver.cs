using System.Net;
using WanVideo.Catalog;

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
        var downloader = new VideoDownloader(provider.MediaClient, provider.DownloadOptions, messages);
        var isExpired = knownTask?.ExpiresAt <= Time.GetUtcNow();
        var task = knownTask?.VideoUrl is null || isExpired ? await GetTaskWithVideoAsync(id, isKnown: knownTask is not null, isExpired, messages, cancellationToken) : knownTask;
        for (var isRetry = false; ; isRetry = true)
        {
            try
            {
                var file = await downloader.DownloadAsync(GetUrl(task), target, overwrite, progress, cancellationToken);
                return (file, (knownTask is null || ReferenceEquals(task, knownTask) ? task : task.MergeFrom(knownTask)) with { Status = VideoStatus.Succeeded });
            }
            catch (VideoException exception) when (!isRetry && IsRejected(exception))
            {
                messages.WriteVerbose(exception.Error.Kind is VideoErrorKind.Expired
                    ? $"The video URL of {id} has expired. Requesting a new one from {provider.Name}."
                    : $"The video URL of {id} was rejected with HTTP {(int?)exception.StatusCode}. Requesting a new one from {provider.Name}.");
                task = await GetTaskWithVideoAsync(id, isKnown: knownTask is not null, isExpired, messages, cancellationToken);
            }
        }
    }

    private TimeProvider Time => provider.DownloadOptions.TimeProvider;

    // Object stores reject an expired signature with 400 (S3 ExpiredToken), 401 or 403, and with different messages.
    private static bool IsRejected(VideoException exception) => exception is { Error.Kind: VideoErrorKind.Expired }
        or { StatusCode: HttpStatusCode.BadRequest or HttpStatusCode.Unauthorized or HttpStatusCode.Forbidden };

    // SSRF guard, as for redirects: the response of a provider cannot make this machine send requests into its own network.
    private Uri GetUrl(VideoTask task)
    {
        var url = task.VideoUrl!;
        return !PrivateNetwork.Contains(url) || url.IdnHost == provider.BaseUri.IdnHost || (url.IsLoopback && provider.BaseUri.IsLoopback)
            ? url
            : throw new VideoException(VideoErrorKind.DownloadFailed, $"The video URL of {task.Id} is {provider.DownloadOptions.Redact(ResultUrl.RemoveSignature(url))}, which is a private address. It was not requested.") { Provider = provider.Name, TaskId = task.Id };
    }

    private async Task<VideoTask> GetTaskWithVideoAsync(string id, bool isKnown, bool isExpired, IUserMessages messages, CancellationToken cancellationToken)
    {
        var task = await GetTaskAsync(id, isExpired, messages, cancellationToken);
        foreach (var delay in RetryDelay.MissingVideoUrl.TakeWhile(_ => task is { Status: VideoStatus.Succeeded, VideoUrl: null }))
        {
            messages.WriteVerbose(FormattableString.Invariant($"{id} has succeeded, but its video URL is missing. Requesting it again in {delay.TotalSeconds} s."));
            await Task.Delay(delay, Time, cancellationToken);
            task = await GetTaskAsync(id, isExpired, messages, cancellationToken);
        }

        if (task.VideoUrl is not null)
        {
            return task;
        }

        if (isExpired && task.Status is VideoStatus.Unknown)
        {
            throw CreateExpiredException(id);
        }

        if (!isKnown && task.Status is VideoStatus.Unknown)
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
