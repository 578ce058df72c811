namespace WanVideo.Waiting;

/// <summary>Told what a waiter sees. Called from the waiter's loop, one call at a time.</summary>
public interface IWaitObserver
{
    /// <summary>A look found the task unfinished.</summary>
    /// <param name="watched">The task.</param>
    void Looked(WatchedTask watched);

    /// <summary>The task ended, well or badly. It is not looked at again.</summary>
    /// <param name="watched">The task.</param>
    void Ended(WatchedTask watched);

    /// <summary>The gateway would not say how the task stands. It is not looked at again; it may well go on.</summary>
    /// <param name="watched">The task.</param>
    /// <param name="failure">Why.</param>
    void Failed(WatchedTask watched, Exception failure);
}
