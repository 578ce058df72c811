using System.Management.Automation;
using WanVideo.Async;
using WanVideo.Errors;
using WanVideo.Ledger;

namespace WanVideo.Commands.Base;

/// <summary>Base class of commands with asynchronous work. The work stops within one second of Ctrl+C, and none outlives the pipeline.</summary>
public abstract class AsyncCommand : WanVideoCommand
{
    // Lazy: MaxConcurrency can be a parameter, which is bound after construction.
    private readonly Lazy<AsyncBridge> bridge;
    private readonly Lazy<TaskRecorder> recorder;
    private readonly UnprocessedInputs unprocessed = new();

    private protected AsyncCommand()
    {
        bridge = new(() => new AsyncBridge(this, MaxConcurrency, StopToken) { PreservesOrder = PreservesInputOrder, CancellationTimeout = CancellationTimeout });
        recorder = new(() => new TaskRecorder(() => Ledger.Store, Bridge));
    }

    private protected AsyncBridge Bridge => bridge.Value;

    /// <summary>Records terminal statuses and saved files in the ledger.</summary>
    private protected TaskRecorder Recorder => recorder.Value;

    /// <summary>Maximum number of inputs that are processed at the same time. Default 1.</summary>
    private protected virtual int MaxConcurrency => 1;

    /// <inheritdoc cref="AsyncBridge.CancellationTimeout"/>
    private protected virtual TimeSpan CancellationTimeout => TimeSpan.FromSeconds(10);

    /// <summary>Whether results are written in the order of the inputs. Default: in the order of completion.</summary>
    private protected virtual bool PreservesInputOrder => false;

    /// <summary>Starts the work for one input. An exception becomes a non-terminating error of that input.</summary>
    /// <param name="input">The input.</param>
    /// <param name="work">The work. Returns the action that writes its result on the pipeline thread.</param>
    private protected void Start(object? input, Func<CancellationToken, Task<Action>> work)
    {
        Bridge.Start(async cancellationToken =>
        {
            try
            {
                return await work(cancellationToken);
            }
            catch (VideoException exception)
            {
                return () => WriteError(exception.ToErrorRecord(input));
            }
            catch (Exception exception) when (exception is not (OperationCanceledException or PipelineStoppedException))
            {
                // Such as an invalid value in a response. It must not end the pipeline of the other inputs.
                return () => WriteError(new VideoException(VideoErrorKind.ProviderFault, $"An unexpected error occurred: {exception.Message}", exception).ToErrorRecord(input));
            }
        });

        // Without concurrency, a result is written before the next input is read, so that -PipelineVariable pairs them.
        if (MaxConcurrency == 1)
        {
            Bridge.WaitForAll();
        }
    }

    /// <inheritdoc cref="Start(object?, Func{CancellationToken, Task{Action}})"/>
    /// <remarks>
    /// Errors have the label, the prompt and the row of the request. An error that concerns all inputs of the connection is written once, at the end.
    /// Later inputs of the connection are not processed.
    /// </remarks>
    private protected void Start(CommandInput input, Func<CancellationToken, Task<Action>> work) => Start(input.Value, async cancellationToken =>
    {
        try
        {
            if (!unprocessed.HasCause(input))
            {
                return await work(cancellationToken);
            }
        }
        catch (VideoException exception)
        {
            AddCauseOrThrow(input, exception);
        }

        return () => unprocessed.Add(input);
    });

    /// <inheritdoc cref="WanVideoCommand.RunForInput"/>
    /// <remarks>Errors have the label, the prompt and the row of the request. An error that concerns all inputs of the connection is written once, at the end.</remarks>
    private protected void RunForInput(CommandInput input, Action step) => RunForInput(input.Value, () =>
    {
        try
        {
            step();
        }
        catch (VideoException exception)
        {
            AddCauseOrThrow(input, exception);
            unprocessed.Add(input);
        }
    });

    /// <summary>
    /// Starts to open the ledger and to recover the attempts of processes that have exited, so that the records have their current status. An
    /// unavailable ledger is not an error here: whatever uses the ledger next reports it.
    /// </summary>
    private protected void StartRecovery()
    {
        TaskLedger ledger;
        try
        {
            ledger = Ledger;
        }
        catch (VideoException)
        {
            return;
        }

        Start((object?)null, async cancellationToken =>
        {
            try
            {
                await ledger.RecoverAsync(Bridge, cancellationToken);
            }
            catch (VideoException exception) when (exception.Error.Kind is VideoErrorKind.LedgerUnavailable)
            {
                // A read-only ledger can be read without recovery.
            }

            return () => { };
        });
    }

    /// <inheritdoc/>
    protected override void EndProcessing()
    {
        Bridge.WaitForAll();
        if (recorder.IsValueCreated)
        {
            Bridge.Start(async cancellationToken =>
            {
                await Recorder.FlushAsync(cancellationToken);
                return () => { };
            });
            Bridge.WaitForAll();
        }

        WriteUnprocessed();
    }

    /// <summary>Writes one error for each cause that concerns several inputs.</summary>
    private protected void WriteUnprocessed()
    {
        foreach (var error in unprocessed.TakeErrors())
        {
            WriteError(error);
        }
    }

    private void AddCauseOrThrow(CommandInput input, VideoException exception)
    {
        var detailed = input.AddDetails(exception);
        if (!UnprocessedInputs.IsCommonCause(detailed))
        {
            throw detailed;
        }

        unprocessed.AddCause(input, detailed);
    }

    /// <inheritdoc/>
    public override void Dispose()
    {
        // First, because work in progress uses the ledger.
        if (bridge.IsValueCreated)
        {
            bridge.Value.Dispose();
        }

        base.Dispose();
        GC.SuppressFinalize(this);
    }
}
