namespace WanVideo.Downloading;

/// <summary>Ends a read after a time in which nothing came. What the user cancels and what stands still can be told apart.</summary>
internal sealed class IdleTimeout : IDisposable
{
    private readonly TimeSpan limit;
    private readonly CancellationTokenSource timer;
    private readonly CancellationTokenSource either;
    private readonly CancellationToken outer;

    public IdleTimeout(DownloadOptions options, CancellationToken cancellationToken)
    {
        limit = options.OperationTimeout;
        outer = cancellationToken;
        timer = new CancellationTokenSource(limit, options.TimeProvider);
        either = CancellationTokenSource.CreateLinkedTokenSource(timer.Token, cancellationToken);
    }

    public CancellationToken Token => either.Token;

    public bool HasOccurred => timer.IsCancellationRequested && !outer.IsCancellationRequested;

    public void Restart() => timer.CancelAfter(limit);

    public void Dispose()
    {
        either.Dispose();
        timer.Dispose();
    }
}
