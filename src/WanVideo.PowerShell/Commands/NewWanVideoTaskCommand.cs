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
    private DuplicateGuard? guard;

    /// <summary>Say nothing of a request that was made before, a few minutes ago.</summary>
    [Parameter]
    public SwitchParameter AllowDuplicate { get; set; }

    /// <summary>Where the same request was made before, a few minutes ago, return its task and create none.</summary>
    [Parameter]
    public SwitchParameter Unique { get; set; }

    /// <summary>Seconds for which a request that comes again counts as the same. Default 600.</summary>
    [Parameter]
    [ValidateRange(1, 86400)]
    public int DuplicateWindowSec { get; set; } = 600;

    /// <summary>How many creates may be under way at once. Default 5.</summary>
    [Parameter]
    [ValidateRange(1, 64)]
    public int ThrottleLimit { get; set; } = 5;

    private protected override AsyncBridge CreateWork() => new(this, ThrottleLimit) { InOrder = true };

    /// <inheritdoc/>
    protected override void BeginProcessing()
    {
        if (AllowDuplicate && Unique)
        {
            ThrowTerminatingError(new VideoException(VideoErrorKind.InvalidParameter, "-AllowDuplicate and -Unique were both given; one makes a second task, the other does not. Leave one out."), null);
        }
    }

    private protected override void Process(object input, VideoProviderInfo provider, PreparedRequest request)
    {
        var gateway = Session.Provider(provider.Name);
        if (!ShouldProcess(provider.Name, $"Create {request}, billed as {WanVideoCost.Estimate(provider.Name, request)}"))
        {
            return;
        }

        if (gateway.IsBilled && !AllowDuplicate)
        {
            guard ??= Guard();
            if (guard.Find(gateway, request.Body) is { } twin)
            {
                if (Unique)
                {
                    Start(input, async cancellationToken =>
                    {
                        var first = await twin.Task.WaitAsync(cancellationToken);
                        return () => WriteObject(first);
                    });
                    return;
                }

                WriteWarning($"The same request was made at {twin.At.ToLocalTime():HH:mm:ss}{Came(twin)}. This makes another, billed too; -Unique returns the first in its place, -AllowDuplicate says nothing.");
            }
        }

        Create(input, gateway, request);
    }

    private void Create(object input, IVideoProvider gateway, PreparedRequest request)
    {
        var creator = new TaskCreator(Session.Journal, TimeProvider.System);
        var created = new TaskCompletionSource<VideoTask>(TaskCreationOptions.RunContinuationsAsynchronously);
        guard?.Add(gateway, request.Body, created.Task);
        Start(input, async cancellationToken =>
        {
            try
            {
                var task = await creator.CreateAsync(gateway, request, Work, cancellationToken);
                created.SetResult(task);
                return () => WriteObject(task);
            }
            catch (Exception failure)
            {
                created.SetException(failure);

                // Nobody may ask for it; then it has been said all the same, as this input's error.
                _ = created.Task.Exception;
                throw;
            }
        });
    }

    private DuplicateGuard Guard()
    {
        var window = TimeSpan.FromSeconds(DuplicateWindowSec);
        var recent = Session.Recorded(DateTimeOffset.UtcNow - window);
        return new DuplicateGuard(recent, window, TimeProvider.System);
    }

    private static string Came(DuplicateGuard.PriorRequest twin) =>
        twin.Task.IsCompletedSuccessfully ? $" and gave {twin.Task.Result.Id}"
        : twin.Task.IsFaulted ? ", and what came of it is not known"
        : "";
}
