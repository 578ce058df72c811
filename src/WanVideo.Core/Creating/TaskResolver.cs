using System.Text.Json.Nodes;
using WanVideo.Catalog;
using WanVideo.Ledger;

namespace WanVideo.Creating;

/// <summary>Settles create requests whose outcome is unknown, and sends recorded requests again. Every decision is recorded with who made it.</summary>
/// <param name="ledger">The ledger.</param>
/// <param name="creator">Sends requests again.</param>
/// <param name="time">The clock.</param>
public sealed class TaskResolver(TaskLedger ledger, TaskCreator creator, TimeProvider time)
{
    // The two clocks may differ, and a gateway may have held the request for a while.
    private static readonly TimeSpan ClockTolerance = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan MaxQueueTime = TimeSpan.FromMinutes(5);

    private const int MaxCandidates = 20;
    private const int MaxNamedCandidates = 5;

    /// <summary>Looks for evidence in the gateway's task list: a task that names the HTTP request of the lost create request. A prompt is no evidence, since four seeds of one prompt look alike.</summary>
    /// <param name="provider">The provider of the record.</param>
    /// <param name="record">The unresolved record.</param>
    /// <param name="messages">Receives warnings and verbose messages.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    /// <returns>The task.</returns>
    /// <exception cref="VideoException">There is no evidence (<see cref="VideoErrorKind.NotFound"/>); the message names the tasks that may be the one.</exception>
    public async Task<VideoTask> FindAsync(IVideoProvider provider, LedgerRecord record, IUserMessages messages, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(provider);
        ArgumentNullException.ThrowIfNull(record);
        var candidates = await ListCandidatesAsync(provider, record, messages, cancellationToken);
        if (record.RequestId is { } requestId && candidates.Find(candidate => candidate.RequestId == requestId) is { } task)
        {
            return await AdoptAsync(record, task, $"request id {requestId}", cancellationToken);
        }

        var named = string.Join(", ", candidates.Take(MaxNamedCandidates).Select(candidate => $"{candidate.Id} ({candidate.Status}{(candidate.Prompt is null ? "" : $", '{candidate.Prompt}'")})"));
        var subject = GetSubject(record);
        throw new VideoException(
            VideoErrorKind.NotFound,
            named.Length == 0
                ? $"{provider.Name} lists no task that may belong to {subject}. Check the gateway's own pages. Then use Resolve-WanVideoTask with -Id, or with -NotCreated if there is none."
                : $"These tasks may belong to {subject}: {named}. Use Resolve-WanVideoTask -Id with the right one, or -NotCreated.")
        { Provider = provider.Name, IntentId = record.IntentId, Label = record.Label };
    }

    /// <summary>Records a task that a person identified as the task of an unresolved create request.</summary>
    /// <param name="provider">The provider of the record.</param>
    /// <param name="record">The unresolved record.</param>
    /// <param name="id">The gateway's task id.</param>
    /// <param name="decidedBy">Who decided.</param>
    /// <param name="messages">Receives warnings and verbose messages.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    /// <exception cref="VideoException">The gateway has no such task (<see cref="VideoErrorKind.NotFound"/>), or it belongs to another create request (<see cref="VideoErrorKind.Conflict"/>).</exception>
    public async Task<VideoTask> AdoptAsync(IVideoProvider provider, LedgerRecord record, string id, string decidedBy, IUserMessages messages, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(provider);
        ArgumentNullException.ThrowIfNull(record);
        foreach (var other in await ledger.Records.FindAsync(id, record.Provider, cancellationToken))
        {
            if (other.IntentId is { } holder && holder != record.IntentId)
            {
                throw new VideoException(VideoErrorKind.Conflict, $"{id} is the task of {GetSubject(other)}, so it cannot be the task of {GetSubject(record)}.") { Provider = record.Provider, TaskId = id };
            }
        }

        var task = await provider.GetAsync(id, messages, cancellationToken);
        return task.Status is VideoStatus.Unknown
            ? throw new VideoException(VideoErrorKind.NotFound, $"{provider.Name} has no task {id}.") { Provider = provider.Name, TaskId = id }
            : await AdoptAsync(record, task, decidedBy, cancellationToken);
    }

    /// <summary>Records a person's statement that no task was created.</summary>
    /// <param name="record">The unresolved record.</param>
    /// <param name="decidedBy">Who decided.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    /// <returns>The record, now refused.</returns>
    public async Task<VideoTask> DeclareNotCreatedAsync(LedgerRecord record, string decidedBy, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(record);
        await ledger.Records.DecideAsync(CreateDecision(record, DecisionKind.NotCreated, decidedBy), cancellationToken);
        return (await ReadAgainAsync(record, cancellationToken)).ToTask();
    }

    /// <summary>
    /// Sends the recorded request again. For an unresolved record this is a further attempt of the same intent, with the same idempotency key;
    /// for any other it is a new intent.
    /// </summary>
    /// <param name="provider">The provider of the record.</param>
    /// <param name="record">The record.</param>
    /// <param name="decidedBy">Who decided.</param>
    /// <param name="messages">Receives warnings and verbose messages.</param>
    /// <param name="stop">Ends the call while nothing has been sent.</param>
    /// <param name="interrupt">As for <see cref="TaskCreator.CreateAsync"/>.</param>
    public async Task<VideoTask> RestartAsync(IVideoProvider provider, LedgerRecord record, string decidedBy, IUserMessages messages, CancellationToken stop, CancellationToken interrupt)
    {
        ArgumentNullException.ThrowIfNull(provider);
        ArgumentNullException.ThrowIfNull(record);
        if (record.State is IntentState.Sending)
        {
            throw new VideoException(VideoErrorKind.Conflict, $"{GetSubject(record)} is being sent. Wait until it has the status Unresolved.") { Provider = record.Provider, IntentId = record.IntentId };
        }

        var recorded = record.IntentId is { } id ? await ledger.Records.GetRequestAsync(id, stop) : null;
        if (recorded is null)
        {
            throw new VideoException(VideoErrorKind.NotFound, $"The ledger has no request for {GetSubject(record)}. Create the task with New-WanVideoTask.") { Provider = record.Provider, IntentId = record.IntentId };
        }

        var request = GetRecordedRequest(provider, record, recorded);
        if (record.State is not IntentState.Unresolved)
        {
            return await creator.CreateAsync(provider, new CreateRequest(request) { Label = record.Label, Row = recorded.Row, RestartOf = record.IntentId }, messages, stop, interrupt);
        }

        var intent = new Intent
        {
            Id = record.IntentId!.Value,
            Provider = record.Provider,
            BaseUri = record.BaseUri ?? provider.BaseUri,
            IsBilled = record.IsBilled,
            Label = record.Label,
            Fingerprint = record.Fingerprint,
            RestartOf = record.RestartOf,
            Model = record.Model,
            Prompt = record.Prompt,
            Duration = record.Duration,
            CreatedAt = record.CreatedAt,
        };
        return await creator.SendAgainAsync(provider, intent, request, CreateDecision(record, DecisionKind.SendAgain, decidedBy), messages, stop, interrupt);
    }

    private async Task<VideoTask> AdoptAsync(LedgerRecord record, VideoTask task, string decidedBy, CancellationToken cancellationToken)
    {
        await ledger.Records.DecideAsync(CreateDecision(record, DecisionKind.Adopt, decidedBy) with { Task = task with { BaseUri = record.BaseUri, IsBilled = record.IsBilled } }, cancellationToken);
        return task.MergeFrom((await ReadAgainAsync(record, cancellationToken)).ToTask());
    }

    private async Task<LedgerRecord> ReadAgainAsync(LedgerRecord record, CancellationToken cancellationToken) =>
        (await ledger.Records.FindAsync(record.IntentId!.Value.ToString("N"), null, cancellationToken))[0];

    private LedgerDecision CreateDecision(LedgerRecord record, DecisionKind kind, string decidedBy) => new()
    {
        Id = Guid.CreateVersion7(time.GetUtcNow()),
        IntentId = record.IntentId!.Value,
        Version = record.Version,
        Kind = kind,
        DecidedBy = decidedBy,
    };

    // What was sent is sent again, whatever the catalog would make of the same request now.
    private static PreparedRequest GetRecordedRequest(IVideoProvider provider, LedgerRecord record, RecordedRequest recorded)
    {
        if (recorded.Body.Contains(RequestFingerprint.InlineDataMark, StringComparison.Ordinal))
        {
            throw new VideoException(
                VideoErrorKind.InvalidParameter,
                $"The request of {GetSubject(record)} contained inline data, which the ledger does not keep. Create the task with New-WanVideoTask -AllowDuplicate.")
            { Provider = record.Provider, IntentId = record.IntentId };
        }

        var model = provider.Catalog.Models.FirstOrDefault(model => model.Name == record.Model) ?? new VideoModel(record.Model ?? "", VideoKind.TextToVideo, []);
        var request = new VideoRequest { Model = record.Model, Prompt = record.Prompt, Duration = record.Duration };
        return new PreparedRequest(model, request, (JsonObject)JsonNode.Parse(recorded.Body)!, []);
    }

    private async Task<List<VideoTask>> ListCandidatesAsync(IVideoProvider provider, LedgerRecord record, IUserMessages messages, CancellationToken cancellationToken)
    {
        var candidates = new List<VideoTask>();
        try
        {
            var filter = new TaskFilter { Since = record.CreatedAt - ClockTolerance, Model = record.Model };
            await foreach (var task in provider.ListAsync(filter, messages, cancellationToken))
            {
                // Newest first: only older tasks follow one that is older than the request.
                if (task.CreatedAt < filter.Since || (candidates.Count == MaxCandidates && record.RequestId is null))
                {
                    break;
                }

                // Evidence counts at whatever time the gateway accepted the request: it may have been held for long before it was sent.
                if (record.RequestId is { } requestId && task.RequestId == requestId)
                {
                    return [task];
                }

                if (candidates.Count < MaxCandidates && filter.Includes(task) && task.CreatedAt <= record.CreatedAt + MaxQueueTime
                    && !(await ledger.Records.FindAsync(task.Id, record.Provider, cancellationToken)).Any(known => known.IntentId is not null))
                {
                    candidates.Add(task);
                }
            }
        }
        catch (VideoException failure) when (failure.Error.Kind is VideoErrorKind.NotSupported)
        {
            messages.WriteVerbose(failure.Message);
        }

        return candidates;
    }

    private static string GetSubject(LedgerRecord record) => record.Label is { } label ? $"'{label}'" : record.Prompt is { } prompt ? $"'{prompt}'" : $"{record.IntentId:N}";
}
