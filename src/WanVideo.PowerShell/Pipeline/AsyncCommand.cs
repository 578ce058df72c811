using WanVideo.Errors;

namespace WanVideo.Pipeline;

/// <summary>A command whose work is asynchronous: it stops within a second of Ctrl+C and leaves nothing running behind, however its pipeline ends.</summary>
public abstract class AsyncCommand : WanVideoCommand, IDisposable
{
    private readonly Lazy<AsyncBridge> work;

    private protected AsyncCommand() => work = new(CreateWork);

    /// <summary>The work. Made when first used, since its limit may be a parameter.</summary>
    private protected AsyncBridge Work => work.Value;

    private protected abstract AsyncBridge CreateWork();

    /// <summary>Starts the work for one input; what it fails with becomes that input's error.</summary>
    /// <param name="input">The input.</param>
    /// <param name="run">The work. Gives what is to be done with its result, on the pipeline thread.</param>
    private protected void Start(object? input, Func<CancellationToken, Task<Action>> run) => Work.Start(async cancellationToken =>
    {
        try
        {
            return await run(cancellationToken);
        }
        catch (VideoException failure)
        {
            return () => WriteError(failure.ToErrorRecord(input));
        }
    });

    /// <inheritdoc/>
    protected override void EndProcessing() => Work.Finish();

    /// <inheritdoc/>
    /// <remarks>Comes from another thread, and may come before the first work did.</remarks>
    protected override void StopProcessing() => Work.Cancel();

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
