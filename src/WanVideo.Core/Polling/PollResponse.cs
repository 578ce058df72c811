namespace WanVideo.Polling;

/// <summary>The response to a status request for one or several tasks, or the exception if there is none.</summary>
/// <param name="Tasks">The tasks polled.</param>
/// <param name="States">The states returned, by id.</param>
/// <param name="Exception">The exception; null if a response was received.</param>
internal sealed record PollResponse(IReadOnlyList<TrackedTask> Tasks, IReadOnlyDictionary<string, VideoTask> States, Exception? Exception)
{
    /// <summary>
    /// The number of consecutive transient failures after which polling of a task fails, unless the provider has not responded to any request since the
    /// first of them. With the back-off, that is after about three minutes.
    /// </summary>
    public const int MaxConsecutiveFailures = 8;

    // Providers are eventually consistent: 404 within one minute of creation is transient.
    private static readonly TimeSpan NotFoundGracePeriod = TimeSpan.FromMinutes(1);

    /// <summary>The Retry-After of a transient failure; null without one.</summary>
    public TimeSpan? RetryAfter => TransientException?.RetryAfter;

    /// <summary>Whether the provider requests a lower request rate.</summary>
    public bool IsThrottled => TransientException is { Error.Kind: VideoErrorKind.RateLimited } or { RetryAfter: not null };

    /// <summary>Whether the provider responded, regardless of what. A transient failure is a response only if its HTTP status is 2xx.</summary>
    public bool IsFromProvider => Exception is null || (Exception is VideoException { StatusCode: { } status } && (TransientException is null || (int)status is >= 200 and < 300));

    /// <summary>The exception of a transient failure; null otherwise.</summary>
    public VideoException? TransientException => Exception as VideoException is { IsTransient: true } exception ? exception : null;

    /// <summary>The state of a task in the response; null if it contains none.</summary>
    public VideoTask? GetState(TrackedTask task) => States.GetValueOrDefault(task.Task.Id);

    /// <summary>Classifies the result for one of the tasks.</summary>
    /// <param name="task">The task.</param>
    /// <param name="now">The current time.</param>
    /// <param name="lastResponseAt">When the provider last responded to any request; null if it has not.</param>
    public PollOutcome Classify(TrackedTask task, DateTimeOffset now, DateTimeOffset? lastResponseAt)
    {
        var isNew = task.InitialState.CreatedAt is { } createdAt && now - createdAt < NotFoundGracePeriod;
        if (GetState(task) is { } state && !(isNew && state.Status is VideoStatus.Unknown))
        {
            return state is { Status: VideoStatus.Succeeded, VideoUrl: null } && task.PollsWithoutVideoUrl < RetryDelay.MissingVideoUrl.Count
                ? PollOutcome.VideoUrlMissing
                : PollOutcome.Updated;
        }

        if (isNew && Tasks.Count == 1 && Exception is null or VideoException { Error.Kind: VideoErrorKind.NotFound })
        {
            return PollOutcome.NotFoundYet;
        }

        if (TransientException is not null && (task.ConsecutiveFailures + 1 < MaxConsecutiveFailures || !(lastResponseAt > task.FailingSince)))
        {
            return PollOutcome.TransientFailure;
        }

        return Tasks.Count > 1 ? PollOutcome.BatchFailure : PollOutcome.Failed;
    }
}
