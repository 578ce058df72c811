namespace WanVideo.Async;

/// <summary>The only place where a thread blocks on asynchronous code. Cmdlets use <c>WanVideoCommand.RunBlocking</c>, which passes the stop token.</summary>
internal static class BlockingCall
{
    /// <summary>Runs the operation on the thread pool, away from any synchronization context of the caller, and blocks until it completes, or until the token is canceled: the operation may wait for a server that does not respond.</summary>
    /// <exception cref="OperationCanceledException">The token was canceled.</exception>
    public static T Run<T>(Func<CancellationToken, Task<T>> operation, CancellationToken cancellationToken) =>
        Task.Run(() => operation(cancellationToken), cancellationToken).WaitAsync(cancellationToken).GetAwaiter().GetResult();
}
