namespace WanVideo.Ledger;

/// <summary>The record of an intent and its task, or of a task without an intent. Excludes the request: <see cref="ILedger.GetRequestAsync"/>.</summary>
public sealed record LedgerRecord
{
    /// <summary>The intent; null for a task whose create request is not in the ledger.</summary>
    public Guid? IntentId { get; init; }

    /// <summary>The state of the intent; Accepted for a task without an intent.</summary>
    public required IntentState State { get; init; }

    /// <summary>Incremented by every change of the intent. A decision applies to one version.</summary>
    public long Version { get; init; }

    /// <summary>The provider.</summary>
    public required string Provider { get; init; }

    /// <summary>The base URL.</summary>
    public Uri? BaseUri { get; init; }

    /// <summary>Whether the gateway bills the task.</summary>
    public bool IsBilled { get; init; } = true;

    /// <summary>The label.</summary>
    public string? Label { get; init; }

    /// <summary>The name of the connection that sent the create request; null for a task without an intent.</summary>
    public string? Connection { get; init; }

    /// <summary>A short digest of its API key: <see cref="AccountKey.KeyDigest"/>; null for a task without an intent.</summary>
    public string? Account { get; init; }

    /// <summary>The values of the request; null for a task without an intent.</summary>
    public RequestDetails? Details { get; init; }

    /// <summary>The input object as JSON; null if there was none.</summary>
    public string? Row { get; init; }

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

    /// <summary>When the intent was recorded; for a task without an intent, when the gateway accepted it.</summary>
    public required DateTimeOffset CreatedAt { get; init; }

    /// <summary>The number of attempts.</summary>
    public int AttemptCount { get; init; }

    /// <summary>When the lease of the attempt in flight ends; null without one.</summary>
    public DateTimeOffset? LeaseEndsAt { get; init; }

    /// <summary>The error of the last attempt; null if it succeeded.</summary>
    public VideoError? Error { get; init; }

    /// <summary>The gateway's request id of the last attempt.</summary>
    public string? RequestId { get; init; }

    /// <summary>The task as last recorded, without its video URL; null if no task id is known.</summary>
    public VideoTask? Task { get; init; }

    /// <summary>The saved video; null if it was not saved.</summary>
    public SavedFile? File { get; init; }

    /// <summary>The task id in the response to the create request, if the ledger has it as the task of another create request; null otherwise.</summary>
    public string? SharedTaskId { get; init; }

    /// <summary>Whether the ledger has values for the record that the module does not write. They were replaced by defaults.</summary>
    public bool HasInvalidValues { get; init; }

    /// <summary>The label; without one, the prompt, the task id or the intent id. For messages.</summary>
    public string DisplayName => Label ?? Prompt ?? Task?.Id ?? $"{IntentId:N}";

    /// <summary>The status of a record without a task.</summary>
    /// <param name="state">The state of its create request.</param>
    public static string GetStatus(IntentState state) => state switch
    {
        IntentState.Sending => VideoStatus.Sending,
        IntentState.Refused => VideoStatus.Refused,
        IntentState.Ready or IntentState.Abandoned => VideoStatus.NotSent,
        _ => VideoStatus.Unresolved,
    };

    /// <summary>Converts the record to a task. Without a task of the gateway, its id is the id of the intent, and its status is the state of the create request.</summary>
    public VideoTask ToTask() => (Task ?? new VideoTask
    {
        Id = IntentId!.Value.ToString("N"),
        Provider = Provider,
        Status = GetStatus(State),
        BaseUri = BaseUri,
        Model = Model,
        Prompt = Prompt,
        Duration = Duration,
        CreatedAt = CreatedAt,
        RequestId = RequestId,
        Error = Error,
    }).WithRequest(Details) with
    {
        IntentId = IntentId,
        AttemptCount = IntentId is null ? null : AttemptCount,
        Label = Label,
        Connection = Connection,
        Account = Account,
        IsBilled = IsBilled,
        SavedPath = File?.Path,
        Row = InputRow.Parse(Row),
    };
}

/// <summary>A filter for records.</summary>
public sealed record LedgerQuery
{
    /// <summary>The statuses to include; empty for all.</summary>
    public IReadOnlyList<string> Statuses { get; init; } = [];

    /// <summary>The provider; null for all.</summary>
    public string? Provider { get; init; }

    /// <summary>Only records created at this time or later.</summary>
    public DateTimeOffset? Since { get; init; }

    /// <summary>Only records created before this time.</summary>
    public DateTimeOffset? Before { get; init; }

    /// <summary>The labels to include, without wildcards; empty for all.</summary>
    public IReadOnlyList<string> Labels { get; init; } = [];

    /// <summary>Only tasks that have, or can still get, a video that is not saved.</summary>
    public bool IsUnsaved { get; init; }
}

/// <summary>A summary of the ledger.</summary>
/// <param name="Location">The path of the file or the URL of the server, without a password.</param>
/// <param name="Engine">SQLite or PostgreSQL, with its version.</param>
/// <param name="SchemaVersion">The version of the schema.</param>
/// <param name="SizeBytes">The size on disk in bytes.</param>
/// <param name="LedgerId">The id of the ledger.</param>
/// <param name="Counts">The number of records by status.</param>
public sealed record LedgerInfo(string Location, string Engine, int SchemaVersion, long SizeBytes, Guid LedgerId, IReadOnlyDictionary<string, long> Counts)
{
    /// <summary>The location.</summary>
    public override string ToString() => Location;
}
