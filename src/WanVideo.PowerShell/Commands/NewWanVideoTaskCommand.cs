using System.Management.Automation;
using WanVideo.Commands.Base;
using WanVideo.Creating;
using WanVideo.Ledger;
using WanVideo.Views;

namespace WanVideo.Commands;

/// <summary>
/// Creates video generation tasks and returns them without waiting for their videos. Each request is validated against the gateway's limits and
/// recorded in the ledger before it is sent. A request whose label has a task is not sent: its task is returned.
/// </summary>
[Cmdlet(VerbsCommon.New, "WanVideoTask", SupportsShouldProcess = true)]
[OutputType(typeof(VideoTask))]
public sealed class NewWanVideoTaskCommand : VideoRequestCommand
{
    /// <summary>Create another task although the label has one.</summary>
    [Parameter]
    public SwitchParameter AllowDuplicate { get; set; }

    /// <summary>Maximum number of concurrent create requests. With 1, each task is written before the next input is read. Default 5.</summary>
    [Parameter]
    [ValidateRange(1, 64)]
    public int ThrottleLimit { get; set; } = 5;

    private protected override int MaxConcurrency => ThrottleLimit;

    private protected override bool PreservesInputOrder => true;

    // A create request that was sent is awaited however the pipeline ends, because its task exists.
    private protected override TimeSpan CancellationTimeout => Timeout.InfiniteTimeSpan;

    /// <inheritdoc/>
    protected override void BeginProcessing()
    {
        base.BeginProcessing();

        // While the connection is opened.
        if (!IsWhatIf)
        {
            StartRecovery();
        }
    }

    private protected override void Process(RowRequest request)
    {
        var (sent, other) = FindSent(request);
        var otherWarning = other is null ? null : TaskCreator.DescribeOtherRequest(other);
        if (otherWarning is not null)
        {
            // Before the request is sent, so that -WarningAction Stop prevents it.
            WriteWarning(otherWarning);
        }

        var action = sent is null ? DescribeCreation(request)
            : sent.Task is { } task ? $"Return the existing task {task.Id}. Nothing is sent or billed"
            : $"Report that the create request of {sent.CreatedAt.ToLocalTime():g} is {LedgerRecord.GetStatus(sent.State)}. Nothing is sent";
        if (!ShouldProcess(request.Input.Name ?? request.Provider.Name, action))
        {
            return;
        }

        var connection = Session.Connections.Get(Connection);
        var creator = Session.Ledgers.GetCreator(Ledger);
        var createRequest = new CreateRequest(request.Prepared)
        {
            Label = request.Label,
            Row = request.Row,
            Connection = connection.Name,
            AllowDuplicate = AllowDuplicate,
            CreatedAt = creator.GetCreationTime(),
        };
        Start(request.Input, async cancellationToken =>
        {
            var task = await creator.CreateAsync(connection.Provider, createRequest, new LabeledMessages(Bridge, request.Label, otherWarning), cancellationToken, StopToken);
            return () => WriteObject(task);
        });
    }

    private static string DescribeCreation(RowRequest request)
    {
        var columns = request.OtherColumns is [] ? "" : $". Columns that are not parameters: {string.Join(", ", request.OtherColumns)}";
        return $"Create {request.Prepared} at {request.Provider.Name}, billed as {WanVideoCost.Estimate(request.Provider.Name, request.Prepared)}{columns}";
    }

    // ShouldProcess shows the action.
    private bool ShowsAction => IsWhatIf || MyInvocation.BoundParameters.ContainsKey("Verbose") || MyInvocation.BoundParameters.ContainsKey("Confirm");

    private bool StopsOnWarning =>
        (MyInvocation.BoundParameters.TryGetValue("WarningAction", out var action) ? action : SessionState.PSVariable.GetValue("WarningPreference")) is ActionPreference.Stop or ActionPreference.Inquire;

    // The record that the label would return, and that of another request. A preview does not create the ledger.
    private (LedgerRecord? Same, LedgerRecord? Other) FindSent(RowRequest request)
    {
        if (request.Label is null || !(ShowsAction || StopsOnWarning) || !LedgerLocation.Exists(Ledger.Store.Location))
        {
            return (null, null);
        }

        var createRequest = new CreateRequest(request.Prepared) { Label = request.Label, AllowDuplicate = AllowDuplicate };
        return RunBlocking(cancellationToken => Session.Ledgers.GetCreator(Ledger).FindSentAsync(request.Provider.Name, request.BaseUri, request.Provider.ApiKeyVariable is not null, createRequest, cancellationToken));
    }

    // Warnings begin with the label, as errors do. One that was written before is not repeated.
    private sealed class LabeledMessages(IUserMessages messages, string? label, string? writtenWarning) : IUserMessages
    {
        public void WriteWarning(string message)
        {
            if (message != writtenWarning)
            {
                messages.WriteWarning(DisplayName.AddLabel(message, label));
            }
        }

        public void WriteVerbose(string message) => messages.WriteVerbose(DisplayName.AddLabel(message, label));
    }
}
