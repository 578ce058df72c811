using System.Management.Automation;
using WanVideo.Binding;
using WanVideo.Callbacks;
using WanVideo.Completion;
using WanVideo.Pipeline;

namespace WanVideo.Commands;

/// <summary>
/// Listens on this machine for callbacks, which a tunnel or proxy of the user's brings here, and writes each task as its callback arrives.
/// Callbacks are not signed: the gateway is asked whether what one says is true. Runs until Ctrl+C unless it is told when to end.
/// </summary>
[Cmdlet(VerbsCommunications.Receive, "WanVideoCallback")]
[OutputType(typeof(VideoTask))]
public sealed class ReceiveWanVideoCallbackCommand : AsyncCommand
{
    private readonly Lazy<TaskRecords> records;

    /// <summary>The port, on the loopback interface. Default 8787.</summary>
    [Parameter(Position = 0)]
    [ValidateRange(1, 65535)]
    public int Port { get; set; } = 8787;

    /// <summary>The gateway whose callbacks come. Without it, the one connected last.</summary>
    [Parameter]
    [ArgumentCompleter(typeof(ProviderCompleter))]
    [StringTransformation]
    public string? Provider { get; set; }

    /// <summary>End after so many tasks.</summary>
    [Parameter]
    [ValidateRange(1, int.MaxValue)]
    public int? Count { get; set; }

    /// <summary>End after so many seconds.</summary>
    [Parameter]
    [ValidateRange(1, 604800)]
    public int? TimeoutSec { get; set; }

    /// <summary>Take what a callback says for true. Whoever reaches the port can then say anything.</summary>
    [Parameter]
    public SwitchParameter SkipVerification { get; set; }

    /// <summary>A listener that is not yet listening.</summary>
    public ReceiveWanVideoCallbackCommand() => records = new(() => new TaskRecords(Session.Journal, Work));

    private TaskRecords Records => records.Value;

    private protected override AsyncBridge CreateWork() => new(this, limit: 1);

    /// <inheritdoc/>
    protected override void EndProcessing()
    {
        ForInput(Provider, () =>
        {
            var provider = Session.Provider(Provider);
            RequireCallbacks(provider);
            Start(Provider, cancellationToken => ReceiveAsync(provider, cancellationToken));
        });
        base.EndProcessing();
    }

    // A gateway that has none says so of any body, and of this one the others say that it is none.
    private void RequireCallbacks(IVideoProvider provider)
    {
        try
        {
            provider.ReadCallback("{}"u8, Work);
        }
        catch (VideoException refused) when (refused.Error.Kind is VideoErrorKind.InvalidParameter)
        {
        }
    }

    private async Task<Action> ReceiveAsync(IVideoProvider provider, CancellationToken cancellationToken)
    {
        using var enough = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        if (TimeoutSec is { } seconds)
        {
            enough.CancelAfter(TimeSpan.FromSeconds(seconds));
        }

        var written = new HashSet<(string, VideoStatus)>();
        var listener = new CallbackListener(Port);
        try
        {
            await foreach (var body in listener.ReceiveAsync(IsCallback, () => Work.WriteVerbose($"Listening on {listener.Address}"), enough.Token))
            {
                var said = provider.ReadCallback(body, Work);
                if (written.Contains((said.Id, said.Status)) || await VerifiedAsync(provider, said, enough.Token) is not { } task)
                {
                    continue;
                }

                // Only what was true makes another of its kind a repetition: a forged one must not stand in the way of the real one.
                if (!written.Add((task.Id, task.Status)))
                {
                    continue;
                }

                Records.Ended(provider, known: null, task);
                Work.Post(() => WriteObject(task));
                if (written.Count == Count)
                {
                    break;
                }
            }
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            // Its time is up, which is no error.
        }

        await Records.FinishAsync();
        return () => { };

        bool IsCallback(byte[] body)
        {
            try
            {
                provider.ReadCallback(body, Work);
                return true;
            }
            catch (VideoException refused) when (refused.Error.Kind is VideoErrorKind.InvalidParameter)
            {
                Work.WriteWarning($"Something came to the port that is no callback of {provider.Name}. It was refused.");
                return false;
            }
        }
    }

    private async Task<VideoTask?> VerifiedAsync(IVideoProvider provider, VideoTask said, CancellationToken cancellationToken)
    {
        if (SkipVerification)
        {
            return said;
        }

        try
        {
            var task = await provider.GetAsync(said.Id, Work, cancellationToken);
            if (task.IsEnded && task.Status is not VideoStatus.Unknown)
            {
                return task.MergeFrom(said);
            }

            Work.WriteWarning($"A callback says that {said.Id} ended as {said.Status}; {provider.Name} says {task.Status}. It was not believed.");
        }
        catch (VideoException failure)
        {
            Work.WriteWarning($"A callback says that {said.Id} ended as {said.Status}, which could not be verified: {failure.Message}");
        }

        return null;
    }
}
