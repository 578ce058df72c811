using System.Management.Automation;
using WanVideo.Binding;
using WanVideo.Callbacks;
using WanVideo.Commands.Base;
using WanVideo.Completion;
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
        using var timeout = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        if (TimeoutSec is { } seconds)
        {
            timeout.CancelAfter(TimeSpan.FromSeconds(seconds));
        }

        var written = new HashSet<(string, string)>();
        var listener = new CallbackListener(Port, TimeProvider.System);
        try
        {
            await foreach (var body in listener.ReceiveAsync(IsCallback, () => Bridge.WriteVerbose($"Listening on {listener.Url}"), timeout.Token))
            {
                var callback = provider.ReadCallback(body, Bridge);
                if (written.Contains((callback.Id, callback.Status)) || await VerifyAsync(provider, callback, timeout.Token) is not { } task)
                {
                    continue;
                }

                // Only verified callbacks are remembered. A forged one must not suppress the genuine one.
                if (!written.Add((task.Id, task.Status)))
                {
                    continue;
                }

                Recorder.RecordTerminalStatus(provider, previous: null, task);
                var record = await Recorder.FindAsync(task.Id, task.Provider, timeout.Token);
                var output = connection.AddTo(record is null ? task : task.MergeFrom(record.ToTask()));
                Bridge.Post(() => WriteObject(output));
                if (written.Count == Count)
                {
                    break;
                }
            }
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            // TimeoutSec has elapsed, which is not an error.
        }

        return () => { };

        bool IsCallback(byte[] body)
        {
            try
            {
                provider.ReadCallback(body, Bridge);
                return true;
            }
            catch (VideoException exception) when (exception.Error.Kind is VideoErrorKind.InvalidParameter)
            {
                Bridge.WriteWarning($"A request to the port was rejected: it is not a callback of {provider.Name}.");
                return false;
            }
        }
    }

    /// <summary>The task as the provider returns it; null if it has no terminal status there, or polling it failed.</summary>
    private async Task<VideoTask?> VerifyAsync(IVideoProvider provider, VideoTask callback, CancellationToken cancellationToken)
    {
        if (SkipVerification)
        {
            return callback;
        }

        try
        {
            var task = await provider.GetAsync(callback.Id, Bridge, cancellationToken);
            if (task.IsTerminal && task.Status is not VideoStatus.Unknown)
            {
                return task.MergeFrom(callback);
            }

            Bridge.WriteWarning($"A callback was ignored: it reports {callback.Id} as {callback.Status}, but {provider.Name} reports {task.Status}.");
        }
        catch (VideoException exception)
        {
            Bridge.WriteWarning($"A callback that reports {callback.Id} as {callback.Status} could not be verified: {exception.Message}");
        }

        return null;
    }
}
