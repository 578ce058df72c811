using System.Management.Automation;
using System.Net;
using WanVideo.Binding;
using WanVideo.Callbacks;
using WanVideo.Commands.Base;
using WanVideo.Completion;
using WanVideo.Polling;
using WanVideo.Session;

namespace WanVideo.Commands;

/// <summary>
/// Listens on a local port for callbacks that the user's tunnel or proxy forwards, and writes each task when its callback arrives. Callbacks are
/// not signed, so each is verified with the gateway. Runs until Ctrl+C unless <see cref="Count"/> or <see cref="TimeoutSec"/> is set.
/// </summary>
[Cmdlet(VerbsCommunications.Receive, "WanVideoCallback")]
[OutputType(typeof(VideoTask))]
public sealed class ReceiveWanVideoCallbackCommand : AsyncCommand
{
    // EvoLink waits 10 seconds for a response.
    private static readonly TimeSpan VerificationTimeout = TimeSpan.FromSeconds(8);

    /// <summary>The port on the loopback interface. Default 8787.</summary>
    [Parameter(Position = 0)]
    [ValidateRange(1, 65535)]
    public int Port { get; set; } = 8787;

    /// <summary>The connection to the gateway that sends the callbacks. Default: the connection opened last.</summary>
    [Parameter]
    [Alias("Provider")]
    [ArgumentCompleter(typeof(ConnectionCompleter))]
    [ConnectionTransformation]
    public string? Connection { get; set; }

    /// <summary>Stop after this number of tasks.</summary>
    [Parameter]
    [ValidateRange(1, int.MaxValue)]
    public int? Count { get; set; }

    /// <summary>Stop after this number of seconds.</summary>
    [Parameter]
    [ValidateRange(1, 604800)]
    public int? TimeoutSec { get; set; }

    /// <summary>Do not verify callbacks with the gateway. Any sender that can reach the port can then forge them.</summary>
    [Parameter]
    public SwitchParameter SkipVerification { get; set; }

    /// <inheritdoc/>
    protected override void EndProcessing()
    {
        RunForInput(Connection, () =>
        {
            var connection = Session.Connections.Get(Connection);
            if (!connection.Provider.Operations.Contains(ProviderOperation.Callback))
            {
                throw VideoException.CreateNotSupported(connection.Provider.Name, ProviderOperation.Callback);
            }

            Start(Connection, cancellationToken => ReceiveAsync(connection, cancellationToken));
        });
        base.EndProcessing();
    }

    private async Task<Action> ReceiveAsync(ProviderConnection connection, CancellationToken cancellationToken)
    {
        var provider = connection.Provider;
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        if (TimeoutSec is { } seconds)
        {
            stop.CancelAfter(TimeSpan.FromSeconds(seconds));
        }

        var written = new HashSet<(string, string)>();
        using var verifications = new SemaphoreSlim(TaskPoller.MaxConcurrentRequests);
        var listener = new CallbackListener(Port, TimeProvider.System);
        try
        {
            await listener.ListenAsync(ProcessAsync, () => Bridge.WriteVerbose($"Listening on {listener.Url}"), stop.Token);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            // Count tasks were written, or TimeoutSec has elapsed, which is not an error.
        }

        return () => { };

        async Task<HttpStatusCode> ProcessAsync(CallbackRequest request, CancellationToken token)
        {
            VideoTask callback;
            try
            {
                callback = await provider.ReadCallbackAsync(request, Bridge, token);
            }
            catch (VideoException exception) when (exception.Error.Kind is VideoErrorKind.InvalidParameter)
            {
                Bridge.WriteWarning($"A request to the port was rejected: it is not a callback of {provider.Name}. {exception.Message}");
                return HttpStatusCode.BadRequest;
            }
            catch (VideoException exception)
            {
                Bridge.WriteWarning($"A callback could not be verified: {exception.Message}");
                return HttpStatusCode.ServiceUnavailable;
            }

            await verifications.WaitAsync(token);
            try
            {
                lock (written)
                {
                    if (written.Contains((callback.Id, callback.Status)))
                    {
                        return HttpStatusCode.NoContent;
                    }
                }

                // The gateway repeats a callback that is responded to with 503.
                if (await VerifyAsync(provider, callback, token) is not { } task)
                {
                    return HttpStatusCode.ServiceUnavailable;
                }

                var record = await Recorder.FindAsync(task.Id, task.Provider, token);
                return TryWrite(connection.AddTo(record is null ? task : task.MergeFrom(record.ToTask()))) ? HttpStatusCode.NoContent : HttpStatusCode.ServiceUnavailable;
            }
            finally
            {
                verifications.Release();
            }
        }

        // Only verified callbacks are remembered. A forged one must not suppress the genuine one.
        bool TryWrite(VideoTask task)
        {
            lock (written)
            {
                if (written.Count == Count)
                {
                    return false;
                }

                if (written.Add((task.Id, task.Status)))
                {
                    Recorder.RecordTerminalStatus(provider, previous: null, task);
                    Bridge.Post(() => WriteObject(task));
                }

                if (written.Count == Count)
                {
                    stop.Cancel();
                }

                return true;
            }
        }
    }

    /// <summary>The task as the provider returns it; null if it has no terminal status there, or that could not be read in time.</summary>
    private async Task<VideoTask?> VerifyAsync(IVideoProvider provider, VideoTask callback, CancellationToken cancellationToken)
    {
        if (SkipVerification)
        {
            return callback;
        }

        using var timeout = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        timeout.CancelAfter(VerificationTimeout);
        string reason;
        try
        {
            var task = await provider.GetAsync(callback.Id, Bridge, timeout.Token);
            if (task.IsTerminal && task.Status is not VideoStatus.Unknown)
            {
                return task.MergeFrom(callback);
            }

            Bridge.WriteWarning($"A callback was ignored: it reports {callback.Id} as {callback.Status}, but {provider.Name} reports {task.Status}.");
            return null;
        }
        catch (VideoException exception)
        {
            reason = exception.Message;
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            reason = FormattableString.Invariant($"{provider.Name} did not respond within {VerificationTimeout.TotalSeconds} s.");
        }

        Bridge.WriteWarning($"A callback that reports {callback.Id} as {callback.Status} could not be verified: {reason}");
        return null;
    }
}
