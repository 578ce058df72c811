using System.Text.Json.Nodes;
using WanVideo.Catalog;
using WanVideo.Ledger;

namespace WanVideo.Creating;

/// <summary>Settles create requests whose outcome is unknown, and sends recorded requests again. Every decision is recorded with its author.</summary>
/// <param name="ledger">The ledger.</param>
/// <param name="creator">Sends requests again.</param>
/// <param name="time">The clock.</param>
public sealed class TaskResolver(TaskLedger ledger, TaskCreator creator, TimeProvider time)
{
    // The clocks of the gateway and of this machine may differ, and the gateway may have queued the request.
    private static readonly TimeSpan ClockTolerance = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan MaxQueueTime = TimeSpan.FromMinutes(5);

    private const int MaxCandidates = 20;
    private const int MaxListedCandidates = 5;

    /// <summary>Searches the gateway's task list for a task with the request id of the lost create request. The prompt is not evidence: several tasks can have the same prompt.</summary>
    /// <param name="provider">The provider of the record.</param>
    /// <param name="record">The unresolved record.</param>
    /// <param name="messages">Receives warnings and verbose messages.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <returns>The task.</returns>
    /// <exception cref="VideoException">No task has the request id (<see cref="VideoErrorKind.OutcomeUnknown"/>). The message lists possible tasks.</exception>
    public async Task<VideoTask> FindAsync(IVideoProvider provider, LedgerRecord record, IUserMessages messages, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(provider);
        ArgumentNullException.ThrowIfNull(record);
        var candidates = await ListCandidatesAsync(provider, record, messages, cancellationToken);
        var command = $"Resolve-WanVideoTask {record.IntentId:N}";
        if (candidates is null)
        {
            throw CreateException($"{provider.Name} has no task list that could be searched. Look for the task on the gateway's website. Settle the request with {command} -Id and the id of its task, or -NotCreated if there is none.");
        }

        // A request id that several tasks have identifies none of them.
        if (!string.IsNullOrWhiteSpace(record.RequestId) && candidates.FindAll(candidate => candidate.RequestId == record.RequestId) is [var task])
        {
            return await AdoptAsync(record, task, $"request id {record.RequestId}", cancellationToken);
        }

        var candidateList = string.Join(", ", candidates.Take(MaxListedCandidates).Select(candidate => $"{candidate.Id} ({candidate.Status}{(candidate.Prompt is null ? "" : $", '{candidate.Prompt}'")})"));
        throw CreateException(candidateList.Length == 0
            ? $"{provider.Name} lists no task that may belong to '{record.DisplayName}'. Check the gateway's website. Settle the request with {command} -Id and the id of its task, or -NotCreated if there is none."
            : $"These tasks may belong to '{record.DisplayName}': {candidateList}. Settle the request with {command} -Id and the id of its task, or -NotCreated if none of them is.");

        VideoException CreateException(string message) => new(VideoErrorKind.OutcomeUnknown, message)
        {
            Provider = provider.Name,
            IntentId = record.IntentId,
            Label = record.Label,
            Prompt = record.Prompt,
            Row = InputRow.Parse(record.Row),
        };
    }

    /// <summary>Records a task as the task of an unresolved create request, by the decision of a person.</summary>
    /// <param name="provider">The provider of the record.</param>
    /// <param name="record">The unresolved record.</param>
    /// <param name="id">The gateway's task id.</param>
    /// <param name="decidedBy">Who decided.</param>
    /// <param name="messages">Receives warnings and verbose messages.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <exception cref="VideoException">The gateway has no such task (<see cref="VideoErrorKind.NotFound"/>), or it belongs to another create request (<see cref="VideoErrorKind.Conflict"/>).</exception>
    public async Task<VideoTask> AdoptAsync(IVideoProvider provider, LedgerRecord record, string id, string decidedBy, IUserMessages messages, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(provider);
        ArgumentNullException.ThrowIfNull(record);
        foreach (var other in await ledger.Store.FindAsync(id, record.Provider, cancellationToken))
        {
            if (other.IntentId is { } holder && holder != record.IntentId)
            {
                throw new VideoException(VideoErrorKind.Conflict, $"{id} is the task of '{other.DisplayName}', so it cannot be the task of '{record.DisplayName}'.") { Provider = record.Provider, TaskId = id };
            }
        }

        VideoTask task;
        try
        {
            task = await provider.GetAsync(id, messages, cancellationToken);
        }
        catch (VideoException exception) when (exception.Error.Kind is VideoErrorKind.InvalidRequest)
        {
            throw CreateNotFoundException($"Its response: {exception.Error}");
        }

        return task.Status is VideoStatus.Unknown ? throw CreateNotFoundException("") : await AdoptAsync(record, task, decidedBy, cancellationToken);

        VideoException CreateNotFoundException(string response) => new(VideoErrorKind.NotFound, $"{provider.Name} has no task {id}. {response}".TrimEnd()) { Provider = provider.Name, TaskId = id };
    }

    /// <summary>Records a person's statement that no task was created.</summary>
    /// <param name="record">The unresolved record.</param>
    /// <param name="decidedBy">Who decided.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <returns>The record, now refused.</returns>
    public async Task<VideoTask> DeclareNotCreatedAsync(LedgerRecord record, string decidedBy, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(record);
        await ledger.Store.DecideAsync(CreateDecision(record, DecisionKind.NotCreated, decidedBy), cancellationToken);
        return (await ReloadAsync(record, cancellationToken)).ToTask();
    }

    /// <summary>
    /// Requires that a record still has the status on which a person decided. The ledger records the terminal statuses of tasks, after they are
    /// shown: a task that the ledger lists as Pending, Running or Unknown can have been shown with another status.
    /// </summary>
    /// <param name="record">The record, as it is now.</param>
    /// <param name="status">The status that the person saw; null if it is not known.</param>
    /// <exception cref="VideoException">The record has another status (<see cref="VideoErrorKind.Conflict"/>).</exception>
    public static void RequireUnchanged(LedgerRecord record, string? status)
    {
        ArgumentNullException.ThrowIfNull(record);
        var current = record.ToTask();
        if (status is not null && status != current.Status
            && !(current.Status is VideoStatus.Pending or VideoStatus.Running or VideoStatus.Unknown && VideoStatus.IsAccepted(status)))
        {
            throw CreateConflict(record, $"it is now {current.Status}{(record.Task is { } task ? $" ({task.Id})" : "")}");
        }
    }

    /// <summary>Requires that no process is sending the request of a record.</summary>
    /// <param name="record">The record, as it is now.</param>
    /// <exception cref="VideoException">A process is sending it (<see cref="VideoErrorKind.Conflict"/>).</exception>
    public static void RequireNotSending(LedgerRecord record)
    {
        ArgumentNullException.ThrowIfNull(record);
        if (record.State is IntentState.Sending)
        {
            throw new VideoException(VideoErrorKind.Conflict, $"{record.DisplayName} is being sent by another process. Wait until it has the status Unresolved.") { Provider = record.Provider, IntentId = record.IntentId };
        }
    }

    /// <summary>Requires that an unresolved request was not sent again since a person saw it. A decision applies to the attempts that the person knows of.</summary>
    /// <param name="record">The record, as it is now.</param>
    /// <param name="attemptCount">The number of attempts that the person saw; null if it is not known.</param>
    /// <exception cref="VideoException">The record has more attempts (<see cref="VideoErrorKind.Conflict"/>).</exception>
    public static void RequireSameAttempt(LedgerRecord record, int? attemptCount)
    {
        ArgumentNullException.ThrowIfNull(record);
        if (record.State is IntentState.Unresolved && attemptCount is not null && attemptCount != record.AttemptCount)
        {
            throw CreateConflict(record, $"its request has been sent {record.AttemptCount} times");
        }
    }

    private static VideoException CreateConflict(LedgerRecord record, string change) =>
        new(VideoErrorKind.Conflict, $"{record.DisplayName} has changed: {change}. Get it again with Get-WanVideoTask.") { Provider = record.Provider, IntentId = record.IntentId, TaskId = record.Task?.Id, Label = record.Label, Prompt = record.Prompt };

    /// <summary>
    /// Sends the recorded request again. If no task is recorded, this is a further attempt of the same intent, with the same idempotency key; otherwise
    /// it is a new intent with the claim key of the first. An intent is restarted once: after that, the task of the new intent is returned.
    /// </summary>
    /// <param name="provider">The provider of the record.</param>
    /// <param name="record">The record.</param>
    /// <param name="decidedBy">Who decided.</param>
    /// <param name="messages">Receives warnings and verbose messages.</param>
    /// <param name="cancellationToken">Cancels the call while nothing has been sent.</param>
    /// <param name="stopToken">As for <see cref="TaskCreator.CreateAsync"/>.</param>
    public async Task<VideoTask> RestartAsync(IVideoProvider provider, LedgerRecord record, string decidedBy, IUserMessages messages, CancellationToken cancellationToken, CancellationToken stopToken)
    {
        ArgumentNullException.ThrowIfNull(provider);
        ArgumentNullException.ThrowIfNull(record);
        RequireNotSending(record);
        var recorded = record.IntentId is { } id ? await ledger.Store.GetRequestAsync(id, cancellationToken) : null;
        if (recorded is null)
        {
            throw new VideoException(VideoErrorKind.NotFound, $"The ledger has no request for '{record.DisplayName}'. Create the task with New-WanVideoTask.") { Provider = record.Provider, IntentId = record.IntentId };
        }

        var request = GetRecordedRequest(provider, record, recorded);
        var isNewIntent = AttemptTransitions.RestartableStates.Contains(record.State);
        var baseUri = record.BaseUri ?? provider.BaseUri;
        var intent = new Intent
        {
            Id = isNewIntent ? Guid.CreateVersion7(time.GetUtcNow()) : record.IntentId!.Value,
            Provider = record.Provider,
            BaseUri = baseUri,
            IsBilled = record.IsBilled,
            Label = record.Label,
            Fingerprint = record.Fingerprint,
            ClaimKey = record.Label is null ? null : Intent.ComputeClaimKey(record.Provider, baseUri, record.Label, record.Fingerprint),
            RestartOf = isNewIntent ? record.IntentId : record.RestartOf,
            Connection = record.Connection,
            Details = record.Details,
            Model = record.Model,
            Prompt = record.Prompt,
            Duration = record.Duration,
            CreatedAt = isNewIntent ? creator.GetCreationTime() : record.CreatedAt,
            Request = recorded,
        };
        var decision = record.State is IntentState.Unresolved ? CreateDecision(record, DecisionKind.SendAgain, decidedBy) : null;
        return await creator.SendAgainAsync(provider, intent, request, decision, messages, cancellationToken, stopToken);
    }

    private async Task<VideoTask> AdoptAsync(LedgerRecord record, VideoTask task, string decidedBy, CancellationToken cancellationToken)
    {
        await ledger.Store.DecideAsync(CreateDecision(record, DecisionKind.Adopt, decidedBy) with { Task = task with { BaseUri = record.BaseUri, IsBilled = record.IsBilled } }, cancellationToken);
        return task.MergeFrom((await ReloadAsync(record, cancellationToken)).ToTask());
    }

    private async Task<LedgerRecord> ReloadAsync(LedgerRecord record, CancellationToken cancellationToken) =>
        (await ledger.Store.FindAsync(record.IntentId!.Value.ToString("N"), null, cancellationToken))[0];

    private LedgerDecision CreateDecision(LedgerRecord record, DecisionKind kind, string decidedBy) => new()
    {
        Id = Guid.CreateVersion7(time.GetUtcNow()),
        IntentId = record.IntentId!.Value,
        Version = record.Version,
        Kind = kind,
        DecidedBy = decidedBy,
    };

    // The recorded body is sent unchanged, even if the current catalog would compose another one.
    private static PreparedRequest GetRecordedRequest(IVideoProvider provider, LedgerRecord record, RecordedRequest recorded)
    {
        if (recorded.Body.Contains(RequestFingerprint.InlineDataMarker, StringComparison.Ordinal))
        {
            throw new VideoException(
                VideoErrorKind.InvalidParameter,
                $"The request of '{record.DisplayName}' contained inline data, which the ledger does not keep. Create the task with New-WanVideoTask -AllowDuplicate.")
            { Provider = record.Provider, IntentId = record.IntentId };
        }

        var model = provider.Catalog.Models.FirstOrDefault(model => model.Name == record.Model) ?? new VideoModel(record.Model ?? "", VideoKind.TextToVideo, []);
        var request = new VideoRequest { Model = record.Model, Prompt = record.Prompt, Duration = record.Duration };
        return new PreparedRequest(model, request, (JsonObject)JsonNode.Parse(recorded.Body)!, []);
    }

    /// <returns>The possible tasks; null if the provider has no task list.</returns>
    private async Task<List<VideoTask>?> ListCandidatesAsync(IVideoProvider provider, LedgerRecord record, IUserMessages messages, CancellationToken cancellationToken)
    {
        var candidates = new List<VideoTask>();
        try
        {
            var filter = new TaskFilter { Since = record.CreatedAt - ClockTolerance, Model = record.Model };
            await foreach (var task in provider.ListAsync(filter, messages, cancellationToken))
            {
                // Pages overlap if a task is created while they are read.
                if (candidates.Exists(candidate => candidate.Id == task.Id))
                {
                    continue;
                }

                // Newest first: only older tasks follow one that is older than the request.
                if (task.CreatedAt < filter.Since || (candidates.Count >= MaxCandidates && string.IsNullOrWhiteSpace(record.RequestId)))
                {
                    break;
                }

                // A matching request id is evidence at any creation time: the request may have been sent long after it was recorded.
                var hasRequestId = !string.IsNullOrWhiteSpace(record.RequestId) && task.RequestId == record.RequestId;
                var isCandidate = candidates.Count < MaxCandidates && filter.Includes(task) && task.CreatedAt <= record.CreatedAt + MaxQueueTime;
                if (hasRequestId || (isCandidate && !(await ledger.Store.FindAsync(task.Id, record.Provider, cancellationToken)).Any(known => known.IntentId is not null)))
                {
                    candidates.Add(task);
                }
            }
        }
        catch (VideoException exception) when (exception.Error.Kind is VideoErrorKind.NotSupported)
        {
            messages.WriteVerbose(exception.Message);
            return null;
        }

        return candidates;
    }
}
