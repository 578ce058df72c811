using System.Management.Automation;
using WanVideo.Catalog;
using WanVideo.Creating;
using WanVideo.Pipeline;

namespace WanVideo.Commands;

/// <summary>
/// Creates video generation tasks and returns them at once. A request is checked against the gateway's limits before anything is sent,
/// and is recorded on this machine before it leaves.
/// </summary>
[Cmdlet(VerbsCommon.New, "WanVideoTask", SupportsShouldProcess = true)]
[OutputType(typeof(VideoTask))]
public sealed class NewWanVideoTaskCommand : VideoRequestCommand
{
    /// <summary>How many creates may be under way at once. Default 5.</summary>
    [Parameter]
    [ValidateRange(1, 64)]
    public int ThrottleLimit { get; set; } = 5;

    private protected override ConcurrentWork CreateWork() => new(this, ThrottleLimit) { InOrder = true };

    private protected override void Process(object input, VideoProviderInfo provider, PreparedRequest request)
    {
        var gateway = Session.Provider(provider.Name);
        if (!ShouldProcess(provider.Name, $"Create {request}, billed as {CostEstimate.Of(request)}"))
        {
            return;
        }

        var creator = new TaskCreator(Session.Journal, TimeProvider.System);
        Start(input, async cancellationToken =>
        {
            var task = await creator.CreateAsync(gateway, request, Work, cancellationToken);
            return () => WriteObject(task);
        });
    }
}
