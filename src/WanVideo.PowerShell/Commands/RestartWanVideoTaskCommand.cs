using System.Management.Automation;
using System.Management.Automation.Host;
using WanVideo.Catalog;
using WanVideo.Commands.Base;
using WanVideo.Creating;
using WanVideo.Ledger;

namespace WanVideo.Commands;

/// <summary>
/// Sends the recorded request of a task again. Creates a new task, which is billed. The request is sent as it was recorded. A task object is restarted
/// only if its record still has the status of the object.
/// </summary>
[Cmdlet(VerbsLifecycle.Restart, "WanVideoTask", SupportsShouldProcess = true)]
[OutputType(typeof(VideoTask))]
public sealed class RestartWanVideoTaskCommand : RecordCommand
{
    private bool yesToAll;
    private bool noToAll;

    /// <summary>Do not prompt before sending a request that may be billed twice.</summary>
    [Parameter]
    public SwitchParameter Force { get; set; }

    private protected override TimeSpan CancellationTimeout => Timeout.InfiniteTimeSpan;

    private protected override void Process(LedgerRecord record, string? status, CommandInput input)
    {
        var name = record.DisplayName;
        TaskResolver.RequireNotSending(record);
        TaskResolver.RequireUnchanged(record, status);
        if (!ShouldProcess(name, $"Send the create request to {record.Provider} again{DescribeCost(record)}") || (!Force && !ConfirmSecondTask(record, record.State is IntentState.Unresolved ? VideoStatus.Unresolved : status ?? record.ToTask().Status)))
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

    // The surcharges are not known, because the ledger has the request in the gateway's form only.
    private static string DescribeCost(LedgerRecord record)
    {
        // The connection of the record can have its own models.
        var name = Session.Connections.GetAll().FirstOrDefault(connection => connection.Name == record.Connection && connection.Provider == record.Provider)?.Name ?? Session.Providers.Find(record.Provider)?.Name;
        if (name is null || Session.Connections.Describe(name).Catalog.Models.FirstOrDefault(model => model.Name == record.Model && model.Find(VideoParameters.Duration) is not null) is not { } model)
        {
            return record.Duration is { } seconds ? $", billed as {seconds} s of output" : "";
        }

        // A record without a duration is of a request for the duration of the input, or for one that the model chooses.
        var duration = record.Duration ?? (model.Find(VideoParameters.Duration) as NumberParameter<int>)?.SpecialValues.Select(special => (int?)special.Value).FirstOrDefault();
        var request = new VideoRequest { Model = record.Model, Duration = duration, Video = record.Details?.Video, ReferenceVideo = record.Details?.ReferenceVideo ?? [] };
        return $", billed as {WanVideoCost.Estimate(record.Provider, new PreparedRequest(model, request, [], [])) with { Surcharges = [] }}";
    }

    // A request whose task failed or was canceled, or that was refused or not sent, has no other task that can be billed.
    private bool ConfirmSecondTask(LedgerRecord record, string status)
    {
        var query = status switch
        {
            VideoStatus.Failed or VideoStatus.Canceled or VideoStatus.Refused or VideoStatus.NotSent => null,
            VideoStatus.Unresolved => $"{record.Provider} may have accepted the first create request of {record.DisplayName}. If it did, both are billed. Send it again?",
            _ => $"{record.DisplayName} is {status} ({record.Task?.Id}). A second task is billed as well. Send the create request again?",
        };
        try
        {
            return query is null || ShouldContinue(query, "A task may be billed twice", hasSecurityImpact: true, ref yesToAll, ref noToAll);
        }
        catch (Exception exception) when (exception is PSInvalidOperationException or HostException or NotImplementedException)
        {
            throw new VideoException(VideoErrorKind.InvalidParameter, $"{record.DisplayName} was not sent again, because the host cannot ask for confirmation: {exception.Message} Use -Force to send it without confirmation.", exception)
            { Provider = record.Provider, IntentId = record.IntentId };
        }
    }
}
