using System.Management.Automation;
using WanVideo.Commands.Base;
using WanVideo.Ledger;

namespace WanVideo.Commands;

/// <summary>Sends the recorded request of a task again. Creates a new task, which is billed. The request is sent as it was recorded.</summary>
[Cmdlet(VerbsLifecycle.Restart, "WanVideoTask", SupportsShouldProcess = true)]
[OutputType(typeof(VideoTask))]
public sealed class RestartWanVideoTaskCommand : RecordCommand
{
    /// <summary>Do not prompt before sending a request that may be billed twice.</summary>
    [Parameter]
    public SwitchParameter Force { get; set; }

    private protected override TimeSpan CancellationTimeout => Timeout.InfiniteTimeSpan;

    private protected override void Process(LedgerRecord record, CommandInput input)
    {
        var name = record.DisplayName;
        if (record.State is IntentState.Sending)
        {
            throw new VideoException(VideoErrorKind.Conflict, $"{name} is being sent by another process. Wait until it has the status Unresolved.") { Provider = record.Provider, IntentId = record.IntentId };
        }

        if (!ShouldProcess(name, $"Send the create request to {record.Provider} again")
            || (record.State is IntentState.Unresolved && !Force
                && !ShouldContinue($"{record.Provider} may have accepted the first create request of {name}. If it did, both are billed. Send it again?", "A task may be billed twice")))
        {
            return;
        }

        var provider = GetProvider(record);
        Start(input, async cancellationToken =>
        {
            var task = await Resolver.RestartAsync(provider, record, CurrentUser, Bridge, cancellationToken, StopToken);
            return () => WriteObject(task);
        });
    }
}
