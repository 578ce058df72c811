using System.Diagnostics.CodeAnalysis;
using System.Management.Automation;
using WanVideo.Async;
using WanVideo.Errors;
using WanVideo.Ledger;
using WanVideo.Session;

namespace WanVideo.Commands.Base;

/// <summary>Base class of all commands of the module.</summary>
[SuppressMessage("Design", "CA1001:Types that own disposable fields should be disposable", Justification = "A token source without a timer holds no handle, and StopProcessing can run after Dispose.")]
public abstract class WanVideoCommand : PSCmdlet, IDisposable
{
    private readonly CancellationTokenSource stopSource = new();
    private readonly Lazy<TaskLedger> ledger;

    private protected WanVideoCommand() => ledger = new(() => Session.Ledgers.Acquire(LedgerLocation.Get(SessionState.Path.GetUnresolvedProviderPathFromPSPath)));

    private protected static WanVideoSession Session => WanVideoSession.Current;

    /// <summary>The ledger that <c>$env:WANVIDEO_LEDGER</c> names, relative to the current location, or the default one.</summary>
    private protected TaskLedger Ledger => ledger.Value;

    /// <summary>Whether the command only previews its actions.</summary>
    private protected bool IsWhatIf => MyInvocation.BoundParameters.TryGetValue("WhatIf", out var whatIf)
        ? LanguagePrimitives.IsTrue(whatIf)
        : LanguagePrimitives.IsTrue(SessionState.PSVariable.GetValue("WhatIfPreference"));

    /// <summary>Canceled by Ctrl+C.</summary>
    private protected CancellationToken StopToken => stopSource.Token;

    /// <summary>Blocks the pipeline thread until an asynchronous operation completes.</summary>
    /// <param name="operation">The operation. Its token is canceled by Ctrl+C.</param>
    private protected T RunBlocking<T>(Func<CancellationToken, Task<T>> operation)
    {
        try
        {
            return BlockingCall.Run(operation, stopSource.Token);
        }
        catch (OperationCanceledException) when (stopSource.IsCancellationRequested)
        {
            throw new PipelineStoppedException();
        }
    }

    /// <summary>Enumerates an asynchronous sequence on the pipeline thread, which waits while the next element is not available.</summary>
    private protected IEnumerable<T> Enumerate<T>(IAsyncEnumerable<T> source)
    {
        var enumerator = source.GetAsyncEnumerator(StopToken);
        try
        {
            while (MoveNext())
            {
                yield return enumerator.Current;
            }
        }
        finally
        {
            RunBlocking(async _ =>
            {
                await enumerator.DisposeAsync();
                return true;
            });
        }

        bool MoveNext()
        {
            var next = enumerator.MoveNextAsync();
            return next.IsCompletedSuccessfully ? next.Result : RunBlocking(_ => next.AsTask());
        }
    }

    /// <summary>Runs a step for one input. A <see cref="VideoException"/> becomes a non-terminating error of that input.</summary>
    private protected void RunForInput(object? input, Action step)
    {
        try
        {
            step();
        }
        catch (VideoException exception)
        {
            WriteError(exception.ToErrorRecord(input));
        }
    }

    private protected void WriteError(VideoException exception, object? target) => WriteError(exception.ToErrorRecord(target));

    private protected void ThrowTerminatingError(VideoException exception, object? target) => ThrowTerminatingError(exception.ToErrorRecord(target));

    /// <inheritdoc/>
    public virtual void Dispose()
    {
        if (ledger.IsValueCreated)
        {
            Session.Ledgers.Release(ledger.Value);
        }

        GC.SuppressFinalize(this);
    }

    /// <inheritdoc/>
    /// <remarks>Runs on another thread, possibly before the first input.</remarks>
    protected override void StopProcessing() => stopSource.Cancel();
}
