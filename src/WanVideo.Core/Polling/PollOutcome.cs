namespace WanVideo.Polling;

/// <summary>The result of a poll for one of the tasks polled.</summary>
internal enum PollOutcome
{
    /// <summary>The response contains the state of the task.</summary>
    Updated,

    /// <summary>The task has succeeded, but the URL of its video is missing. Retried a few times for this task alone, since a batch may not contain URLs.</summary>
    VideoUrlMissing,

    /// <summary>The provider does not return a task that was just created. Retried with back-off.</summary>
    NotFoundYet,

    /// <summary>The request failed for a transient reason. Retried after the Retry-After, or with back-off.</summary>
    TransientFailure,

    /// <summary>The batch failed, or does not contain the task. Repeated at once for this task alone, to find the cause.</summary>
    BatchFailure,

    /// <summary>The request failed permanently, or too often. Not retried.</summary>
    Failed,
}
