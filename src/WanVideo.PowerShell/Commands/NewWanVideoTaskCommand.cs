using System.Management.Automation;
using WanVideo.Catalog;
using WanVideo.Commands.Base;
using WanVideo.Creating;

namespace WanVideo.Commands;

/// <summary>
/// Creates video generation tasks and returns them without waiting for their videos. Each request is validated against the gateway's limits and
/// recorded on this machine before it is sent.
/// </summary>
[Cmdlet(VerbsCommon.New, "WanVideoTask", SupportsShouldProcess = true)]
[OutputType(typeof(VideoTask))]
public sealed class NewWanVideoTaskCommand : VideoRequestCommand
{
    private DuplicateGuard? guard;

    /// <summary>Do not warn when an identical request was sent within <see cref="DuplicateWindowSec"/>.</summary>
    [Parameter]
    public SwitchParameter AllowDuplicate { get; set; }

    /// <summary>When an identical request was sent within <see cref="DuplicateWindowSec"/>, return its task and create none.</summary>
    [Parameter]
    public SwitchParameter Unique { get; set; }

    /// <summary>Seconds in which an identical request counts as a duplicate. Default 600.</summary>
    [Parameter]
    [ValidateRange(1, 86400)]
    public int DuplicateWindowSec { get; set; } = 600;

    /// <summary>Maximum number of concurrent create requests. Default 5.</summary>
    [Parameter]
    [ValidateRange(1, 64)]
    public int ThrottleLimit { get; set; } = 5;

    private protected override int MaxConcurrency => ThrottleLimit;

    private protected override bool PreservesInputOrder => true;

    /// <inheritdoc/>
    protected override void BeginProcessing()
    {
        if (AllowDuplicate && Unique)
        {
            ThrowTerminatingError(new VideoException(VideoErrorKind.InvalidParameter, "-AllowDuplicate and -Unique cannot be combined."), null);
        }
    }

    private protected override void Process(object input, VideoProviderInfo providerInfo, PreparedRequest request)
    {
        var provider = Session.GetProvider(providerInfo.Name);
        if (!ShouldProcess(provider.Name, $"Create {request}, billed as {WanVideoCost.Estimate(provider.Name, request)}"))
        {
            return;
        }

        if (provider.IsBilled && !AllowDuplicate)
        {
            guard ??= CreateGuard();
            if (guard.Find(provider, request.Body) is { } prior)
            {
                if (Unique)
                {
                    Start(input, async cancellationToken =>
                    {
                        var task = await prior.Task.WaitAsync(cancellationToken);
                        return () => WriteObject(task);
                    });
                    return;
                }

                WriteWarning($"An identical request was sent at {prior.At.ToLocalTime():HH:mm:ss}{DescribeOutcome(prior.Task)}. A second task is created and billed. Use -Unique to return the first task instead, or -AllowDuplicate to hide this warning.");
            }
        }

        Create(input, provider, request);
    }

    private void Create(object input, IVideoProvider provider, PreparedRequest request)
    {
        var creator = new TaskCreator(Session.Journal, TimeProvider.System);
        var creation = new TaskCompletionSource<VideoTask>(TaskCreationOptions.RunContinuationsAsynchronously);
        guard?.Add(provider, request.Body, creation.Task);
        Start(input, async cancellationToken =>
        {
            try
            {
                var task = await creator.CreateAsync(provider, request, Bridge, cancellationToken);
                creation.SetResult(task);
                return () => WriteObject(task);
            }
            catch (Exception exception)
            {
                creation.SetException(exception);

                // Marks the exception as observed. It is reported as this input's error.
                _ = creation.Task.Exception;
                throw;
            }
        });
    }

    private DuplicateGuard CreateGuard()
    {
        var window = TimeSpan.FromSeconds(DuplicateWindowSec);
        var journal = Session.Journal;
        var recent = RunBlocking(cancellationToken => journal.ReadAsync(cancellationToken, DateTimeOffset.UtcNow - window));
        return new DuplicateGuard(recent, window, TimeProvider.System);
    }

    private static string DescribeOutcome(Task<VideoTask> creation) => creation switch
    {
        { IsCompletedSuccessfully: true, Result: var task } => $" (task {task.Id})",
        { IsFaulted: true } => " (result unknown)",
        _ => "",
    };
}
