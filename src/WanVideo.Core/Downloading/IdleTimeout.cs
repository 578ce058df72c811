namespace WanVideo.Downloading;

/// <summary>Cancels an operation that makes no progress for a time, and distinguishes that from cancellation by the caller.</summary>
internal sealed class IdleTimeout : IDisposable
{
    private readonly TimeSpan timeout;
    private readonly CancellationTokenSource timer;
    private readonly CancellationTokenSource linked;
    private readonly CancellationToken callerToken;

    public IdleTimeout(DownloadOptions options, CancellationToken cancellationToken)
    {
        timeout = options.OperationTimeout;
        callerToken = cancellationToken;
        timer = new CancellationTokenSource(timeout, options.TimeProvider);
        linked = CancellationTokenSource.CreateLinkedTokenSource(timer.Token, cancellationToken);
    }

    /// <summary>Canceled by the timeout and by the caller.</summary>
    public CancellationToken Token => linked.Token;

    /// <summary>Whether the timeout elapsed before the caller canceled.</summary>
    public bool HasElapsed => timer.IsCancellationRequested && !callerToken.IsCancellationRequested;

    /// <summary>Restarts the timeout, after progress.</summary>
    public void Restart() => timer.CancelAfter(timeout);

    public void Dispose()
    {
        linked.Dispose();
        timer.Dispose();
    }
}
