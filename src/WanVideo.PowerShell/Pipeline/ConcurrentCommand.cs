namespace WanVideo.Pipeline;

/// <summary>A command whose work is asynchronous: it stops within a second of Ctrl+C and leaves nothing running behind, however its pipeline ends.</summary>
public abstract class ConcurrentCommand : WanVideoCommand, IDisposable
{
    private readonly Lazy<ConcurrentWork> work;

    private protected ConcurrentCommand() => work = new(CreateWork);

    /// <summary>The work. Made when first used, since its limit may be a parameter.</summary>
    private protected ConcurrentWork Work => work.Value;

    private protected abstract ConcurrentWork CreateWork();

    /// <inheritdoc/>
    protected override void EndProcessing() => Work.Finish();

    /// <inheritdoc/>
    protected override void StopProcessing()
    {
        // Also when this comes, from another thread, before the first work did.
        Work.Cancel();
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        if (work.IsValueCreated)
        {
            work.Value.Dispose();
        }

        GC.SuppressFinalize(this);
    }
}
