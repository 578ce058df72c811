using System.Management.Automation;
using WanVideo.Commands.Base;
using WanVideo.Creating;
using WanVideo.Ledger;

namespace WanVideo.Commands;

/// <summary>
/// Settles tasks with the status Unresolved: create requests that were sent and for which no response was received. Sends no create request.
/// Without <see cref="Id"/> and <see cref="NotCreated"/>, the gateway's task list is searched for a task with the request id of the create request.
/// </summary>
[Cmdlet(VerbsDiagnostic.Resolve, "WanVideoTask", SupportsShouldProcess = true)]
[OutputType(typeof(VideoTask))]
public sealed class ResolveWanVideoTaskCommand : RecordCommand
{
    /// <summary>The id of the task at the gateway, for example from its website.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string? Id { get; set; }

    /// <summary>Record that no task was created.</summary>
    [Parameter]
    public SwitchParameter NotCreated { get; set; }

    /// <inheritdoc/>
    protected override void BeginProcessing()
    {
        if (Id is not null && NotCreated)
        {
            ThrowTerminatingError(new VideoException(VideoErrorKind.InvalidParameter, "-Id and -NotCreated cannot be combined."), Id);
        }

        base.BeginProcessing();
    }

    private protected override void Process(LedgerRecord record, string? status, CommandInput input)
    {
        TaskResolver.RequireNotSending(record);
        if (record.State is not IntentState.Unresolved)
        {
            var settled = record.ToTask();
            WriteWarning($"{record.DisplayName} is {settled.Status}, not Unresolved. It was not changed.");
            WriteObject(settled);
            return;
        }

        var action = NotCreated ? "Record that no task was created" : Id is null ? $"Find its task in the task list of {record.Provider}" : $"Record {Id} as its task";
        if (!ShouldProcess(record.DisplayName, action))
        {
            return;
        }

        Start(input, async cancellationToken =>
        {
            var task = NotCreated ? await Resolver.DeclareNotCreatedAsync(record, CurrentUser, cancellationToken)
                : Id is not null ? await Resolver.AdoptAsync(GetProvider(record), record, Id, CurrentUser, Bridge, cancellationToken)
                : await Resolver.FindAsync(GetProvider(record), record, Bridge, cancellationToken);
            return () => WriteObject(task);
        });
    }
}
