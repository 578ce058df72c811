namespace WanVideo.Polling;

/// <summary>Told what a waiter sees. Called from the waiter's loop, one call at a time.</summary>
public interface IPollObserver
{
    /// <summary>A look found the task unfinished.</summary>
    /// <param name="task">The task.</param>
    void OnPolled(TrackedTask task);

    /// <summary>The task ended, well or badly. It is not looked at again.</summary>
    /// <param name="task">The task.</param>
    void OnCompleted(TrackedTask task);

    /// <summary>The gateway would not say how the task stands. It is not looked at again; it may well go on.</summary>
    /// <param name="task">The task.</param>
    /// <param name="failure">Why.</param>
    void OnFailed(TrackedTask task, Exception failure);
}
