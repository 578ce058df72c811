namespace WanVideo.Polling;

/// <summary>The response to a status request for one or several tasks, or the exception if there is none.</summary>
/// <param name="Tasks">The tasks polled.</param>
/// <param name="States">The states returned, by id.</param>
/// <param name="Exception">The exception; null if a response was received.</param>
internal sealed record PollResponse(IReadOnlyList<TrackedTask> Tasks, IReadOnlyDictionary<string, VideoTask> States, Exception? Exception)
{
    /// <summary>The number of consecutive transient failures after which polling of a task fails. With the back-off, that is after about three minutes.</summary>
    public const int MaxConsecutiveFailures = 8;

    // Providers are eventually consistent: 404 within one minute of creation is transient.
    private static readonly TimeSpan NotFoundGracePeriod = TimeSpan.FromMinutes(1);

    /// <summary>The Retry-After of a transient failure; null without one.</summary>
    public TimeSpan? RetryAfter => TransientException?.RetryAfter;

    /// <summary>Whether the provider requests a lower request rate.</summary>
    public bool IsThrottled => TransientException is { Error.Kind: VideoErrorKind.RateLimited } or { RetryAfter: not null };

    private VideoException? TransientException => Exception as VideoException is { IsTransient: true } exception ? exception : null;

    /// <summary>The state of a task in the response; null if it contains none.</summary>
    public VideoTask? GetState(TrackedTask task) => States.GetValueOrDefault(task.Task.Id);

    /// <summary>Classifies the result for one of the tasks.</summary>
    public PollOutcome Classify(TrackedTask task, DateTimeOffset now)
    {
        var isNew = task.InitialState.CreatedAt is { } createdAt && now - createdAt < NotFoundGracePeriod;
        if (GetState(task) is { } state && !(isNew && state.Status is VideoStatus.Unknown))
        {
            return PollOutcome.Updated;
        }

        if (isNew && Tasks.Count == 1 && Exception is null or VideoException { Error.Kind: VideoErrorKind.NotFound })
        {
            return PollOutcome.NotFoundYet;
        }

        if (TransientException is not null && task.ConsecutiveFailures + 1 < MaxConsecutiveFailures)
        {
            return PollOutcome.TransientFailure;
        }

        return Tasks.Count > 1 ? PollOutcome.BatchFailure : PollOutcome.Failed;
    }
}
