using System.Management.Automation;
using WanVideo.Binding;
using WanVideo.Catalog;
using WanVideo.Commands.Base;
using WanVideo.Completion;
using WanVideo.Creating;
using WanVideo.Journal;

namespace WanVideo.Commands;

/// <summary>
/// Resolves a create request whose result is unknown: finds its task in the gateway's list, adopts the task that the user specifies, or sends the
/// request again.
/// </summary>
[Cmdlet(VerbsLifecycle.Resume, "WanVideoTask", DefaultParameterSetName = FindSet, SupportsShouldProcess = true)]
[OutputType(typeof(VideoTask))]
public sealed class ResumeWanVideoTaskCommand : AsyncCommand
{
    private const string FindSet = "Find";
    private const string AdoptSet = "Adopt";
    private const string RepeatSet = "Repeat";

    // Upper bound for one request with its retries. Until then another process may still be sending it.
    private static readonly TimeSpan MaxRequestTime = TimeSpan.FromMinutes(2);

    private readonly HashSet<string> adoptedIds = new(StringComparer.Ordinal);

    /// <summary>The id of the create request in the journal. The error message contains it, and <c>Get-WanVideoTask -Unresolved</c> lists it.</summary>
    [Parameter(Mandatory = true, Position = 0, ValueFromPipeline = true, ValueFromPipelineByPropertyName = true)]
    [TaskIdTransformation]
    [ArgumentCompleter(typeof(AttemptIdCompleter))]
    public string[] AttemptId { get; set; } = [];

    /// <summary>The id of the task that the request created, as the gateway's console shows it.</summary>
    [Parameter(Mandatory = true, ParameterSetName = AdoptSet)]
    [ValidateNotNullOrEmpty]
    public string? Id { get; set; }

    /// <summary>Send the request again. This is safe where the gateway supports idempotency keys (EvoLink). Elsewhere it can be billed twice and needs confirmation.</summary>
    [Parameter(Mandatory = true, ParameterSetName = RepeatSet)]
    public SwitchParameter Repeat { get; set; }

    /// <summary>Do not ask for confirmation before a repeated request that can be billed twice.</summary>
    [Parameter(ParameterSetName = RepeatSet)]
    public SwitchParameter Force { get; set; }

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
        var contents = RunBlocking(cancellationToken => journal.ReadAsync(cancellationToken));
        var entry = contents.Entries.FirstOrDefault(entry => string.Equals(entry.AttemptId, attemptId, StringComparison.OrdinalIgnoreCase))
            ?? throw new VideoException(VideoErrorKind.NotFound, $"-AttemptId '{attemptId}' is not in '{journal.Path}'.");
        if (entry.Task is { } knownTask)
        {
            WriteVerbose($"{attemptId} is already resolved: it created {knownTask.Id}.");
            WriteObject(knownTask);
            return;
        }

        RequireResolvable(entry, contents);
        var provider = Session.GetProvider(entry.Provider);
        if (entry.BaseUri is not null && entry.BaseUri != provider.BaseUri)
        {
            throw new VideoException(VideoErrorKind.InvalidParameter, $"{attemptId} was sent to {entry.BaseUri}, but {provider.Name} is connected to {provider.BaseUri}. Connect to {entry.BaseUri} first.");
        }

        var action = Repeat ? "Send the create request again" : Id is null ? $"Find its task in {provider.Name}'s list" : $"Adopt {Id} as its task";
        if (!ShouldProcess($"{attemptId} ({entry.Prompt})", action) || !ConfirmRepeat(provider, entry))
        {
            return;
        }

        var attempt = CreateAttempt(entry, provider);
        Start(attemptId, async cancellationToken =>
        {
            var task = await ResolveAsync(provider, attempt, cancellationToken);
            return () => WriteObject(task);
        });
    }

    private void RequireResolvable(JournalEntry entry, JournalContents contents)
    {
        if (entry.Outcome is AttemptOutcome.Refused)
        {
            throw new VideoException(VideoErrorKind.InvalidParameter, $"{entry.AttemptId} created no task: {entry.Error} Use New-WanVideoTask to send a new request.");
        }

        if (Repeat && !Force && entry.Outcome is AttemptOutcome.Unanswered && entry.At > DateTimeOffset.UtcNow - MaxRequestTime)
        {
            throw new VideoException(VideoErrorKind.InvalidParameter, $"{entry.AttemptId} was sent less than {MaxRequestTime.TotalMinutes} minutes ago, and another process may still be waiting for the response. Try again later, or use -Force.");
        }

        if (Id is not null && (!adoptedIds.Add(Id) || contents.Entries.Any(other => other.Provider == entry.Provider && other.Task?.Id == Id)))
        {
            throw new VideoException(VideoErrorKind.InvalidParameter, $"-Id {Id} is the task of another create request, not of {entry.AttemptId}.");
        }
    }

    private bool ConfirmRepeat(IVideoProvider provider, JournalEntry entry) =>
        !Repeat || Force || provider.HasIdempotencyKeys
        || ShouldContinue($"{provider.Name} does not detect duplicate requests. If the first request for '{entry.Prompt}' was accepted, both are billed. Send it again?", "The request can be billed twice");

    // Sends the recorded body unchanged. The current catalog could build a different one.
    private static CreateAttempt CreateAttempt(JournalEntry entry, IVideoProvider provider)
    {
        var model = provider.Catalog.Models.FirstOrDefault(model => model.Name == entry.Model) ?? new VideoModel(entry.Model ?? "", VideoKind.TextToVideo, []);
        var request = new VideoRequest { Model = entry.Model, Prompt = entry.Prompt, Duration = entry.Duration };
        return new CreateAttempt(entry.AttemptId!, provider.Name, provider.BaseUri, entry.IdempotencyKey ?? "", new PreparedRequest(model, request, entry.Request ?? [], []), entry.At);
    }

    private async Task<VideoTask> ResolveAsync(IVideoProvider provider, CreateAttempt attempt, CancellationToken cancellationToken)
    {
        var creator = new TaskCreator(Session.Journal, TimeProvider.System);
        if (Repeat)
        {
            return await creator.RepeatAsync(provider, attempt, Bridge, cancellationToken);
        }

        var task = Id is not null
            ? await provider.GetAsync(Id, Bridge, cancellationToken)
            : await new LostTaskFinder(Session.Journal).FindAsync(provider, attempt, Bridge, cancellationToken);
        return task is null || task.Status is VideoStatus.Unknown
            ? throw new VideoException(
                VideoErrorKind.NotFound,
                Id is null
                    ? $"{provider.Name} lists no task that matches {attempt.Id} unambiguously. Find the task in its console and pass -Id, or send the request again with -Repeat."
                    : $"{provider.Name} has no task {Id}.")
            { Provider = provider.Name, AttemptId = attempt.Id }
            : await creator.AdoptAsync(provider, attempt, task, Bridge);
    }
}
