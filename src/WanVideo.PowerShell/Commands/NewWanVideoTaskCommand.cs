using System.Management.Automation;
using WanVideo.Binding;
using WanVideo.Catalog;
using WanVideo.Commands.Base;
using WanVideo.Creating;
using WanVideo.Ledger;

namespace WanVideo.Commands;

/// <summary>
/// Creates video generation tasks and returns them without waiting for their videos. Each request is validated against the gateway's limits and
/// recorded in the ledger before it is sent. A request whose label has a task is not sent: its task is returned.
/// </summary>
[Cmdlet(VerbsCommon.New, "WanVideoTask", SupportsShouldProcess = true)]
[OutputType(typeof(VideoTask))]
public sealed class NewWanVideoTaskCommand : VideoRequestCommand
{
    /// <summary>The name of the video. The same label with the same request is created once, by all processes and machines that share the ledger.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    [StringTransformation]
    public string? Label { get; set; }

    /// <summary>Create another task although the label has one.</summary>
    [Parameter]
    public SwitchParameter AllowDuplicate { get; set; }

    /// <summary>Maximum number of concurrent create requests. Default 5.</summary>
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
        // Opens the ledger and recovers the attempts of processes that have exited, while the connection is opened.
        if (!IsWhatIf && TryGetLedger() is { } ledger)
        {
            Start(null, async cancellationToken =>
            {
                try
                {
                    await ledger.RecoverAsync(Bridge, cancellationToken);
                }
                catch (VideoException exception) when (exception.Error.Kind is VideoErrorKind.LedgerUnavailable)
                {
                    // The error of the first input reports it.
                }

                return () => { };
            });
        }
    }

    private TaskLedger? TryGetLedger()
    {
        try
        {
            return Ledger;
        }
        catch (VideoException)
        {
            // The error of each input reports it.
            return null;
        }
    }

    // Opening the ledger would create it.
    private bool IsWhatIf => MyInvocation.BoundParameters.TryGetValue("WhatIf", out var whatIf)
        ? LanguagePrimitives.IsTrue(whatIf)
        : LanguagePrimitives.IsTrue(SessionState.PSVariable.GetValue("WhatIfPreference"));

    private protected override void Process(object input, VideoProviderInfo providerInfo, PreparedRequest request)
    {
        var provider = Session.GetProvider(providerInfo.Name);
        if (!ShouldProcess((string.IsNullOrEmpty(Label) ? null : Label) ?? request.Request.Prompt ?? provider.Name, $"Create {request} at {provider.Name}, billed as {WanVideoCost.Estimate(provider.Name, request)}"))
        {
            return;
        }

        var creator = Session.Ledgers.GetCreator(Ledger);
        var createRequest = new CreateRequest(request) { Label = Label, AllowDuplicate = AllowDuplicate, CreatedAt = creator.GetCreationTime() };
        Start(input, async cancellationToken =>
        {
            var task = await creator.CreateAsync(provider, createRequest, Bridge, cancellationToken, StopToken);
            return () => WriteObject(task);
        });
    }
}
