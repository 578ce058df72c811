namespace WanVideo.Polling;

/// <summary>Receives the results of a <see cref="TaskPoller"/>. Called from its loop, one call at a time.</summary>
public interface IPollObserver
{
    /// <summary>A poll returned a task that is still pending or running.</summary>
    /// <param name="task">The task.</param>
    void OnPolled(TrackedTask task);

    /// <summary>A task reached a terminal status, successful or not. It is not polled again.</summary>
    /// <param name="task">The task.</param>
    void OnCompleted(TrackedTask task);

    /// <summary>The status of a task could not be read. It is not polled again. The task itself may still be running.</summary>
    /// <param name="task">The task.</param>
    /// <param name="exception">The cause.</param>
    void OnFailed(TrackedTask task, VideoException exception);
}
