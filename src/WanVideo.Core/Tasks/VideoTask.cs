namespace WanVideo;

/// <summary>
/// A video generation task as a gateway last described it. A value: every look at the gateway gives a new one.
/// Its members are named like the parameters that take them, so that a task, or a copy of it that went through a file, pipes on.
/// </summary>
public sealed record VideoTask
{
    /// <summary>How long the gateways keep a task and its video. EvoLink and DashScope say 24 hours; AceData and New API hosts hand on DashScope's addresses.</summary>
    public static readonly TimeSpan Life = TimeSpan.FromHours(24);

    /// <summary>The gateway's name for the task. All that is needed, with <see cref="Provider"/>, to wait for it and to save it.</summary>
    public required string Id { get; init; }

    /// <summary>The gateway that runs the task, such as <c>EvoLink</c>.</summary>
    public required string Provider { get; init; }

    /// <summary>The gateway's name of the model.</summary>
    public string? Model { get; init; }

    /// <summary>Where the task stands.</summary>
    public required VideoStatus Status { get; init; }

    /// <summary>The gateway's own status word.</summary>
    public string? RawStatus { get; init; }

    /// <summary>Percent done, 0 to 100; null where the gateway does not say.</summary>
    public int? Progress { get; init; }

    /// <summary>The prompt that was sent; null when the task was asked for by its id alone.</summary>
    public string? Prompt { get; init; }

    /// <summary>When the gateway accepted the task; where it does not say, when the request was about to leave.</summary>
    public DateTimeOffset? CreatedAt { get; init; }

    /// <summary>When the task ended, where the gateway says.</summary>
    public DateTimeOffset? FinishedAt { get; init; }

    /// <summary>Where the finished video can be fetched. Signed: whoever has this address has the video, until <see cref="ExpiresAt"/>.</summary>
    public Uri? VideoUrl { get; init; }

    /// <summary>
    /// The earliest moment at which the gateway may forget the task and <see cref="VideoUrl"/> may stop working: <see cref="Life"/> after
    /// <see cref="CreatedAt"/>. The gateways do not say from when they count, so this is never later than the truth.
    /// </summary>
    public DateTimeOffset? ExpiresAt { get; init; }

    /// <summary>The ledger's id of the intent that made the task; null if it was created elsewhere.</summary>
    public Guid? IntentId { get; init; }

    /// <summary>The user's name for the video; null if none was given.</summary>
    public string? Label { get; init; }

    /// <summary>The gateway's address when it was created; null if it was made elsewhere.</summary>
    public Uri? BaseUri { get; init; }

    /// <summary>Whether the gateway bills the task. False for the sandbox.</summary>
    public bool IsBilled { get; init; } = true;

    /// <summary>The file that the video was saved to, if it was, by what the journal knows.</summary>
    public string? SavedPath { get; init; }

    /// <summary>The length of video that was asked for, in seconds.</summary>
    public int? Duration { get; init; }

    /// <summary>The gateway's own estimate of how long the whole task takes.</summary>
    public TimeSpan? EstimatedTime { get; init; }

    /// <summary>Why the task failed; null unless it did.</summary>
    public VideoError? Error { get; init; }

    /// <summary>What the gateway says of the task's cost.</summary>
    public Usage? Usage { get; init; }

    /// <summary>The gateway's name for the request that gave this answer. Its support asks for it.</summary>
    public string? RequestId { get; init; }

    /// <summary>Whether the task has ended, well or badly.</summary>
    public bool IsEnded => Status is not (VideoStatus.Pending or VideoStatus.Running);

    /// <summary>The same task with what <paramref name="earlier"/> knew and the gateway did not repeat.</summary>
    /// <param name="earlier">An earlier state of the task.</param>
    public VideoTask MergeFrom(VideoTask earlier) => this with
    {
        Model = Model ?? earlier.Model,
        Prompt = Prompt ?? earlier.Prompt,
        CreatedAt = CreatedAt ?? earlier.CreatedAt,
        Duration = Duration ?? earlier.Duration,
        ExpiresAt = ExpiresAt ?? earlier.ExpiresAt,
        IntentId = IntentId ?? earlier.IntentId,
        Label = Label ?? earlier.Label,
        BaseUri = BaseUri ?? earlier.BaseUri,
        IsBilled = IsBilled && earlier.IsBilled,
        SavedPath = SavedPath ?? earlier.SavedPath,
        EstimatedTime = EstimatedTime ?? earlier.EstimatedTime,
        Usage = Usage ?? earlier.Usage,
    };

    /// <summary>The id and the status. Never the address, which is as good as the video.</summary>
    public override string ToString() => $"{Id} ({Status})";
}
