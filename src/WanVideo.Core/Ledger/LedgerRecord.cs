namespace WanVideo.Ledger;

/// <summary>All that the ledger has about one intent and its task, or about a task without an intent. Without the request, which <see cref="ILedger.GetRequestAsync"/> reads.</summary>
public sealed record LedgerRecord
{
    /// <summary>The intent; null for a task whose create request is not in the ledger.</summary>
    public Guid? IntentId { get; init; }

    /// <summary>The state of the intent; Accepted where there is none.</summary>
    public required IntentState State { get; init; }

    /// <summary>Changes with every change of the intent. A decision is based on it.</summary>
    public long Version { get; init; }

    /// <summary>The provider.</summary>
    public required string Provider { get; init; }

    /// <summary>The provider's base address.</summary>
    public Uri? BaseUri { get; init; }

    /// <summary>Whether the gateway bills the task.</summary>
    public bool IsBilled { get; init; } = true;

    /// <summary>The label.</summary>
    public string? Label { get; init; }

    /// <summary>The fingerprint of the request; empty for a task without an intent.</summary>
    public string Fingerprint { get; init; } = "";

    /// <summary>The intent that this one restarts.</summary>
    public Guid? RestartOf { get; init; }

    /// <summary>The gateway's model name.</summary>
    public string? Model { get; init; }

    /// <summary>The prompt.</summary>
    public string? Prompt { get; init; }

    /// <summary>The requested length in seconds.</summary>
    public int? Duration { get; init; }

    /// <summary>When the record was made; for a task without an intent, when the gateway accepted it.</summary>
    public required DateTimeOffset CreatedAt { get; init; }

    /// <summary>How many attempts were made.</summary>
    public int Attempts { get; init; }

    /// <summary>When the lease of the attempt on its way ends; null if none is.</summary>
    public DateTimeOffset? LeaseUntil { get; init; }

    /// <summary>Why there is no task, or none is known.</summary>
    public VideoError? Error { get; init; }

    /// <summary>The gateway's id of the last create request's HTTP request.</summary>
    public string? RequestId { get; init; }

    /// <summary>The task as last recorded; null if none is known. It has no result address.</summary>
    public VideoTask? Task { get; init; }

    /// <summary>The saved video; null if it was not saved.</summary>
    public SavedFile? File { get; init; }

    /// <summary>The record as a task. Without a task of the gateway its id is the intent's, and its status tells the state of the create request.</summary>
    public VideoTask ToTask() => (Task ?? new VideoTask
    {
        Id = IntentId!.Value.ToString("N"),
        Provider = Provider,
        Status = State switch
        {
            IntentState.Sending => VideoStatus.Sending,
            IntentState.Refused => VideoStatus.Refused,
            IntentState.Ready or IntentState.Abandoned => VideoStatus.NotSent,
            _ => VideoStatus.Unresolved,
        },
        BaseUri = BaseUri,
        Model = Model,
        Prompt = Prompt,
        Duration = Duration,
        CreatedAt = CreatedAt,
        RequestId = RequestId,
        Error = Error,
    })
    with
    { IntentId = IntentId, Label = Label, IsBilled = IsBilled, SavedPath = File?.Path };
}

/// <summary>Which records to list.</summary>
public sealed record LedgerQuery
{
    /// <summary>The statuses wanted, in the terms of <see cref="VideoTask.Status"/>; empty for all.</summary>
    public IReadOnlyList<VideoStatus> Status { get; init; } = [];

    /// <summary>The provider; null for all.</summary>
    public string? Provider { get; init; }

    /// <summary>Only records created then or later.</summary>
    public DateTimeOffset? Since { get; init; }

    /// <summary>Only records created before.</summary>
    public DateTimeOffset? Before { get; init; }

    /// <summary>Labels wanted, with PowerShell wildcards translated by the caller to exact texts; empty for all.</summary>
    public IReadOnlyList<string> Label { get; init; } = [];

    /// <summary>Only tasks that have or may still have a video and were not saved.</summary>
    public bool IsUnsaved { get; init; }
}

/// <summary>A summary of the ledger.</summary>
/// <param name="Location">The file or server address, without a password.</param>
/// <param name="Engine">SQLite or PostgreSQL, with its version.</param>
/// <param name="SchemaVersion">The version of the schema.</param>
/// <param name="SizeBytes">Bytes on disk.</param>
/// <param name="LedgerId">The ledger's own id.</param>
/// <param name="Counts">Number of records by status, in the terms of <see cref="VideoTask.Status"/>.</param>
public sealed record LedgerInfo(string Location, string Engine, int SchemaVersion, long SizeBytes, Guid LedgerId, IReadOnlyDictionary<VideoStatus, long> Counts);
