namespace WanVideo.Polling;

/// <summary>Told what a waiter sees. Called from the waiter's loop, one call at a time.</summary>
public interface IPollObserver
{
    /// <summary>A look found the task unfinished.</summary>
    /// <param name="watched">The task.</param>
    void Looked(TrackedTask watched);

    /// <summary>The task ended, well or badly. It is not looked at again.</summary>
    /// <param name="watched">The task.</param>
    void Ended(TrackedTask watched);

    /// <summary>The gateway would not say how the task stands. It is not looked at again; it may well go on.</summary>
    /// <param name="watched">The task.</param>
    /// <param name="failure">Why.</param>
    void Failed(TrackedTask watched, Exception failure);
}
