using System.Management.Automation;
using WanVideo.Binding;
using WanVideo.Catalog;
using WanVideo.Completion;
using WanVideo.Creating;
using WanVideo.Journal;
using WanVideo.Pipeline;

namespace WanVideo.Commands;

/// <summary>
/// Settles a create of which it is not known whether it made a task: finds the task in the gateway's list, takes the one that the user names,
/// or sends the create again, if the user says so.
/// </summary>
[Cmdlet(VerbsLifecycle.Resume, "WanVideoTask", DefaultParameterSetName = Find, SupportsShouldProcess = true)]
[OutputType(typeof(VideoTask))]
public sealed class ResumeWanVideoTaskCommand : AsyncCommand
{
    private const string Find = "Find";
    private const string Adopt = "Adopt";
    private const string SendAgain = "Repeat";

    // A create without an answer may still be under way in another process, for as long as a try and its repeats may take.
    private static readonly TimeSpan UnderWay = TimeSpan.FromMinutes(2);

    private readonly HashSet<string> taken = new(StringComparer.Ordinal);

    /// <summary>The journal's name of the create: what the error said, and what <c>Get-WanVideoTask -Unresolved</c> lists.</summary>
    [Parameter(Mandatory = true, Position = 0, ValueFromPipeline = true, ValueFromPipelineByPropertyName = true)]
    [TaskIdTransformation]
    [ArgumentCompleter(typeof(AttemptIdCompleter))]
    public string[] AttemptId { get; set; } = [];

    /// <summary>The task that the create made, as the gateway's own pages show it.</summary>
    [Parameter(Mandatory = true, ParameterSetName = Adopt)]
    [ValidateNotNullOrEmpty]
    public string? Id { get; set; }

    /// <summary>Send the create again. Where the gateway recognizes a repeat by its key (EvoLink), that is safe; elsewhere it may be billed twice, which is asked about.</summary>
    [Parameter(Mandatory = true, ParameterSetName = SendAgain)]
    public SwitchParameter Repeat { get; set; }

    /// <summary>Do not ask before a repeat that may be billed twice.</summary>
    [Parameter(ParameterSetName = SendAgain)]
    public SwitchParameter Force { get; set; }

    private protected override AsyncBridge CreateWork() => new(this, limit: 1) { InOrder = true };

    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        foreach (var id in AttemptId)
        {
            ForInput(id, () => Resume(id));
        }
    }

    private void Resume(string attemptId)
    {
        var journal = Session.Journal;
        var recorded = Session.Recorded();
        var entry = recorded.Entries.FirstOrDefault(entry => string.Equals(entry.AttemptId, attemptId, StringComparison.OrdinalIgnoreCase))
            ?? throw new VideoException(VideoErrorKind.NotFound, $"-AttemptId is '{attemptId}', which '{journal.Path}' does not have.");
        if (entry.Task is { } known)
        {
            WriteVerbose($"{attemptId} made {known.Id}; there is nothing to settle.");
            WriteObject(known);
            return;
        }

        RequireOpen(entry, recorded);
        var provider = Session.Provider(entry.Provider);
        if (entry.BaseUri is not null && entry.BaseUri != provider.BaseUri)
        {
            throw new VideoException(VideoErrorKind.InvalidParameter, $"{attemptId} was sent to {entry.BaseUri}; the connection to {provider.Name} is to {provider.BaseUri}. Connect to the other first.");
        }

        var what = Repeat ? "Send the create again" : Id is null ? $"Look for its task in {provider.Name}'s list" : $"Take {Id} for its task";
        if (!ShouldProcess($"{attemptId} ({entry.Prompt})", what) || !MayRepeat(provider, entry))
        {
            return;
        }

        var attempt = Attempt(entry, provider);
        Start(attemptId, async cancellationToken =>
        {
            var task = await SettleAsync(provider, attempt, cancellationToken);
            return () => WriteObject(task);
        });
    }

    private void RequireOpen(JournalEntry entry, JournalContents recorded)
    {
        if (entry.Outcome is AttemptOutcome.Refused)
        {
            throw new VideoException(VideoErrorKind.InvalidParameter, $"{entry.AttemptId} made no task, so there is nothing to settle: {entry.Error} New-WanVideoTask makes another.");
        }

        if (Repeat && !Force && entry.Outcome is AttemptOutcome.Unanswered && entry.At > DateTimeOffset.UtcNow - UnderWay)
        {
            throw new VideoException(VideoErrorKind.InvalidParameter, $"{entry.AttemptId} was sent less than {UnderWay.TotalMinutes} minutes ago and may still be under way in another process. Wait a little, or give -Force.");
        }

        if (Id is not null && (!taken.Add(Id) || recorded.Entries.Any(other => other.Provider == entry.Provider && other.Task?.Id == Id)))
        {
            throw new VideoException(VideoErrorKind.InvalidParameter, $"-Id is {Id}, which is the task of another create. It cannot be that of {entry.AttemptId} too.");
        }
    }

    private bool MayRepeat(IVideoProvider provider, JournalEntry entry) =>
        !Repeat || Force || provider.HasIdempotencyKeys
        || ShouldContinue($"{provider.Name} does not recognize a repeat: if the first create of '{entry.Prompt}' was accepted after all, both are billed. Send it again?", "A create may be billed twice");

    // As it was sent, whatever the catalog would make of the same request now.
    private static CreateAttempt Attempt(JournalEntry entry, IVideoProvider provider)
    {
        var model = provider.Catalog.Models.FirstOrDefault(model => model.Name == entry.Model) ?? new VideoModel(entry.Model ?? "", VideoKind.TextToVideo, []);
        var request = new VideoRequest { Model = entry.Model, Prompt = entry.Prompt, Duration = entry.Duration };
        return new CreateAttempt(entry.AttemptId!, provider.Name, provider.BaseUri, entry.IdempotencyKey ?? "", new PreparedRequest(model, request, entry.Request ?? [], []), entry.At);
    }

    private async Task<VideoTask> SettleAsync(IVideoProvider provider, CreateAttempt attempt, CancellationToken cancellationToken)
    {
        var creator = new TaskCreator(Session.Journal, TimeProvider.System);
        if (Repeat)
        {
            return await creator.RepeatAsync(provider, attempt, Work, cancellationToken);
        }

        var task = Id is not null
            ? await provider.GetAsync(Id, Work, cancellationToken)
            : await new LostTaskFinder(Session.Journal).FindAsync(provider, attempt, Work, cancellationToken);
        return task is null || task.Status is VideoStatus.Unknown
            ? throw new VideoException(
                VideoErrorKind.NotFound,
                Id is null
                    ? $"{provider.Name} has, or lists, no task that is surely that of {attempt.Id}. Look on its own pages and give -Id, or send it again with -Repeat."
                    : $"{provider.Name} does not know the task {Id}.")
            { Provider = provider.Name, AttemptId = attempt.Id }
            : await creator.AdoptAsync(provider, attempt, task, Work);
    }
}
