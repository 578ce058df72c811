namespace WanVideo.Errors;

/// <summary>A task that ended without a video, as an error with the gateway's code and words.</summary>
internal static class TaskFailureRecord
{
    /// <summary>The error.</summary>
    /// <param name="task">The task.</param>
    public static VideoException Of(VideoTask task)
    {
        var (what, otherwise) = task.Status switch
        {
            VideoStatus.Unknown => ("is not known, or no longer,", VideoErrorKind.NotFound),
            VideoStatus.Canceled => ("was cancelled", VideoErrorKind.Canceled),
            _ => ("failed", VideoErrorKind.ProviderFault),
        };
        return new VideoException(new VideoError
        {
            Kind = task.Error?.Kind ?? otherwise,
            Message = $"Task {task.Id} {what} at {task.Provider}{(task.Error is null ? "." : $": {task.Error}")}",
            Type = task.Error?.Type,
            Parameter = task.Error?.Parameter,
            Suggestion = task.Error?.Suggestion,
        })
        {
            Provider = task.Provider,
            TaskId = task.Id,
            RequestId = task.RequestId,
        };
    }
}
